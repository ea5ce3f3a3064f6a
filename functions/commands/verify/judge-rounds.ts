import type { IssueSummary } from '../../disclosure/live.ts';
import type { OpenEntry } from '../../domain/entry.ts';
import type { Progress } from '../progress.ts';
import { judgeParts, partKey, partsOfRecord } from './judge-disclosures.ts';
import { keptSizes } from './kept-checkpoints.ts';
import type { LastSeen } from './last-seen.ts';
import { readShells } from './moving-files.ts';
import type { Notebook } from './notebook.ts';
import { seePageForms } from './page-forms.ts';
import { type Reached, type Run, reach } from './reach-checkpoint.ts';
import { readMaterial } from './read-material.ts';
import type { Scope } from './scope.ts';
import type { LogIdentity } from './signed-log.ts';

type Rounds = { readonly log: LogIdentity; readonly last: LastSeen | undefined; readonly first: Reached; readonly open: OpenEntry };

/**
 * Judges the disclosures, and again, under a newer checkpoint, those that did not hold: names are taken back, issues are
 * closed and pages grow while an auditor reads. What does not hold in the last round either is written down.
 */
export async function judgeInRounds(run: Run, { log, last, first, open }: Rounds): Promise<{ readonly reached: Reached; readonly scope: Scope }> {
  const { source, notes, how } = run;
  const fixed = { open, shells: await readShells(source), forms: seePageForms() };
  let reached = first;
  let scope = scopeOf(reached, fixed);
  let parts = partsOfRecord(scope);
  for (let round = 1; ; round++) {
    const isLast = round >= how.rounds;
    const hidden = hiddenIssues(scope);
    const told = tellRows(how.progress, scope.size, round === 1);
    const again = await judgeParts({ source: reached.moving.source, notes, scope }, parts, { last: isLast, pending: hidden[0]?.number, told });
    if (isLast || (again.length === 0 && hidden.length === 0)) {
      sayWhatIsBehind(notes, scope);
      fixed.forms.settle(notes, { shells: fixed.shells !== undefined });
      return { reached, scope };
    }
    await new Promise((resolve) => setTimeout(resolve, how.patienceMs));
    const next = await reach(run, { log, last, kept: [], walked: reached.walked, ...(reached.signed === undefined ? {} : { before: reached.signed }) });
    if (next.signed !== undefined) reached = next;
    const known = new Set(partsOfRecord(scope).map(partKey));
    scope = scopeOf(reached, fixed);
    parts = [...again, ...partsOfRecord(scope).filter((part) => !known.has(partKey(part)))];
  }
}

/** Issues that the log closes and the live files do not know of. */
function hiddenIssues(scope: Scope): readonly IssueSummary[] {
  return scope.walked.record.soFar().closed.filter(({ closedAt }) => closedAt !== undefined && closedAt >= scope.liveSize);
}

function sayWhatIsBehind(notes: Notebook, scope: Scope): void {
  for (const { number, closedAt } of hiddenIssues(scope))
    notes.find({ code: 'issue_not_shown', file: 'live.json', index: closedAt ?? 0, detail: `issue ${number}` });
  if (scope.liveSize < scope.size) notes.remark('pages_behind', { file: 'live.json', detail: `${scope.liveSize} / ${scope.size}` });
  if (scope.societyId === '') notes.find({ code: 'society_unnamed', file: 'disclosures/' });
}

function tellRows(progress: Progress, size: number, isFirst: boolean): (rows: number) => void {
  let done = size;
  return (rows) => {
    done += rows;
    if (isFirst) progress.at(Math.min(2 * size, done), 2 * size);
  };
}

function scopeOf({ moving, societyId, signed, walked }: Reached, fixed: Pick<Scope, 'open' | 'forms' | 'shells'>): Scope {
  const size = signed?.checkpoint.size ?? 0;
  const liveSize = Math.min(size, moving.liveSize ?? size);
  const isPublished = keptSizes(moving.source, size);
  const material = readMaterial(moving.source, walked, { size, liveSize });
  return { ...fixed, walked, material, societyId, closeAt: moving.closeAt, size, liveSize, isPublished };
}
