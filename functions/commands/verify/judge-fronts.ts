import type { IssueSummary, Live } from '../../disclosure/live.ts';
import { disclosuresPage, frontPages } from '../../disclosure/live-pages.ts';
import { isNews } from '../../disclosure/row.ts';
import { LANGS, type Lang } from '../../disclosure/text.ts';
import { logSizeOf } from '../../store/live-file.ts';
import { judgePage } from './judge-page.ts';
import type { Notebook } from './notebook.ts';
import { issuesOf, judgeSize, liveAt, type Scope, societyOf } from './scope.ts';
import { failureCode } from './signed-log.ts';
import { isFailure, LIMITS, type PublicSource, readFile } from './source.ts';

type Needs = { readonly source: PublicSource; readonly notes: Notebook; readonly scope: Scope };

/** Rows that the home page and today's page show. */
const NEWEST = 20;

/** What is paid and not yet published, and what stands still: the log does not say it. */
const PENDING = /(?:<p class="halt".*?<\/p>)*<p class="pending">.*?<\/p>/s;

/** What a campaign's page says beside its sums: the society's profile says it. */
const FACTS = /<section class="facts".*?<\/section>/s;

/** Judges the pages that every publication touches: home, today, each campaign, and the list of issues. */
export async function judgeFronts(needs: Needs): Promise<void> {
  const { definitions } = liveAt(needs.scope, needs.scope.liveSize);
  for (const lang of LANGS) {
    await judgeNewest(needs, lang, 'index.html');
    await judgeNewest(needs, lang, 'today.html');
    await judgeListPage(needs, lang);
    for (const id of Object.keys(definitions.campaigns)) await judgeCampaign(needs, lang, id);
  }
}

/** Paths of these pages. */
export function frontPaths(campaigns: readonly string[]): readonly string[] {
  const paths = ['index.html', 'today.html', 'disclosures/index.html', ...campaigns.map((id) => `campaigns/${id}.html`)];
  return LANGS.flatMap((lang) => paths.map((path) => inLang(lang, path)));
}

const inLang = (lang: Lang, path: string): string => (lang === 'zh' ? path : `${lang}/${path}`);

type Found = { readonly file: string; readonly bytes: Uint8Array; readonly size: number };

async function read({ source, notes, scope }: Needs, file: string): Promise<Found | undefined> {
  const bytes = await readFile(source, file, LIMITS.page);
  if (isFailure(bytes)) {
    notes.find({ code: failureCode(bytes), file });
    return undefined;
  }
  const size = logSizeOf(bytes) ?? 0;
  return (await judgeSize(notes, scope, { file, size })) ? { file, bytes, size } : undefined;
}

/** The record as it stood when a page was drawn that may not be older than the live files. */
function snapshot({ notes, scope }: Needs, { file, size }: Found): Live | undefined {
  if (size < scope.liveSize) {
    notes.find({ code: 'page_stale', file, detail: `made from ${size} entries` });
    return undefined;
  }
  const live = scope.walked.snapshots.get(size);
  if (live === undefined) notes.find({ code: 'file_unsettled', file });
  return live;
}

async function judgeNewest(needs: Needs, lang: Lang, path: string): Promise<void> {
  const { notes, scope } = needs;
  const found = await read(needs, inLang(lang, path));
  const live = found === undefined ? undefined : snapshot(needs, found);
  if (found === undefined || live === undefined) return;
  const rows = await scope.material.rows(live.issue, Math.max(live.issue.first, live.size - NEWEST), live.size, live.size);
  if (rows === undefined) return notes.find({ code: 'file_unsettled', file: found.file });
  const newest = rows.filter(isNews).reverse();
  const society = societyOf(scope, live.definitions);
  const context = { lang, definitions: live.definitions, generation: 1 };
  notes.count('front_pages');
  notes.find(
    ...judgePage(
      found.bytes,
      {
        key: found.file,
        size: found.size,
        rows: newest,
        context,
        draw: (shells) => frontPages({ society, shells, live }, { newest, campaigns: [] }),
        without: (page) => page.replace(PENDING, ''),
      },
      scope,
    ),
  );
}

/** A campaign's page is drawn when something comes for it, so it may be of an older log; its sums may not. */
async function judgeCampaign(needs: Needs, lang: Lang, id: string): Promise<void> {
  const { notes, scope } = needs;
  const found = await read(needs, inLang(lang, `campaigns/${id}.html`));
  if (found === undefined) return;
  const at = scope.walked.snapshots.get(Math.max(found.size, scope.liveSize));
  if (at === undefined) return notes.find({ code: 'file_unsettled', file: found.file });
  const live = { ...at, size: found.size };
  const society = societyOf(scope, live.definitions);
  notes.count('front_pages');
  notes.find(
    ...judgePage(
      found.bytes,
      {
        key: found.file,
        size: found.size,
        rows: [],
        context: { lang, definitions: live.definitions, generation: 1 },
        draw: (shells) => frontPages({ society, shells, live }, { newest: [], campaigns: [id] }),
        without: (page) => page.replace(FACTS, ''),
      },
      scope,
    ),
  );
}

/** Closed issues as a log of this size knows them, newest first. */
export function closedAt(scope: Scope, size: number): readonly IssueSummary[] {
  return issuesOf(scope)
    .filter((issue) => issue.closedAt !== undefined && issue.closedAt < size)
    .reverse();
}

async function judgeListPage(needs: Needs, lang: Lang): Promise<void> {
  const { notes, scope } = needs;
  const found = await read(needs, inLang(lang, 'disclosures/index.html'));
  if (found === undefined) return;
  const closed = closedAt(scope, found.size);
  if (closed.length < closedAt(scope, scope.liveSize).length)
    return notes.find({ code: 'page_stale', file: found.file, detail: `made from ${found.size} entries` });
  const live = liveAt(scope, found.size);
  const open = issuesOf(scope)[closed.length] ?? live.issue;
  const frame = { society: societyOf(scope, live.definitions), live: { ...live, issue: open } };
  const context = { lang, definitions: live.definitions, generation: 1 };
  notes.count('front_pages');
  notes.find(
    ...judgePage(found.bytes, { key: found.file, size: found.size, rows: [], context, draw: (shells) => disclosuresPage({ ...frame, shells }, closed) }, scope),
  );
}
