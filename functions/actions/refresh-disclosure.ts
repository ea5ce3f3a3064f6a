import type { Deps } from '../deps.ts';
import { issuePath } from '../disclosure/address.ts';
import { issueCsv, issueJson } from '../disclosure/export-issue.ts';
import { addEntries, emptyLive, type IssueSummary, type Live, ROWS_PER_PAGE } from '../disclosure/live.ts';
import { disclosuresPage, frontPages, type IssueFrame, issueFront, issueRowsPage, type Shells } from '../disclosure/live-pages.ts';
import type { Pending } from '../disclosure/render-parts.ts';
import { isNews, type Row } from '../disclosure/row.ts';
import type { Entry } from '../domain/entry.ts';
import { movementsOf } from '../domain/movements.ts';
import { numberOf } from '../store/item.ts';
import { readOutbox } from './admit-entries.ts';
import { claimedGifts } from './claimed-gifts.ts';
import { drawUses } from './draw-uses.ts';
import { forgetAgain } from './forget-again.ts';
import { forgottenAmong, noteAfter, type Pointed, readPointed } from './forgotten.ts';
import { readHalts } from './halts.ts';
import { closeOpenings, openNames } from './open-names.ts';
import { putPage, putPages } from './put-page.ts';
import { readHead } from './read-head.ts';
import { issueListKey, readIssueList } from './read-issue-list.ts';
import { pagesOf, readPageRows } from './read-page-rows.ts';
import { readPublished } from './read-published.ts';
import { readRows } from './read-rows.ts';
import { readWitnessedSize } from './read-witnessed-size.ts';
import { redrawRows } from './redraw-rows.ts';

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'readShells' | 'society' | 'now' | 'alarm'>;

/** Key of the projection from which every live page is drawn. */
export const LIVE_KEY = 'live.json';
const NEWEST = 20;
const OUTBOX_SHOWN = 1000;
const PAGES_AT_ONCE = 4;

/**
 * Brings every live file up to the published log: openings, rows, issues, front pages, and last the projection
 * itself. A crash anywhere leaves the projection behind, and the next run does it again to the same bytes.
 * `always` draws the front pages and that of the open issue even where no entry came, because a shell or what is waiting has changed.
 */
export async function refreshDisclosure(deps: Needs, how: { readonly always: boolean } = { always: false }): Promise<number> {
  const head = await readHead(deps);
  const size = head?.checkpoint.size ?? 0;
  const old = await readLive(deps);
  if (old !== undefined && old.size > size) {
    // The files went back, or their checkpoint cannot be read: the front pages say so at the size that was shown.
    if (how.always) await drawFront(deps, { live: old, newest: [], shells: await deps.readShells(), campaigns: [] });
    return old.size;
  }
  if (size === 0 || (old?.size === size && !how.always)) return old?.size ?? 0;
  const from = old?.size ?? 0;
  const entries = from === size ? [] : await readPublished(deps, { from, to: size, size });
  if (entries === undefined) throw new Error('the published bundles cannot be read');
  const shells = await deps.readShells();
  const start = old ?? emptyLive(firstDay(entries));
  const pointed = await readPointed(deps, entries, from);
  await forgetInPublic(deps, { pointed, from, size });
  const live = addEntries(start, entries);
  const campaigns = touchedCampaigns(deps, entries, old === undefined || how.always);
  const newest = await readNewest(deps, live);
  await Promise.all([drawIssues(deps, { start, live, entries, shells, always: how.always }), drawFront(deps, { live, newest, shells, campaigns })]);
  await drawUses(deps, { live, entries, shells, always: old === undefined || how.always });
  const changed = pointed.map(({ index }) => index);
  const claimed = await claimedGifts(
    deps,
    forgottenAmong(pointed).map(({ index }) => index),
    size,
  );
  await redrawRows(deps, { live, shells }, [...changed, ...claimed.values()]);
  await putPage(deps, live.size, { key: LIVE_KEY, text: JSON.stringify(live) });
  return live.size;
}

/**
 * Opens the new names but those that the log takes back, closes the openings that it takes back, and holds the table to
 * it. All of this comes before any page is drawn, since pages take names from the openings only.
 */
async function forgetInPublic(deps: Needs, { pointed, from, size }: { pointed: readonly Pointed[]; from: number; size: number }): Promise<void> {
  const forgotten = forgottenAmong(pointed);
  const indices = new Set(forgotten.map(({ index }) => index));
  if (from < size) await openNames(deps, { from, to: size, forgotten: indices });
  await closeOpenings(deps, { indices, size });
  await noteAfter(deps, pointed, size);
  await forgetAgain(deps, forgotten);
}

/** Reads the projection; nothing before the first publication. */
export async function readLive(deps: Pick<Deps, 'publicFiles'>): Promise<Live | undefined> {
  const stored = await deps.publicFiles.get(LIVE_KEY);
  return stored === undefined ? undefined : JSON.parse(new TextDecoder().decode(stored.bytes));
}

/** Paid and not yet published, as of now: what lies in the outbox; and what stands still. */
export async function readPending(deps: Pick<Deps, 'db' | 'now'>): Promise<Pending> {
  const [waiting, halts] = await Promise.all([readOutbox(deps, OUTBOX_SHOWN), readHalts(deps)]);
  // What takes names back has no donor, what staff entered is not paid, and a claim points at what was paid before.
  const gifts = waiting.filter((item) => item.donation !== '' && item.entered === undefined && item.points === undefined);
  return {
    count: gifts.length,
    minor: gifts.reduce((sum, item) => sum + numberOf(item, 'amt'), 0),
    asOfMs: deps.now(),
    halts,
    ...(waiting.length === OUTBOX_SHOWN ? { atLeast: true } : {}),
  };
}

