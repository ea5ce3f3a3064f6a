import type { CloseTotal, Entry } from './entry.ts';
import { canonicalBytes } from './ledger/canonical.ts';
import type { Day } from './time.ts';

/** What an issue comes to: its place in the log, its days and its sums, nothing that names anyone. */
export type ClosedIssue = { readonly number: number; readonly first: number; readonly entries: readonly Entry[]; readonly from: Day; readonly through: Day };

/** Sums of an issue by kind, channel and currency, in a fixed order. */
export function closeTotals(entries: readonly Entry[]): readonly CloseTotal[] {
  const totals = new Map<string, CloseTotal>();
  for (const entry of entries) {
    if (entry.k !== 'gift') continue;
    const { ch, cur } = entry;
    const key = `${ch}|${cur}`;
    const sum = totals.get(key) ?? { k: 'gift', ch, cur, count: 0, amt: 0 };
    totals.set(key, { ...sum, count: sum.count + 1, amt: sum.amt + entry.amt });
  }
  return [...totals.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
}

/**
 * The canonical, name-free statement of a closed issue, as it lies at `/log/1/close/<number>.json`; its SHA-256 is in
 * the `close` entry. It depends on the entries alone, so that anybody can write it again (M1, M3).
 */
export function closeStatement(issue: ClosedIssue): Uint8Array {
  const gifts = issue.entries.filter((entry) => entry.k === 'gift');
  const late = issue.entries.flatMap((entry, at) => (entry.k === 'gift' && entry.on < issue.from ? [issue.first + at] : []));
  return canonicalBytes({
    v: 1,
    number: issue.number,
    first: issue.first,
    last: issue.first + issue.entries.length - 1,
    from: issue.from,
    through: issue.through,
    gifts: gifts.length,
    late,
    totals: closeTotals(issue.entries).map((total) => ({ ...total })),
    parts: parts(gifts),
  });
}

type Gift = Extract<Entry, { k: 'gift' }>;

function parts(gifts: readonly Gift[]) {
  const sums = new Map<string, { branch: string; campaign: string; ch: string; cur: string; count: number; amt: number }>();
  for (const { branch, campaign, ch, cur, amt } of gifts) {
    const key = [cur, branch, campaign, ch].join('|');
    const sum = sums.get(key) ?? { branch, campaign, ch, cur, count: 0, amt: 0 };
    sums.set(key, { ...sum, count: sum.count + 1, amt: sum.amt + amt });
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}
