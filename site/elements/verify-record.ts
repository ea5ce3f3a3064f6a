import type { GivenEntry } from './gift-entry.ts';
import type { ReadFile } from './log-reader.ts';
import type { Remembered } from './remembered.ts';
import type { Claim } from './verify-claim.ts';
import { verifyEntry } from './verify-entry.ts';
import type { Finding, Stage, Step } from './verify-finding.ts';
import { verifyHistory } from './verify-history.ts';
import { type Later, verifyLater } from './verify-later.ts';
import { type Known, type SignedLog, verifyLog } from './verify-log.ts';
import { verifyName } from './verify-name.ts';
import { verifyWitness } from './verify-witness.ts';

/** A check and, where the log is the newest seen, what to remember of it. */
export type Checked = { readonly finding: Finding; readonly seen?: Remembered };

/**
 * Checks a claim against the public files alone: who signed the log, that it still continues what this browser saw,
 * that the entry stands in it, and that the name fits. Nothing is asked of the portal that it could answer falsely.
 */
export async function verifyRecord(read: ReadFile, known: Known, claim: Claim): Promise<Checked> {
  const log = await verifyLog(read, known);
  if (!log.go) return { finding: stopped([], log) };
  const history = await verifyHistory(read, log.value.checkpoint, known.remembered);
  const steps = [...log.steps, ...history.steps];
  if (!history.go) return { finding: stopped(log.steps, history) };
  const finding = await checkEntry(read, { log: log.value, claim, steps });
  const { checkpoint, keys } = log.value;
  return history.value.newest ? { finding, seen: { size: checkpoint.size, root: checkpoint.root, keys } } : { finding };
}

/** What a visit without anything to check saw: how the log continues, or what is wrong with it; nothing where it could not be read. */
export type Visit = { readonly step?: Step; readonly finding?: Finding; readonly seen?: Remembered };

/** Looks whether the log has only grown since this browser saw it. */
export async function verifyVisit(read: ReadFile, known: Known): Promise<Visit> {
  const log = await verifyLog(read, known);
  if (!log.go) return log.verdict === 'unreachable' ? {} : { finding: stopped([], log) };
  const { checkpoint, keys } = log.value;
  const history = await verifyHistory(read, checkpoint, known.remembered);
  if (!history.go) return { finding: stopped(log.steps, history) };
  const [step] = history.steps;
  const said = step === undefined ? {} : { step };
  return history.value.newest ? { ...said, seen: { size: checkpoint.size, root: checkpoint.root, keys } } : said;
}

async function checkEntry(read: ReadFile, job: { log: SignedLog; claim: Claim; steps: readonly Step[] }): Promise<Finding> {
  const { checkpoint } = job.log;
  const { index } = job.claim;
  const found = await verifyEntry(read, checkpoint, job.claim);
  if (!found.go) return stopped(job.steps, found);
  const witness = await verifyWitness(read, checkpoint, index);
  const steps = [...job.steps, ...found.steps];
  if (!witness.go) return stopped(steps, witness);
  const { entry, leaf } = found.value;
  const later = await verifyClaimed(read, checkpoint, await verifyLater(read, checkpoint, { index, leaf }));
  return judge(read, { entry, later, claim: job.claim, steps: [...steps, ...witness.steps] });
}

/** A name that a claim opened is taken back by an entry that points at the claim. */
async function verifyClaimed(read: ReadFile, checkpoint: SignedLog['checkpoint'], later: Later): Promise<Later> {
  const of = later.claim === undefined ? undefined : await verifyLater(read, checkpoint, later.claim);
  if (of?.reason === undefined) return later;
  return { reason: of.reason, ...later, steps: [...later.steps, ...of.steps] };
}

type Job = { readonly entry: GivenEntry | 'other'; readonly later: Later; readonly claim: Claim; readonly steps: readonly Step[] };

async function judge(read: ReadFile, { entry, later, claim, steps }: Job): Promise<Finding> {
  const changed = later.reason === undefined ? undefined : ({ verdict: 'changed', reason: later.reason } as const);
  if (entry === 'other') return { verdict: 'valid', reason: 'not_a_gift', ...changed, steps: [...steps, ...later.steps] };
  const name = await (later.claim === undefined ? verifyName(read, entry, claim) : verifyName(read, later.claim, later.claim));
  const gift = { index: claim.index, entry };
  if (!name.go) return { ...stopped(steps, name), gift };
  const { reason, shown } = name.value;
  const takenBack = reason === 'name_missing' && later.steps.some((step) => step.reason === 'later_withdraw' || step.reason === 'later_erase');
  const named = takenBack ? name.steps.map((step) => ({ ...step, state: 'holds' as const, reason: 'name_withdrawn' as const })) : name.steps;
  const found = { ...gift, ...(shown === undefined ? {} : { shown }) };
  return { verdict: 'valid', reason: 'holds', ...changed, steps: [...steps, ...named, ...later.steps], gift: found };
}

/** The finding of a check that ended here. */
export function stopped(before: readonly Step[], stage: Extract<Stage<unknown>, { go: false }>): Finding {
  return { verdict: stage.verdict, reason: stage.reason, steps: [...before, ...stage.steps] };
}