type Work = { readonly start: Live; readonly live: Live; readonly entries: readonly Entry[]; readonly shells: Shells; readonly always: boolean };

/** Draws the issues that the new entries belong to; each close among them finishes one. */
async function drawIssues(deps: Needs, work: Work): Promise<void> {
  let before = work.start;
  let at = 0;
  for (const [position, entry] of work.entries.entries()) {
    if (entry.k !== 'close') continue;
    const after = addEntries(before, work.entries.slice(at, position + 1));
    const [closed] = after.closed;
    if (closed !== undefined) await finishIssue(deps, { ...work, before, closed });
    before = after;
    at = position + 1;
  }
  if (at < work.entries.length || before.size === before.issue.first) await drawIssue(deps, { ...work, before, issue: work.live.issue });
  else if (work.always) await drawIssueFront(deps, { ...work, before, issue: work.live.issue });
}

async function drawIssue(deps: Needs, work: IssueWork): Promise<void> {
  const { issue, live } = work;
  const frame = frameOf(deps, work);
  const { pages } = frame;
  // The page before the first new row again, where it was full: it now has a page to lead to.
  // A closed issue is drawn from its first page on, since every page says its state and how many there are.
  const firstNew = issue.closedAt === undefined ? Math.max(0, work.before.size - issue.first) : 0;
  const firstPage = Math.max(1, Math.floor(firstNew / ROWS_PER_PAGE) + (firstNew % ROWS_PER_PAGE === 0 ? 0 : 1));
  const drawPage = async (page: number): Promise<void> => {
    const rows = await readPageRows(deps, { issue, live, page });
    await putPages(deps, live.size, issueRowsPage(frame, { page, rows }));
  };
  for (let page = firstPage; page <= pages; page += PAGES_AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(PAGES_AT_ONCE, pages - page + 1) }, (_, at) => drawPage(page + at)));
  }
  await drawIssueFront(deps, work);
}

type IssueWork = Work & { readonly before: Live; readonly issue: IssueSummary };

async function drawIssueFront(deps: Needs, work: IssueWork): Promise<void> {
  const { issue, live } = work;
  await putPages(deps, live.size, issueFront(frameOf(deps, work), await readPageRows(deps, { issue, live, page: 1 })));
}

function frameOf(deps: Needs, { shells, live, issue, before }: IssueWork): IssueFrame {
  return { society: deps.society, shells, live, issue, before: before.before, flowsBefore: before.flowsBefore ?? [], pages: pagesOf(issue, live) };
}

/** Writes the closed issue: its last pages, then the whole of it as JSON and CSV, then the list of issues. */
async function finishIssue(deps: Needs, work: Work & { before: Live; closed: IssueSummary }): Promise<void> {
  const { closed, live } = work;
  await drawIssue(deps, { ...work, issue: closed });
  const rows = await readRows(deps, { issue: closed, from: closed.first, to: closed.closedAt ?? closed.first, size: live.size });
  const head = {
    society: deps.society.id,
    number: closed.number,
    from: closed.from,
    ...(closed.through === undefined ? {} : { through: closed.through }),
    size: live.size,
  };
  const key = issuePath(deps.society.id, closed.number).slice(1);
  await putPage(deps, live.size, { key: `${key}.json`, text: [...issueJson(head, rows)].join('') });
  await putPage(deps, live.size, { key: `${key}.csv`, text: [...issueCsv(rows, closed.balanced === true)].join('') });
  await listIssue(deps, { ...work });
}

async function listIssue(deps: Needs, work: Work & { closed: IssueSummary }): Promise<void> {
  const list = await readIssueList(deps);
  const issues = [work.closed, ...list.filter((one) => one.number !== work.closed.number)].sort((a, b) => b.number - a.number);
  await putPage(deps, work.live.size, { key: issueListKey(deps), text: JSON.stringify({ size: work.live.size, issues }) });
  await putPages(deps, work.live.size, disclosuresPage({ society: deps.society, shells: work.shells, live: work.live }, issues));
}

async function readNewest(deps: Needs, live: Live): Promise<readonly Row[]> {
  const from = Math.max(live.issue.first, live.size - NEWEST);
  return (await readRows(deps, { issue: live.issue, from, to: live.size, size: live.size })).filter(isNews).reverse();
}

async function drawFront(deps: Needs, work: { live: Live; newest: readonly Row[]; shells: Shells; campaigns: readonly string[] }): Promise<void> {
  const { live, newest, shells, campaigns } = work;
  const [waiting, witnessed] = await Promise.all([readPending(deps), readWitnessedSize(deps)]);
  const pending = { ...waiting, ...(witnessed === undefined ? {} : { witnessed }) };
  const frame = { society: deps.society, shells, live, pending };
  await putPages(deps, live.size, frontPages(frame, { newest, campaigns }));
  if (live.closed.length === 0) await putPages(deps, live.size, disclosuresPage(frame, []));
  await putPage(deps, live.size, { key: 'pending.json', text: JSON.stringify({ size: live.size, ...pending }) });
}

function touchedCampaigns(deps: Needs, entries: readonly Entry[], all: boolean): readonly string[] {
  const closes = entries.some((entry) => entry.k === 'close');
  if (all || closes) return deps.society.campaigns.map((campaign) => campaign.id);
  return [...new Set(entries.flatMap(movementsOf).map(({ fund }) => fund.campaign))];
}

function firstDay(entries: readonly Entry[]) {
  const [open] = entries;
  if (open?.k !== 'open') throw new Error('the log does not begin with its opening');
  return open.on;
}
