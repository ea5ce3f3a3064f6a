import type { GivenEntry } from './gift-entry.ts';

/** One word for the whole check; `unreachable` says that there was none. */
export type Verdict = 'valid' | 'changed' | 'altered' | 'not_ours' | 'unreachable';

export type StepId = 'file' | 'key' | 'checkpoint' | 'history' | 'entry' | 'inclusion' | 'witness' | 'name' | 'since' | 'later';

/** Why the verdict is not simply `valid`, or what a step found; each has its sentence in both languages. */
export type Reason =
  | 'holds'
  | 'no_connection'
  | 'files_missing'
  | 'log_unreadable'
  | 'other_origin'
  | 'key_replaced'
  | 'bad_signature'
  | 'first_visit'
  | 'same_history'
  | 'older_copy'
  | 'not_comparable'
  | 'history_differs'
  | 'beyond_end'
  | 'not_a_gift'
  | 'entry_damaged'
  | 'leaf_differs'
  | 'proof_fails'
  | 'name_opened'
  | 'name_anonymous'
  | 'name_held'
  | 'name_withdrawn'
  | 'name_unopened'
  | 'name_missing'
  | 'name_unclaimed'
  | 'name_differs'
  | 'name_held_opened'
  | 'name_not_held'
  | 'held_name_differs'
  | 'nothing_later'
  | 'later_unread'
  | 'later_void'
  | 'later_refund'
  | 'later_fix'
  | 'later_other'
  | 'later_withdraw'
  | 'later_erase'
  | 'later_spend'
  | 'later_claim'
  | 'later_hand'
  | 'witnessed'
  | 'provisional'
  | 'no_witness'
  | 'witness_differs'
  | 'file_whole'
  | 'file_altered'
  | 'file_added'
  | 'file_unsigned'
  | 'key_kept'
  | 'other_key'
  | 'held_signed'
  | 'held_unsigned'
  | 'entry_not_held'
  | 'since_same'
  | 'since_differs'
  | 'as_of';

/** One comparison: what held, what failed, what could not be compared; `compared` are the values as text. */
export type Step = { readonly id: StepId; readonly state: 'holds' | 'fails' | 'open'; readonly reason: Reason; readonly compared: readonly string[] };

/** The gift that was found, and its name where the record opens it. */
export type FoundGift = { readonly index: number; readonly entry: GivenEntry; readonly shown?: string };

/** What a check found, step by step. */
export type Finding = { readonly verdict: Verdict; readonly reason: Reason; readonly steps: readonly Step[]; readonly gift?: FoundGift };

/** A part of the check: its steps, and what it found or the verdict that ends it. */
export type Stage<T> =
  | { readonly go: true; readonly steps: readonly Step[]; readonly value: T }
  | { readonly go: false; readonly steps: readonly Step[]; readonly verdict: Verdict; readonly reason: Reason };

/** Ends the check here. */
export function halt(
  verdict: Verdict,
  step: { readonly id: StepId; readonly reason: Reason; readonly compared?: readonly string[] },
): Extract<Stage<never>, { go: false }> {
  const state = verdict === 'unreachable' ? 'open' : 'fails';
  return { go: false, verdict, reason: step.reason, steps: [{ id: step.id, state, reason: step.reason, compared: step.compared ?? [] }] };
}

/** A step that held. */
export function held(id: StepId, reason: Reason, compared: readonly string[]): Step {
  return { id, state: 'holds', reason, compared };
}
