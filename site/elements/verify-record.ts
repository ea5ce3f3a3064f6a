import type { ReadFile } from './log-reader.ts';
import type { Remembered } from './remembered.ts';
import type { Claim } from './verify-claim.ts';
import { verifyEntry } from './verify-entry.ts';
import type { Finding, Stage, Step } from './verify-finding.ts';
import { verifyHistory } from './verify-history.ts';
import { type Known, type SignedLog, verifyLog } from './verify-log.ts';
import { verifyName } from './verify-name.ts';
import { verifyWithdrawal } from './verify-withdrawal.ts';

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
  if (!history.go) return { finding: { ...stopped(log.steps, history) } };
  const finding = await checkEntry(read, { log: log.value, claim, steps });
  const { checkpoint, keys } = log.value;
  return history.value.newest ? { finding, seen: { size: checkpoint.size, root: checkpoint.root, keys } } : { finding };
}

async function checkEntry(read: ReadFile, job: { log: SignedLog; claim: Claim; steps: readonly Step[] }): Promise<Finding> {
  const entry = await verifyEntry(read, job.log.checkpoint, job.claim);
  if (!entry.go) return stopped(job.steps, entry);
  const steps = [...job.steps, ...entry.steps];
  if (entry.value === 'other') return { verdict: 'valid', reason: 'not_a_gift', steps };
  const name = await verifyName(read, entry.value, job.claim);
  const gift = { index: job.claim.index, entry: entry.value };
  if (!name.go) return { ...stopped(steps, name), gift };
  const { reason, shown } = name.value;
  const later = reason === 'name_missing' ? await verifyWithdrawal(read, job.log.checkpoint, job.claim.index) : undefined;
  if (later !== undefined) {
    const named = name.steps.map((step) => ({ ...step, reason: 'name_withdrawn' as const }));
    return { verdict: 'changed', reason: 'name_withdrawn', steps: [...steps, ...named, later], gift };
  }
  return { verdict: 'valid', reason: 'holds', steps: [...steps, ...name.steps], gift: { ...gift, ...(shown === undefined ? {} : { shown }) } };
}

function stopped(before: readonly Step[], stage: Extract<Stage<unknown>, { go: false }>): Finding {
  return { verdict: stage.verdict, reason: stage.reason, steps: [...before, ...stage.steps] };
}
