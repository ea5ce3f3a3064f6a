import { addFlows, type Flow } from '../../disclosure/flows.ts';
import { addTallies, type Definitions, type IssueSummary, type Live, ROWS_PER_PAGE, type Tally } from '../../disclosure/live.ts';
import type { Shells } from '../../disclosure/live-pages.ts';
import type { OpenEntry } from '../../domain/entry.ts';
import type { Campaign, Society } from '../../domain/society.ts';
import type { Notebook } from './notebook.ts';
import type { PageForms } from './page-forms.ts';
import type { Material } from './read-material.ts';
import type { WalkedLog } from './walk-log.ts';

/** What the disclosures are held against: the entries, as of one checkpoint, and the few facts that stand on pages and not in the log. */
export type Scope = {
  readonly walked: WalkedLog;
  readonly material: Material;
  readonly forms: PageForms;
  readonly shells: Shells | undefined;
  readonly open: OpenEntry;
  readonly societyId: string;
  readonly closeAt: string;
  readonly size: number;
  /** The beginning of the log that all live files must know, as `live.json` says. */
  readonly liveSize: number;
  /** Tells whether a checkpoint of this size was published, as far as such are kept. */
  readonly isPublished: (size: number) => Promise<boolean>;
};

/** Judges the log size that a live file says it was made from: that of a checkpoint that was published, and none beyond the one at hand. */
export async function judgeSize(notes: Notebook, scope: Scope, { file, size }: { readonly file: string; readonly size: number }): Promise<boolean> {
  if (size > scope.size) notes.find({ code: 'file_ahead', file, detail: `made from ${size} entries of ${scope.size}` });
  else if (!(await scope.isPublished(size))) notes.find({ code: 'size_unpublished', file, detail: String(size) });
  return size <= scope.size;
}

/** An issue as of a log size. `end` is the index behind its last row; `before` are the sums of all issues before it. */
export type IssueAt = {
  readonly issue: IssueSummary;
  readonly closed: boolean;
  readonly end: number;
  readonly pages: number;
  readonly before: readonly Tally[];
  readonly flowsBefore: readonly Flow[];
};

/** All issues that have begun, first to last, as of the whole log. */
export function issuesOf({ walked }: Scope): readonly IssueSummary[] {
  const { closed, live } = walked.record.soFar();
  return [...closed, live.issue];
}

/** An issue as it stood in a log of `size`: open until its close is in it. */
export function issueAt(scope: Scope, number: number, size: number): IssueAt | undefined {
  const issues = issuesOf(scope);
  const whole = issues[number - 1];
  if (whole === undefined || whole.number !== number || size < whole.first) return undefined;
  const before = issues.slice(0, number - 1).reduce((sum: readonly Tally[], one) => addTallies(sum, one.tallies), []);
  const flowsBefore = issues.slice(0, number - 1).reduce((sum: readonly Flow[], one) => addFlows(sum, one.flows ?? []), []);
  const closed = whole.closedAt !== undefined && size > whole.closedAt;
  const { number: _, first, from } = whole;
  const issue = closed ? whole : (scope.walked.snapshots.get(size)?.issue ?? { number, first, from, tallies: [] });
  const end = closed ? (whole.closedAt ?? size) : size;
  return { issue, closed, end, pages: Math.max(1, Math.ceil((end - first) / ROWS_PER_PAGE)), before, flowsBefore };
}

/** The projection as pages of issues need it: names as they held at that size. */
export function liveAt(scope: Scope, size: number): Live {
  const definitions: Definitions = scope.walked.record.definitionsAt(size);
  return { ...(scope.walked.snapshots.get(size) ?? scope.walked.record.soFar().live), size, definitions };
}

/** The society as its log tells of it; what the log does not say is blank, and no page that is compared shows it. */
export function societyOf(scope: Scope, definitions: Definitions): Society {
  const { open } = scope;
  return {
    id: scope.societyId,
    demonstration: open.demonstration === true,
    name: open.society,
    shortCode: '',
    code: open.code,
    contact: { phone: '', email: '', address: { zh: '', en: '' } },
    origin: open.origin,
    closeAt: scope.closeAt,
    currency: 'CNY',
    limits: { minFen: 1, maxFen: 1 },
    consentVersion: '',
    gateways: [],
    heldWords: [],
    branches: [],
    campaigns: Object.keys(definitions.campaigns).map((id) => campaignOf(definitions, id)),
    places: [],
  };
}

function campaignOf(definitions: Definitions, id: string): Campaign {
  const said = definitions.campaigns[id];
  const blank = { zh: '', en: '' };
  return {
    id,
    branch: said?.branch ?? '',
    kind: said?.kind ?? 'general',
    mode: 'receive_only',
    name: said?.name ?? blank,
    purpose: said?.purpose ?? blank,
    from: said?.from ?? '',
    chips: [],
  };
}
