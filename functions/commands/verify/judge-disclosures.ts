import { TILE_WIDTH } from '../../domain/ledger/tile.ts';
import { judgeFronts } from './judge-fronts.ts';
import { judgeIssue } from './judge-issue.ts';
import { judgeLists } from './judge-lists.ts';
import { openPath } from './judge-openings.ts';
import { judgeUses } from './judge-uses.ts';
import { copyNotes, type Notebook, openNotebook } from './notebook.ts';
import { issuesOf, judgeSize, type Scope } from './scope.ts';
import { failureCode } from './signed-log.ts';
import type { PublicSource } from './source.ts';

/** A part of the disclosures that is judged as a whole, and again where it did not hold: a live portal changes while it is read. */
export type Part = { readonly part: 'issue' | 'openings'; readonly number: number } | { readonly part: 'fronts' | 'lists' | 'uses' };

type Needs = { readonly source: PublicSource; readonly notes: Notebook; readonly scope: Scope };

/** All parts of the disclosures as of a scope. */
export function partsOfRecord(scope: Scope): readonly Part[] {
  const issues = issuesOf(scope).filter((issue) => issue.first <= scope.liveSize);
  return [
    ...(scope.societyId === '' ? [] : issues.map(({ number }): Part => ({ part: 'issue', number }))),
    ...Array.from({ length: Math.ceil(scope.liveSize / TILE_WIDTH) }, (_, number): Part => ({ part: 'openings', number })),
    { part: 'fronts' },
    { part: 'lists' },
    { part: 'uses' },
  ];
}

/** Names a part. */
export const partKey = (part: Part): string => ('number' in part ? `${part.part} ${part.number}` : part.part);

/**
 * Judges parts one after the other, and writes down those that hold. Those that do not are given back, to be judged
 * again after a while, and so is the issue that `pending` names; in the last round everything is written down.
 */
export async function judgeParts(
  needs: Needs,
  parts: readonly Part[],
  how: { readonly last: boolean; readonly pending: number | undefined; readonly told: (rows: number) => void },
): Promise<readonly Part[]> {
  const again: Part[] = [];
  for (const part of parts) {
    const notes = openNotebook();
    await judgePart({ ...needs, notes }, part, how.told);
    const read = notes.read();
    const isPending = part.part === 'issue' && part.number === how.pending;
    if (how.last || (read.findings.length === 0 && !isPending)) copyNotes(read, needs.notes);
    else again.push(part);
  }
  return again;
}

async function judgePart(needs: Needs, part: Part, told: (rows: number) => void): Promise<void> {
  if (part.part === 'issue') await judgeIssue(needs, part.number, told);
  else if (part.part === 'openings') await judgeBundle(needs, part.number);
  else if (part.part === 'fronts') await judgeFronts(needs);
  else if (part.part === 'lists') await judgeLists(needs);
  else await judgeUses(needs);
}

async function judgeBundle({ notes, scope }: Needs, number: number): Promise<void> {
  const openings = await scope.material.openings(number);
  const at = { file: openPath(number), index: number * TILE_WIDTH };
  if (openings === 'unsettled') return notes.find({ code: 'file_unsettled', ...at });
  if (typeof openings === 'string') return notes.find({ code: failureCode(openings), ...at });
  notes.count('openings', openings.opened);
  notes.find(...openings.findings);
  if (openings.size > 0 && openings.size <= scope.size) await judgeSize(notes, scope, { file: at.file, size: openings.size });
  for (const index of openings.held) notes.remark('name_held', { index });
  for (const { index, k } of openings.gone) notes.remark(k === 'erase' ? 'name_erased' : 'name_withdrawn', { index });
}
