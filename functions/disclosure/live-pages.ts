import type { Society } from '../domain/society.ts';
import { issuePath } from './address.ts';
import { issueJson } from './export-issue.ts';
import { type Filled, fillShell } from './fill-shell.ts';
import type { Flow } from './flows.ts';
import type { IssueSummary, Live } from './live.ts';
import { renderCampaign } from './render-campaign.ts';
import { renderDisclosures } from './render-disclosures.ts';
import { renderHome } from './render-home.ts';
import { type IssuePageView, type IssueView, renderIssue, renderIssuePage, renderToday } from './render-issue.ts';
import type { Pending } from './render-parts.ts';
import { renderReports } from './render-reports.ts';
import { renderUse } from './render-use.ts';
import type { Row } from './row.ts';
import type { Lang } from './text.ts';
import type { Uses } from './uses.ts';

/** Shells that the site's build made, by name; English ones lie under `en/`. */
export const SHELLS = ['home', 'today', 'campaign', 'disclosures', 'issue', 'page'] as const;

export type ShellName = (typeof SHELLS)[number];

/** The text of a shell in a language. */
export type Shells = { readonly [name in ShellName]: { readonly [lang in Lang]: string } };

/** A file ready to be put; `key` has no leading slash. */
export type PageFile = { readonly key: string; readonly text: string };

const LANGS: readonly Lang[] = ['zh', 'en'];

type Frame = { readonly society: Society; readonly shells: Shells; readonly live: Live; readonly pending?: Pending };

/** The pages that every publication touches: home, today, the campaigns that got something. `newest` are the last rows, newest first. */
export function frontPages(frame: Frame, part: { readonly newest: readonly Row[]; readonly campaigns: readonly string[] }): readonly PageFile[] {
  const { society, live, shells } = frame;
  const pending = frame.pending === undefined ? {} : { pending: frame.pending };
  return LANGS.flatMap((lang) => [
    page(shells.home[lang], lang, renderHome({ lang, society, live, rows: part.newest, ...pending })),
    page(shells.today[lang], lang, renderToday({ ...openView(frame, lang), rows: part.newest, ...pending })),
    ...society.campaigns
      .filter((one) => part.campaigns.includes(one.id))
      .map((campaign) => page(shells.campaign[lang], lang, renderCampaign({ lang, society, campaign, live }))),
  ]);
}

/** What an issue's own pages are drawn from; `before` are the sums of the issues before it. */
export type IssueFrame = Frame & {
  readonly issue: IssueSummary;
  readonly before: Live['before'];
  readonly flowsBefore?: readonly Flow[];
  readonly pages: number;
};

/** The front page of an issue, with its first rows. */
export function issueFront(frame: IssueFrame, rows: readonly Row[]): readonly PageFile[] {
  return LANGS.map((lang) =>
    page(frame.shells.issue[lang], lang, renderIssue({ ...issueView(frame, lang), before: frame.before, flowsBefore: frame.flowsBefore ?? [], rows })),
  );
}

/** One page of an issue's rows, in both languages and as JSON without names. */
export function issueRowsPage(frame: IssueFrame, part: { readonly page: number; readonly rows: readonly Row[] }): readonly PageFile[] {
  const { society, issue, live } = frame;
  const head = {
    society: society.id,
    number: issue.number,
    from: issue.from,
    ...(issue.through === undefined ? {} : { through: issue.through }),
    size: live.size,
    page: part.page,
  };
  const view = (lang: Lang): IssuePageView => ({ ...issueView(frame, lang), rows: part.rows, page: part.page });
  const json = { key: `${issuePath(society.id, issue.number).slice(1)}/${part.page}.json`, text: [...issueJson(head, part.rows)].join('') };
  return [...LANGS.map((lang) => page(frame.shells.page[lang], lang, renderIssuePage(view(lang)))), json];
}

/** The list of all issues. */
export function disclosuresPage(frame: Frame, closed: readonly IssueSummary[]): readonly PageFile[] {
  const { society, live, shells } = frame;
  return LANGS.map((lang) => page(shells.disclosures[lang], lang, renderDisclosures({ lang, society, open: live.issue, closed, size: live.size })));
}

/** The pages of uses, in both languages: their figures change with every gift. */
export function usePages({ society, live, shells }: Frame, uses: Uses): readonly PageFile[] {
  return LANGS.map((lang) => page(shells.disclosures[lang], lang, renderUse({ lang, society, live, uses })));
}

/** The pages of reports, in both languages. */
export function reportPages({ society, live, shells }: Frame, uses: Uses): readonly PageFile[] {
  return LANGS.map((lang) => page(shells.disclosures[lang], lang, renderReports({ lang, society, live, uses })));
}

function issueView(frame: IssueFrame, lang: Lang): Omit<IssueView, 'before' | 'flowsBefore' | 'rows'> {
  const { society, issue, live, pages } = frame;
  return { lang, society, issue, state: issue.through === undefined ? 'open' : 'closed', definitions: live.definitions, pages, size: live.size };
}

function openView({ society, live }: Frame, lang: Lang): Omit<IssueView, 'rows'> {
  return {
    lang,
    society,
    issue: live.issue,
    state: 'open',
    before: live.before,
    flowsBefore: live.flowsBefore ?? [],
    definitions: live.definitions,
    pages: 1,
    size: live.size,
  };
}

function page(shell: string, lang: Lang, filled: Filled): PageFile {
  return { key: `${lang === 'zh' ? '' : `${lang}/`}${filled.path.slice(1)}`, text: fillShell(shell, filled) };
}
