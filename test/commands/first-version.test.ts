import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { followRecord } from '../../functions/commands/verify/record-rules.ts';
import { NO_BALANCES } from '../../functions/domain/balances.ts';
import { closeBalances, closeStatement, closeSums, closeTotals } from '../../functions/domain/close.ts';
import type { CloseEntry, Entry } from '../../functions/domain/entry.ts';
import { canonicalBytes, type Json } from '../../functions/domain/ledger/canonical.ts';
import { nextDay, parseDay } from '../../functions/domain/time.ts';

const DAY = parseDay('2026-11-24') ?? expect.unreachable();
const COMMON = { v: 1, on: DAY } as const;
const HASH = 'A'.repeat(43);
const NAMES = { zh: '示例', en: 'Example' };
const VKEY = 'daylight.example.org/log/1+44ced9ed+AY0aQJZKpUQtYSyQmoeATERJgdGSm/CyHZKfgXpNvJzK';
const FLOOD = { branch: 'province', campaign: 'flood' };
const COMMITMENTS = { at: HASH, intent: HASH, name: HASH, note: HASH, ref: HASH, shown: HASH };

let ids = 0;
const id = (): string => String(++ids).padStart(20, '0');
const OPENING: readonly Entry[] = [
  {
    ...COMMON,
    k: 'open',
    id: id(),
    schema: 1,
    origin: 'daylight.example.org/log/1',
    vkey: VKEY,
    society: NAMES,
    code: '13990000DAYL1GHT79',
    zone: 'Asia/Shanghai',
  },
  { ...COMMON, k: 'define', id: id(), what: 'branch', key: 'province', name: NAMES, level: 'province' },
  { ...COMMON, k: 'define', id: id(), what: 'campaign', key: 'flood', name: NAMES, purpose: NAMES, branch: 'province', kind: 'emergency', from: DAY },
];
const gift = (amt: number): Entry => ({ ...COMMON, ...FLOOD, k: 'gift', id: id(), ch: 'sandbox', cur: 'CNY', amt, c: COMMITMENTS });
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What each entry breaks. */
function follow(entries: readonly Entry[]) {
  const record = followRecord();
  return entries.map((entry) => record.follow(canonicalBytes(entry as Json)).broken.map(({ code }) => code));
}

/** An issue closed as the first version did: its statement says nothing of balances. */
const FIRST: readonly Entry[] = (() => {
  const entries = [...OPENING, gift(100), gift(50)];
  const issue = { number: 1, first: 0, entries, from: DAY, through: DAY };
  const close: CloseEntry = {
    ...COMMON,
    k: 'close',
    id: id(),
    number: 1,
    first: 0,
    from: DAY,
    through: DAY,
    totals: closeTotals(entries),
    sha256: digest(closeStatement(issue)),
  };
  return [...entries, close];
})();

const SECOND_DAY = nextDay(DAY);

test('an issue closed by the first version holds, and the next one opens with what it left', () => {
  const entries = [gift(7)];
  const opened = closeBalances(NO_BALANCES, FIRST);
  const opening = new Map([...opened].map(([key, one]) => [key, { ...one, opening: one.closing, received: 0 }]));
  const balances = closeBalances(opening, entries);
  const issue = { number: 2, first: FIRST.length, entries, from: SECOND_DAY, through: SECOND_DAY, balances };
  expect(closeSums(balances)).toMatchObject([{ opening: 150, received: 7, closing: 157 }]);
  const close: CloseEntry = {
    ...COMMON,
    k: 'close',
    id: id(),
    number: 2,
    first: FIRST.length,
    from: SECOND_DAY,
    through: SECOND_DAY,
    totals: closeTotals(entries),
    sums: closeSums(balances),
    sha256: digest(closeStatement(issue)),
  };
  expect(follow([...FIRST, ...entries, close]).flat()).toEqual([]);
  expect(follow([...FIRST, ...entries, { ...close, sums: [] }]).flat()).toContain('close_totals');
});
