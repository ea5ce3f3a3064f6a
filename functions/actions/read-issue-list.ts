import type { Deps } from '../deps.ts';
import type { IssueSummary } from '../disclosure/live.ts';

/** Key of the list of closed issues. */
export const issueListKey = ({ society }: Pick<Deps, 'society'>): string => `disclosures/${society.id}/index.json`;

/** Every closed issue with its sums, newest first; none before the first close. */
export async function readIssueList(deps: Pick<Deps, 'publicFiles' | 'society'>): Promise<readonly IssueSummary[]> {
  const stored = await deps.publicFiles.get(issueListKey(deps));
  if (stored === undefined) return [];
  const { issues }: { readonly issues: readonly IssueSummary[] } = JSON.parse(new TextDecoder().decode(stored.bytes));
  return issues;
}
