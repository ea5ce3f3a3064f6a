import { encodeHex } from '../../functions/domain/ledger/base64.ts';
import { ENTRY_LIMIT, parseCanonical } from '../../functions/domain/ledger/canonical.ts';
import type { Checkpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { commit } from '../../functions/domain/ledger/commitment.ts';
import { hashLeaf } from '../../functions/domain/ledger/hash.ts';
import { keysAt, type RangedKey } from '../../functions/domain/ledger/key-range.ts';
import { parseVerifierKey } from '../../functions/domain/ledger/note.ts';
import { type OfflineVerdict, verifyOfflineProof } from '../../functions/domain/ledger/offline-check.ts';
import type { OfflineProof } from '../../functions/domain/ledger/offline-proof.ts';
import type { Policy } from '../../functions/domain/ledger/policy.ts';
import { formatInstant } from '../../functions/domain/time.ts';
import { parseGift } from './gift-entry.ts';
import type { HeldProof } from './held-proof.ts';
import type { ReadFile } from './log-reader.ts';
import { readEntry } from './verify-entry.ts';
import { type Finding, type FoundGift, halt, held as holds, type Stage, type Step } from './verify-finding.ts';
import { areConsistent, verifyHistory } from './verify-history.ts';
import { verifyLater } from './verify-later.ts';
import { type Known, type SignedLog, verifyLog } from './verify-log.ts';
import { type Checked, stopped } from './verify-record.ts';
import { judgeWitnessed, readPolicy, verifyWitness, witnessKeys } from './verify-witness.ts';

/**
 * Checks a proof that the visitor holds. It holds by itself, without a network, under the keys that this page knows; with
 * a network it is held against today's log as well, which says what came after it.
 */
export async function verifyHeld(read: ReadFile, known: Known, held: HeldProof): Promise<Checked> {
  const log = await verifyLog(read, known);
  if (!log.go && log.verdict !== 'unreachable') return { finding: stopped(sealSteps(held), log) };
  const own = await judgeHeld(read, { known, held, log: log.go ? log.value : undefined });
  if (!own.go) return { finding: stopped([...sealSteps(held), ...(log.go ? log.steps : [])], own) };
  if (!log.go) return { finding: judgeSeal(held, offline(own, sealSteps(held))) };
  const history = await verifyHistory(read, log.value.checkpoint, known.remembered);
  if (!history.go) return { finding: { ...stopped([...sealSteps(held), ...log.steps], history), ...giftOf(own.value) } };
  const { checkpoint, keys } = log.value;
  const witnessed = await verifyWitness(read, checkpoint, own.value.index);
  if (!witnessed.go) return { finding: { ...stopped([...sealSteps(held), ...log.steps, ...history.steps], witnessed), ...giftOf(own.value) } };
  const before = [...sealSteps(held), ...log.steps, ...history.steps, ...own.steps.map((step) => (isProvisional(step) ? (witnessed.steps[0] ?? step) : step))];
  const finding = judgeSeal(held, await compareWithToday(read, { today: checkpoint, own: own.value, before }));
  return history.value.newest && finding.reason !== 'since_differs' ? { finding, seen: { size: checkpoint.size, root: checkpoint.root, keys } } : { finding };
}

/** Witnesses that were slower than the document have signed a later log, which holds its entry as well. */
const isProvisional = (step: Step): boolean => step.id === 'witness' && step.state === 'open';

/** What a proof that holds by itself says; `gift` is left out where the entry is none. */
type Own = { readonly checkpoint: Checkpoint; readonly index: number; readonly leaf: Uint8Array; readonly gift?: FoundGift; readonly asOf: readonly string[] };

type Job = { readonly known: Known; readonly held: HeldProof; readonly log: SignedLog | undefined };

async function judgeHeld(read: ReadFile, { known, held, log }: Job): Promise<Stage<Own>> {
  if (held.origin !== undefined && held.origin !== known.origin) {
    return halt('not_ours', { id: 'key', reason: 'other_origin', compared: [known.origin, held.origin] });
  }
  const ranges = log?.ranges ?? [...(known.keys ?? []), ...rememberedKeys(known)];
  if (ranges.length === 0) return halt('unreachable', { id: 'key', reason: 'no_connection' });
  const entry = held.record.entry ?? (log === undefined ? 'unreachable' : await readEntry(read, held.record.index, log.checkpoint.size));
  if (typeof entry === 'string') return halt('unreachable', { id: 'entry', reason: 'entry_not_held' });
  const policyFile = known.policy ?? (log === undefined ? undefined : await read('/log/1/policy.txt', true));
  const policy = readPolicy(policyFile === 'missing' || policyFile === 'unreachable' ? undefined : policyFile);
  const record = { ...held.record, entry };
  const keys = keysAt(ranges, record.size); // a key that was replaced signs nothing larger, whoever has it now
  const verdict = verifyOfflineProof(record, { origin: known.origin, keys, witnesses: witnessKeys(policy) });
  const keySteps = log === undefined ? [holds('key', 'key_kept', [known.origin, ...keys.map((key) => encodeHex(key.id))])] : [];
  const judged = verdict.ok ? judgeEntry(record, { verdict, policy }) : refuse(verdict, record);
  return { ...judged, steps: [...keySteps, ...judged.steps] };
}

function refuse({ code }: Extract<OfflineVerdict, { ok: false }>, record: OfflineProof): Stage<never> {
  if (code === 'unknown_key') return halt('not_ours', { id: 'inclusion', reason: 'other_key', compared: [encodeHex(record.keyId)] });
  return halt('altered', { id: 'inclusion', reason: 'held_unsigned', compared: [String(record.index), encodeHex(hashLeaf(record.entry))] });
}

type Held = { readonly verdict: Extract<OfflineVerdict, { ok: true }>; readonly policy: Policy | undefined };

function judgeEntry(record: OfflineProof, { verdict, policy }: Held): Stage<Own> {
  const { checkpoint, witnessed } = verdict;
  const leaf = hashLeaf(record.entry);
  const value = parseCanonical(record.entry, ENTRY_LIMIT);
  if (value === undefined) return halt('altered', { id: 'entry', reason: 'entry_damaged' });
  const inclusion = holds('inclusion', 'held_signed', [String(record.index), String(checkpoint.size), encodeHex(leaf), encodeHex(checkpoint.root)]);
  const witness = judgeWitnessed(policy, checkpoint.size, witnessed);
  const entry = parseGift(value);
  const last = Math.max(0, ...witnessed.map(({ seconds }) => seconds));
  const asOf = [String(checkpoint.size), ...(last === 0 ? [] : [formatInstant(last * 1000)])];
  const own = { checkpoint, index: record.index, leaf, asOf };
  if (entry === undefined) return { go: true, steps: [inclusion, witness], value: own };
  for (const [field, opening] of [
    ['shown', record.shown],
    ['name', record.name],
  ] as const) {
    if (opening === undefined || commit(opening.salt, field, opening.value) === entry.c[field]) continue;
    const differs = halt('altered', { id: 'name', reason: 'held_name_differs', compared: [opening.value] });
    return { ...differs, steps: [inclusion, witness, ...differs.steps] };
  }
  const names = [record.shown?.value, record.name?.value].filter((name) => name !== undefined);
  const name: Step =
    names.length === 0 ? { id: 'name', state: 'open', reason: 'name_not_held', compared: [] } : holds('name', 'name_held_opened', [...new Set(names)]);
  const gift = { index: record.index, entry, ...(record.shown === undefined ? {} : { shown: record.shown.value }) };
  return { go: true, steps: [inclusion, witness, name], value: { ...own, gift } };
}

function offline(own: Extract<Stage<Own>, { go: true }>, before: readonly Step[]): Finding {
  const since: Step = { id: 'since', state: 'open', reason: 'as_of', compared: own.value.asOf };
  return { verdict: 'valid', reason: 'as_of', steps: [...before, ...own.steps, since], ...giftOf(own.value) };
}

async function compareWithToday(read: ReadFile, job: { readonly today: Checkpoint; readonly own: Own; readonly before: readonly Step[] }): Promise<Finding> {
  const { today, own, before } = job;
  const compared = [String(own.checkpoint.size), String(today.size)];
  const [old, young] = own.checkpoint.size <= today.size ? [own.checkpoint, today] : [today, own.checkpoint];
  const consistent = await areConsistent(read, old, young);
  if (consistent === false) return { ...stopped(before, halt('altered', { id: 'since', reason: 'since_differs', compared })), ...giftOf(own) };
  const since: Step = consistent === true ? holds('since', 'since_same', compared) : { id: 'since', state: 'open', reason: 'as_of', compared: own.asOf };
  const later = own.index < today.size ? await verifyLater(read, today, own) : { steps: [] };
  const steps = [...before, since, ...later.steps];
  if ('reason' in later && later.reason !== undefined) return { verdict: 'changed', reason: later.reason, steps, ...giftOf(own) };
  if (own.gift === undefined) return { verdict: 'valid', reason: 'not_a_gift', steps };
  return { verdict: 'valid', reason: consistent === true ? 'holds' : 'as_of', steps, gift: own.gift };
}

const giftOf = ({ gift }: Own): { readonly gift?: FoundGift } => (gift === undefined ? {} : { gift });

/** Keys that this browser saw, of which it does not know where they end. */
const rememberedKeys = ({ remembered }: Known): readonly RangedKey[] =>
  remembered?.keys.map(parseVerifierKey).flatMap((key) => (key === undefined ? [] : [{ key, from: 0 }])) ?? [];

const SEALS = { fits: 'file_whole', differs: 'file_altered', added: 'file_added', none: 'file_unsigned' } as const;

function sealSteps({ seal }: HeldProof): readonly Step[] {
  if (seal === undefined) return [];
  const state = seal === 'fits' ? 'holds' : seal === 'none' ? 'open' : 'fails';
  return [{ id: 'file', state, reason: SEALS[seal], compared: [] }];
}

/** A true proof in a file that was changed says what stands in the log, and nothing for the file. */
function judgeSeal({ seal }: HeldProof, finding: Finding): Finding {
  if (seal !== 'differs' && seal !== 'added') return finding;
  return finding.verdict === 'valid' || finding.verdict === 'changed' ? { ...finding, verdict: 'altered', reason: SEALS[seal] } : finding;
}
