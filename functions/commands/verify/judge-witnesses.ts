import { createHash } from 'node:crypto';
import { sameBytes } from '../../domain/ledger/hash.ts';
import { formatVerifierKey, type VerifierKey } from '../../domain/ledger/note.ts';
import { judgeByPolicy, type Policy, parsePolicy, type Witnessed } from '../../domain/ledger/policy.ts';
import { keepFork } from './last-seen.ts';
import type { Notebook } from './notebook.ts';
import type { Run } from './reach-checkpoint.ts';
import { failureCode, type LogIdentity, type SignedCheckpoint } from './signed-log.ts';
import { isFailure, LIMITS, type PublicSource, type ReadFailure, readFile } from './source.ts';
import type { WalkedLog } from './walk-log.ts';

export const POLICY = 'log/1/policy.txt';
export const WITNESSED = 'log/1/witnessed';

/** A checkpoint that the witnesses cosigned, as far as its signatures go. */
export type WitnessedCheckpoint = SignedCheckpoint & Pick<Extract<Witnessed, { ok: true }>, 'by'>;

/** Who witnesses the log by its own policy, and the last checkpoint that they made good enough; without a policy the log's word stands alone. */
export type Witnesses = { readonly policy?: Policy; readonly policySha256?: string; readonly witnessed?: WitnessedCheckpoint };

/** Reads the policy and what it makes of the witnessed checkpoint. Read before the log's own checkpoint, it can never be ahead of it. */
export async function readWitnesses(source: PublicSource, notes: Notebook, log: LogIdentity): Promise<Witnesses> {
  const bytes = await readFile(source, POLICY, LIMITS.note);
  const policy = readPolicy(bytes, notes, log);
  const read = isFailure(bytes) ? {} : { policySha256: createHash('sha256').update(bytes).digest('hex') };
  if (policy === undefined || policy.witnesses.length === 0) return read;
  const signed = await readFile(source, WITNESSED, LIMITS.note);
  if (signed === 'missing') return { ...read, policy };
  if (isFailure(signed)) {
    notes.find({ code: failureCode(signed), file: WITNESSED });
    return { ...read, policy };
  }
  const judged = judgeByPolicy(signed, policy);
  if (!judged.ok) notes.find({ code: 'cosignature_wrong', file: WITNESSED, detail: judged.code });
  else if (!judged.quorum) notes.find({ code: 'quorum_missed', file: WITNESSED, detail: judged.by.map(({ witness }) => witness.name).join(', ') });
  return judged.ok && judged.quorum ? { ...read, policy, witnessed: { checkpoint: judged.checkpoint, signed, by: judged.by } } : { ...read, policy };
}

/** Holds the witnessed checkpoint against the entries: another root of the same size is a fork, a larger size a log that was put back. */
export function judgeWitnessed({ notes, how }: Run, { witnessed }: Witnesses, log: { readonly walked: WalkedLog; readonly signed: SignedCheckpoint }): void {
  if (witnessed === undefined) return;
  const { size, root } = witnessed.checkpoint;
  notes.count('cosignatures', witnessed.by.length);
  if (size > log.signed.checkpoint.size) {
    notes.find({ code: 'checkpoint_rolled_back', file: WITNESSED, detail: `${size} witnessed, log/1/checkpoint has ${log.signed.checkpoint.size}` });
  } else if (!sameBytes(root, log.walked.roots.get(size) ?? root.slice(1))) keepFork(notes, how.stateFile, [witnessed, log.signed]);
}

/**
 * Holds the policy file against the entry that names it last, where there is one. The policy before that may still lie
 * there for a moment, since the entry comes first; any other was put there past the log.
 */
export function judgePolicyEntry(notes: Notebook, { policySha256 }: Witnesses, entered: readonly string[]): void {
  if (entered.length === 0 || policySha256 === entered.at(-1)) return;
  if (policySha256 !== undefined && policySha256 === entered.at(-2)) notes.remark('policy_changing', { file: POLICY });
  else notes.find({ code: 'policy_wrong', file: POLICY, detail: `the log names SHA-256 ${entered.at(-1)}` });
}

/** Keys of the witnesses. */
export const witnessKeys = ({ policy }: Witnesses): readonly VerifierKey[] => policy?.witnesses.map(({ key }) => key) ?? [];

function readPolicy(bytes: Uint8Array | ReadFailure, notes: Notebook, log: LogIdentity): Policy | undefined {
  if (bytes === 'missing') return undefined;
  const parsed = isFailure(bytes) ? undefined : parsePolicy(bytes);
  if (isFailure(bytes)) notes.find({ code: failureCode(bytes), file: POLICY });
  else if (parsed?.ok === false) notes.find({ code: 'policy_wrong', file: POLICY, detail: `line ${parsed.line}: ${parsed.problem}` });
  if (parsed?.ok !== true) return undefined;
  const named = log.keys.map(formatVerifierKey);
  const strange = parsed.policy.logs.filter(({ key }) => !named.includes(formatVerifierKey(key)));
  for (const { key } of strange) notes.find({ code: 'policy_wrong', file: POLICY, detail: `another log’s key ${formatVerifierKey(key)}` });
  return strange.length === 0 && parsed.policy.logs.length > 0 ? parsed.policy : undefined;
}
