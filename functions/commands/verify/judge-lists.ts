import { LIVE_KEY } from '../../actions/refresh-disclosure.ts';
import { TILE_WIDTH } from '../../domain/ledger/tile.ts';
import { logSizeOf } from '../../store/live-file.ts';
import { exactText, parting } from './exact-text.ts';
import { closedAt } from './judge-fronts.ts';
import { judgeKeyPages } from './judge-key-pages.ts';
import type { Notebook } from './notebook.ts';
import { judgeSize, type Scope } from './scope.ts';
import { failureCode } from './signed-log.ts';
import { isFailure, LIMITS, type PublicSource, readFile } from './source.ts';

type Needs = { readonly source: PublicSource; readonly notes: Notebook; readonly scope: Scope };

export const PENDING_KEY = 'pending.json';

/** Path of the list of closed issues. */
export const issueListPath = (society: string): string => `disclosures/${society}/index.json`;

/** Judges the live files that programs read: the projection, the list of issues, what waits, and which entries point back. */
export async function judgeLists(needs: Needs): Promise<void> {
  await judgeLive(needs);
  await judgeIssueList(needs);
  await judgePending(needs);
  await judgeAfter(needs);
  await judgeKeyPages(needs);
}

async function readText({ source, notes, scope }: Needs, file: string): Promise<{ readonly text: string; readonly size: number } | undefined> {
  const bytes = await readFile(source, file, LIMITS.list);
  if (isFailure(bytes)) {
    notes.find({ code: failureCode(bytes), file });
    return undefined;
  }
  const size = logSizeOf(bytes) ?? 0;
  return (await judgeSize(notes, scope, { file, size })) ? { text: exactText(bytes) ?? '', size } : undefined;
}

async function judgeLive(needs: Needs): Promise<void> {
  const found = await readText(needs, LIVE_KEY);
  if (found === undefined) return;
  const live = needs.scope.walked.snapshots.get(found.size);
  const wanted = live === undefined ? '' : JSON.stringify(live);
  if (wanted !== found.text) needs.notes.find({ code: 'live_differs', file: LIVE_KEY, detail: parting(wanted, found.text) });
}

async function judgeIssueList(needs: Needs): Promise<void> {
  const { notes, scope } = needs;
  const file = issueListPath(scope.societyId);
  const due = closedAt(scope, scope.liveSize).length;
  if (due === 0) return; // it is first written at the first close
  const found = await readText(needs, file);
  if (found === undefined) return;
  const issues = closedAt(scope, found.size);
  const wanted = JSON.stringify({ size: found.size, issues });
  if (wanted !== found.text || issues.length < due) notes.find({ code: 'issue_list_differs', file, detail: parting(wanted, found.text) });
}

/** What waits is not in the log, so that only its form can be judged; that something stands still must be said. */
async function judgePending(needs: Needs): Promise<void> {
  const found = await readText(needs, PENDING_KEY);
  if (found === undefined) return;
  const value = parseJson(found.text);
  const halts = typeof value === 'object' && value !== null && 'halts' in value && Array.isArray(value.halts) ? value.halts : undefined;
  if (halts === undefined || JSON.stringify(value) !== found.text) return needs.notes.find({ code: 'live_differs', file: PENDING_KEY });
  for (const halt of halts) needs.notes.remark('stopped', { file: PENDING_KEY, detail: JSON.stringify(halt) });
}

/** `/after` lists, bundle by bundle, which later entries point back; it must say what the entries say. */
async function judgeAfter(needs: Needs): Promise<void> {
  const { notes, scope } = needs;
  const due = bundlesWith(scope, scope.liveSize);
  for (const bundle of due) {
    const file = `after/${bundle}.json`;
    const found = await readText(needs, file);
    if (found === undefined) continue;
    const wanted = JSON.stringify({ size: found.size, after: afterOf(scope, bundle, found.size) });
    const owed = JSON.stringify(afterOf(scope, bundle, Math.max(found.size, scope.liveSize)));
    if (wanted !== found.text || owed !== JSON.stringify(afterOf(scope, bundle, found.size)))
      notes.find({ code: 'after_differs', file, detail: parting(wanted, found.text) });
  }
  const file = 'after/index.json';
  // It stands there from the first start on; a record from before that has none until something is pointed at.
  if (due.length === 0 && (await readFile(needs.source, file, LIMITS.list)) === 'missing') return;
  const found = await readText(needs, file);
  if (found === undefined) return;
  const wanted = JSON.stringify({ size: found.size, bundles: bundlesWith(scope, found.size) });
  if (wanted !== found.text || bundlesWith(scope, found.size).length < due.length)
    notes.find({ code: 'after_differs', file, detail: parting(wanted, found.text) });
}

/** Bundles with something that is pointed at by an entry of the log of this size. */
function bundlesWith({ walked }: Scope, size: number): readonly number[] {
  const indices = [...walked.pointed].filter(([, later]) => later.some(({ by }) => by < size)).map(([index]) => Math.floor(index / TILE_WIDTH));
  return [...new Set(indices)].sort((a, b) => a - b);
}

function afterOf({ walked }: Scope, bundle: number, size: number): { readonly [index: string]: unknown } {
  const here = [...walked.pointed].filter(([index]) => Math.floor(index / TILE_WIDTH) === bundle).sort(([a], [b]) => a - b);
  const later = here.map(([index, all]) => [index, all.filter(({ by }) => by < size).map(({ by, k }) => ({ index: by, k }))] as const);
  return Object.fromEntries(later.filter(([, all]) => all.length > 0));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON
  }
}
