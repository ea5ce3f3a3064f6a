import { expect, test } from 'vitest';
import { renderBills } from '../../functions/disclosure/render-bills.ts';
import { addUse, NO_USES, type Uses } from '../../functions/disclosure/uses.ts';
import type { Difference, StatementEntry } from '../../functions/domain/entry-moves.ts';
import { type Day, dayOf } from '../../functions/domain/time.ts';
import { sampleLive, sampleRows } from './sample.ts';

const LIVE = sampleLive(sampleRows(10), 3);
const day = (date: number): Day => dayOf(Date.UTC(2026, 10, date, 4));
const statement = (date: number, differences: readonly Difference[] = []): StatementEntry => ({
  ...{ v: 1, id: 'a'.repeat(20), k: 'statement', on: day(date + 1), ch: 'sandbox', from: day(date), through: day(date), cur: 'CNY', upTo: 9 },
  bill: { count: 2, amt: 300 + differences.reduce((sum, { amt }) => sum + amt, 0) },
  ours: { count: 2, amt: 300 },
  differences,
});

/** What a page says once the days through the 23rd are closed and these statements were entered. */
function page(statements: readonly StatementEntry[], change: Partial<Uses> = {}, lang: 'zh' | 'en' = 'zh'): readonly string[] {
  const uses = statements.reduce((so, entry, at) => addUse(so, entry, { index: 50 + at, issue: 3, row: at }), NO_USES);
  const drawn = renderBills({ lang, live: LIVE, uses: { ...uses, from: day(21), through: day(23), ...change } });
  const text = typeof drawn === 'object' && drawn !== null && 'html' in drawn ? drawn.html : '';
  return [...text.matchAll(/<li.*?<\/li>/g)].map(([row]) => row.replace(/<[^>]+>/g, '').replace(/[\s\u00a0]+/g, ' '));
}

test('every closed day of a channel is listed, newest first, and says where nobody has compared it yet', () => {
  const rows = page([statement(21), statement(22)]);
  expect(rows.map((row) => /^2026年11月(\d+)日 · 演示支付/.exec(row)?.[1])).toEqual(['23', '22', '21']);
  expect(rows[0]).toContain('尚未对账');
  expect(rows[1]).toContain('相符，没有差额');
  expect(page([statement(21)], {}, 'en')[0]).toContain('Not yet compared');
});

test('a difference is named with its sum, and one that explains nothing is said to be looked into', () => {
  const fee = { why: 'fee', count: 0, amt: -2 } as const;
  const lost = { why: 'missing_there', count: -1, amt: -100 } as const;
  const [, first, second] = page([statement(21, [fee, lost]), statement(22, [fee])]);
  expect(first).toContain('手续费 -¥0.02');
  expect(first).not.toContain('有待查明');
  expect(second).toContain('有待查明');
  expect(second).toContain('账单未见 -1 笔');
});

test('nothing is said of days before the record began, nor of a bank, whose statements come as files', () => {
  expect(page([], { from: day(23) })).toHaveLength(1);
  const tallies = LIVE.issue.tallies.map((tally) => ({ ...tally, ch: 'bank' }));
  const live = { before: tallies, issue: { ...LIVE.issue, tallies } };
  expect(renderBills({ lang: 'zh', live, uses: { ...NO_USES, from: day(21), through: day(23) } })).toBeUndefined();
});
