import type { Checkpoint } from '../../functions/domain/ledger/checkpoint.ts';
import type { VerifierKey } from '../../functions/domain/ledger/note.ts';
import type { Witnessed } from '../../functions/domain/ledger/offline-check.ts';
import { judgeByPolicy, meetsQuorum, NO_QUORUM, type Policy, parsePolicy } from '../../functions/domain/ledger/policy.ts';
import { formatInstant } from '../../functions/domain/time.ts';
import type { ReadFile } from './log-reader.ts';
import { halt, held, type Reason, type Stage, type Step } from './verify-finding.ts';
import { areConsistent } from './verify-history.ts';

/** Who witnesses this log, as its policy file says; nothing where it has none that can be read. */
export function readPolicy(file: Uint8Array | string | undefined): Policy | undefined {
  const parsed = file === undefined ? undefined : parsePolicy(file);
  return parsed?.ok === true ? parsed.policy : undefined;
}

/** Keys of the witnesses of a policy. */
export const witnessKeys = (policy: Policy | undefined): readonly VerifierKey[] => policy?.witnesses.map(({ key }) => key) ?? [];

/** Looks whether the witnesses have seen a log that holds this entry, and that it is the same log. */
export async function verifyWitness(read: ReadFile, now: Checkpoint, index: number): Promise<Stage<undefined>> {
  const file = await read('/log/1/policy.txt', true);
  const policy = readPolicy(typeof file === 'string' ? undefined : file);
  if (policy === undefined || policy.quorum === NO_QUORUM) return pass(open('no_witness', []));
  const signed = await read('/log/1/witnessed', true);
  const judged = typeof signed === 'string' ? undefined : judgeByPolicy(signed, policy);
  if (judged === undefined) return pass(open('provisional', []));
  if (!judged.ok) return halt('altered', { id: 'witness', reason: 'witness_differs', compared: [] });
  const seen = judged.checkpoint;
  const [old, young] = seen.size <= now.size ? [seen, now] : [now, seen];
  const consistent = await areConsistent(read, old, young);
  if (consistent === 'unreachable') return pass(open('provisional', [String(seen.size)]));
  if (!consistent) return halt('altered', { id: 'witness', reason: 'witness_differs', compared: [String(seen.size), String(now.size)] });
  const lines = judged.by.map(({ witness, seconds }) => lineOf(witness.name, seconds));
  return pass(judged.quorum && index < seen.size ? held('witness', 'witnessed', [String(seen.size), ...lines]) : open('provisional', [String(seen.size)]));
}

/** Judges the witnesses whose lines a document holds. */
export function judgeWitnessed(policy: Policy | undefined, size: number, witnessed: readonly Witnessed[]): Step {
  if (policy === undefined || policy.quorum === NO_QUORUM) return open('no_witness', []);
  const names = policy.witnesses.flatMap(({ name, key }) => witnessed.flatMap((one) => (one.key === key ? [{ name, seconds: one.seconds }] : [])));
  if (!meetsQuorum(policy, new Set(names.map(({ name }) => name)))) return open('provisional', [String(size)]);
  return held('witness', 'witnessed', [String(size), ...names.map(({ name, seconds }) => lineOf(name, seconds))]);
}

const lineOf = (name: string, seconds: number): string => `${name} ${formatInstant(seconds * 1000)}`;
const open = (reason: Reason, compared: readonly string[]): Step => ({ id: 'witness', state: 'open', reason, compared });
const pass = (step: Step): Stage<undefined> => ({ go: true, steps: [step], value: undefined });
