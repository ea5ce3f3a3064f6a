import { canonicalBytes, type Json, parseCanonical } from './ledger/canonical.ts';
import { parseNote, type VerifierKey, verifyNote } from './ledger/note.ts';

/** What every dated answer says: when, and of which log. `at` is RFC 3339. */
type Dated = { readonly v: 1; readonly at: string; readonly log: string; readonly cur: string; readonly amt: number };

/** Where something stands in the log, under a checkpoint of `size`. */
type Standing = { readonly state: 'published'; readonly number: string; readonly index: number; readonly size: number };

/**
 * "I paid, where is it?": `unpaid` where the gateway says that nobody has paid yet, `unknown` where it does not say.
 * `order` is the number that the payer's own statement shows.
 */
export type QueryAnswer = Dated & { readonly k: 'query'; readonly query: string; readonly order: string } & (
    | Standing
    | { readonly state: 'settled' | 'unpaid' | 'unknown' }
  );

/** Whether a payment of this serial and amount is in the log. */
export type LookupAnswer = Dated & { readonly k: 'lookup'; readonly serial: string } & (Standing | { readonly state: 'settled' | 'not_found' });

/** Whether somebody's claim to a gift of this amount and day could be granted by machine; why it could not is told to nobody. */
export type ClaimAnswer = Dated & { readonly k: 'claim'; readonly on: string; readonly by: 'number' | 'account'; readonly state: 'undecided' };

export type DatedAnswer = QueryAnswer | LookupAnswer | ClaimAnswer;

/** Name of the key that signs dated answers, and nothing else (M12). */
export function receiptsName(origin: string): string {
  return `${origin}/receipts`;
}

/** The text that is signed: the key's name, so that it is nothing else, and the answer as canonical JSON. */
export function answerText(answer: DatedAnswer): string {
  return `${receiptsName(answer.log)}\n${new TextDecoder().decode(canonicalBytes({ ...answer }))}\n`;
}

/** Reads a signed answer; nothing where the key did not sign it, or it is none. */
export function readAnswer(signed: string, key: VerifierKey): DatedAnswer | undefined {
  const note = parseNote(signed);
  const [name, json = '', end] = note?.text.split('\n') ?? [];
  if (note === undefined || name !== key.name || end !== '' || !verifyNote(note, [key]).ok) return undefined;
  const value = parseCanonical(new TextEncoder().encode(json));
  return isAnswer(value) ? value : undefined;
}

function isAnswer(value: Json | undefined): value is Json & DatedAnswer {
  return typeof value === 'object' && 'k' in value && (value.k === 'query' || value.k === 'lookup' || value.k === 'claim');
}
