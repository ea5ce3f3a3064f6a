import type { Flow } from '../../disclosure/flows.ts';
import type { Definitions, IssueSummary, Tally } from '../../disclosure/live.ts';
import type { Bilingual } from '../../domain/society.ts';

/** A closed issue as a printed paper states it, all of it from entries of the log: the same facts and rows make the same bytes. */
export type IssueFacts = {
  readonly society: { readonly id: string; readonly name: Bilingual; readonly code: string; readonly demonstration: boolean };
  readonly issue: ClosedIssue;
  /** Sums of the issues before it. */
  readonly before: readonly Tally[];
  /** What moved in them besides gifts of money. */
  readonly flowsBefore?: readonly Flow[];
  /** Names as they held in the log of `log.size`. */
  readonly definitions: Definitions;
  /** The log that this was drawn from: its name, its size, and the root over it in base64, as the checkpoint of that size says it. */
  readonly log: { readonly origin: string; readonly size: number; readonly root: string };
  /** Address of the issue's page. */
  readonly address: string;
};

/** An issue that has been closed: where its close stands in the log, the digest it carries, and its last day. */
export type ClosedIssue = IssueSummary & Required<Pick<IssueSummary, 'closedAt' | 'sha256' | 'through'>>;

/** The issue as a closed one; nothing while it is open. */
export function closedIssue(issue: IssueSummary): ClosedIssue | undefined {
  const { closedAt, sha256, through } = issue;
  return closedAt === undefined || sha256 === undefined || through === undefined ? undefined : { ...issue, closedAt, sha256, through };
}

/** Version of the paper's wording and layout; a paper is never drawn again under another one. */
export const ISSUE_TEMPLATE = 1;
