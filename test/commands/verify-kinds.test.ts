import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeDue } from '../../functions/actions/close-day.ts';
import type { EntryWish } from '../../functions/actions/form-entry.ts';
import { publishClosed } from '../../functions/actions/publish-closed.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { recordEntry } from '../../functions/actions/record-entry.ts';
import { folderSource } from '../../functions/commands/verify/folder-source.ts';
import { type Verified, verifyRecord } from '../../functions/commands/verify/verify-record.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import { identityKey } from '../../functions/store/tables.ts';
import { balance, fix, goods, hand, refund, report, spend, statement, transfer, voided } from '../support/wishes.ts';
import type { World } from '../support/world.ts';
import { changed, type Files, memorySource, readAll, textOf } from './record-files.ts';
import { altered, entriesOf, leafOf, resigned } from './resigned-log.ts';
import { giveMore, makeRecord, THIRD_NOON } from './sample-record.ts';

const FOURTH_NOON = THIRD_NOON + 86_400_000;
const SOCIETY = 'disclosures/model-charity';
let world: World;
let files: Files;
let size: number;
let states: string;
const at: Record<string, number> = {};

/** Enters a wish, publishes it, and remembers under its kind where it stands. */
async function enter(wish: EntryWish): Promise<string> {
  world.clockMs += 1000;
  const recorded = await recordEntry(world, wish);
  if (!recorded.ok) throw new Error(`${wish.k}: ${JSON.stringify(recorded)}`);
  await publishSettled(world);
  const index = Number((await world.db.get('ledger', identityKey(recorded.id)))?.index);
  at[wish.k] = index;
  return recordNumber(1, index);
}

/** A day on which something of every kind is entered, its close, and a day after it on which the past is put right. */
beforeAll(async () => {
  states = mkdtempSync(join(tmpdir(), 'daylight-states-'));
  world = await makeRecord({ simulated: true });
  await enter(balance());
  const given = await enter(goods());
  await enter(goods({ lines: Array.from({ length: 90 }, (_, line) => ({ name: `急救包第${line + 1}型`, unit: '套', count: line + 1 })) }));
  at.long = at.goods ?? 0;
  await enter(hand(4_000, { of: [given] }));
  const spent = await enter(spend(20_000));
  await enter(transfer(1_000));
  await enter(spend(500, { branch: 'chenguang', payee: { class: 'person' }, private: { payee: '钱七' }, purpose: { zh: '临时救助' } }));
  const early = recordNumber(1, 22);
  await enter(refund(early, 50));
  await enter(voided(early));
  await enter(statement('2020-01-25', { count: 1, amt: 7 }, { differences: [{ why: 'missing_here', count: 1, amt: 7 }] }));
  await enter(report());
  world.clockMs = Date.parse('2026-11-27T00:05:00+08:00');
  expect(await closeDue(world)).toMatchObject({ outcome: 'closed', number: 3 });
  await publishClosed(world);
  world.clockMs = FOURTH_NOON;
  await giveMore(world, 1);
  await enter(fix(spent, { amt: 2_000, purpose: { zh: '购置制氧机两台' } }));
  await enter(
    fix(given, {
      lines: [
        { name: '医用口罩', spec: 'KN95', unit: '只', count: 16_000 },
        { name: '医用口罩', spec: 'N95', unit: '只', count: 4_000 },
      ],
    }),
  );
  await enter(fix(recordNumber(1, 23), { campaign: 'library' }));
  files = await readAll(world.folder);
  size = Number(textOf(files, 'log/1/checkpoint').split('\n')[1]);
});
afterAll(async () => {
  await world.stop();
  rmSync(states, { recursive: true });
});

let runs = 0;
const silent = { at: () => undefined, end: () => undefined };
function verify(record: Files | string): Promise<Verified> {
  runs += 1;
  const source = typeof record === 'string' ? folderSource(record) : memorySource(record);
  return verifyRecord(source, { keys: [], stateFile: join(states, `run${runs}`), nowMs: FOURTH_NOON, rounds: 1, patienceMs: 0, progress: silent });
}

test('a record with something of every kind holds, every page, row, sum and pointer compared', async () => {
  const verified = await verify(world.folder);
  expect(verified.notes.findings).toEqual([]);
  expect(verified.notes.compared).toMatchObject({ entries: size, closes: 3, issues: 4 });
  expect(verified.notes.compared.front_pages).toBe(16);
});

test('the close says what there was, what came and went, and what there is, in money and in goods', () => {
  const statementOf = JSON.parse(textOf(files, 'log/1/close/3.json'));
  const money = statementOf.balances.filter((one: { cur?: string }) => one.cur === 'CNY');
  for (const one of [...money, ...statementOf.balances])
    expect(one.closing).toBe(one.opening + one.brought + one.received + one.refunded + one.used + one.moved);
  expect(statementOf.balances).toContainEqual(expect.objectContaining({ name: '医用口罩', spec: 'N95', received: 16_000, used: -4_000, closing: 12_000 }));
  const close = JSON.parse(new TextDecoder().decode(entriesOf(files, size).findLast((bytes) => new TextDecoder().decode(bytes).includes('"k":"close"'))));
  expect(close).toMatchObject({
    goods: { received: 2, unvalued: 2, handed: 1 },
    sums: [{ cur: 'CNY', brought: 5_000, refunded: -50, used: -20_500, moved: 0 }],
  });
});

test('the sums of a closed issue’s CSV are its balances: each record is one movement', () => {
  const [header = '', ...records] = textOf(files, `${SOCIETY}/3.csv`).trimEnd().split('\r\n');
  const column = (name: string) => header.split(',').indexOf(name);
  const amounts = records.filter((record) => !record.includes('statement')).map((record) => Number(record.split(',')[column('amount_minor')]));
  const [sums] = JSON.parse(new TextDecoder().decode(entriesOf(files, size).findLast((bytes) => new TextDecoder().decode(bytes).includes('"k":"close"')))).sums;
  expect(amounts.reduce((sum, one) => sum + one, 0)).toBe(sums.closing - sums.opening);
  expect(records.filter((record) => record.includes(',transfer,')).map((record) => record.split(',')[column('amount_minor')])).toEqual(['-1000', '1000']);
});

test('rows that were corrected, refunded, voided or used say so, with the number of the entry that does', () => {
  expect(textOf(files, `${SOCIETY}/1/1.html`)).toContain(`退款见 <a href="/verify.html#${recordNumber(1, at.refund ?? 0)}">`);
  expect(textOf(files, `en/${SOCIETY}/3/1.html`)).toContain('Corrected by');
  expect(textOf(files, `${SOCIETY}/3/1.html`)).toContain('用途见');
  const after = JSON.parse(textOf(files, 'after/0.json'));
  expect(after.after['22']).toEqual([
    { index: at.refund, k: 'refund' },
    { index: at.void, k: 'void' },
  ]);
});

test('what gifts were used for, as it holds after corrections, and the reports with their digests', () => {
  const use = textOf(files, 'use.html');
  expect(use).toContain('购置制氧机两台');
  expect(use).toContain('更正见');
  expect(use).toContain('-¥20.00');
  expect(use).not.toContain('钱七');
  expect(textOf(files, 'reports.html')).toContain('ab'.repeat(32));
  expect(textOf(files, 'en/reports.html')).toContain('Audit report 2025');
});

test('M4: nobody’s name who received something is in any public file', () => {
  const named = [...files].filter(([, bytes]) => Buffer.from(bytes).includes('钱七')).map(([path]) => path);
  expect(named).toEqual([]);
});

describe('one flipped bit is found', () => {
  const flip = (path: string, byte: number): Files => {
    const bytes = Uint8Array.from(files.get(path) ?? []);
    bytes[byte] = (bytes[byte] ?? 0) ^ 1;
    return changed(files, path, bytes);
  };

  test.each([
    'use.html',
    'en/use.html',
    'reports.html',
    'uses.json',
    `${SOCIETY}/3.csv`,
    `${SOCIETY}/3.json`,
    `${SOCIETY}/3/1.html`,
    'log/1/close/3.json',
    'after/0.json',
  ])('in %s', async (path) => {
    const length = files.get(path)?.length ?? expect.unreachable();
    const { notes } = await verify(flip(path, Math.floor(length * 0.6)));
    expect(notes.findings).toContainEqual(expect.objectContaining({ file: path }));
  });

  test('in a list of goods beside the log, which may not be gone either', async () => {
    const path = [...files.keys()].find((one) => one.startsWith('log/1/lists/')) ?? expect.unreachable();
    expect((await verify(flip(path, 100))).notes.findings).toContainEqual(expect.objectContaining({ code: 'list_differs', file: path, index: at.long }));
    expect((await verify(changed(files, path, undefined))).notes.findings).toContainEqual(expect.objectContaining({ code: 'file_missing', file: path }));
  });

  test('in an entry of each kind', async () => {
    const text = (index: number) => new TextDecoder().decode(entriesOf(files, size)[index]);
    for (const kind of ['goods', 'hand', 'spend', 'transfer', 'refund', 'void', 'statement', 'report', 'fix', 'balance']) {
      const bundle = `log/1/tile/entries/001.p/${size - 256}`;
      const entry = text(at[kind] ?? 0);
      const place = Buffer.from(files.get(bundle) ?? []).indexOf(Buffer.from(entry));
      expect(place).toBeGreaterThan(0);
      const { notes } = await verify(flip(bundle, place + Math.floor(entry.length / 2)));
      expect([kind, notes.findings.length > 0]).toEqual([kind, true]);
    }
  });
});

describe('a log that the society itself signed is held to the rules of every kind', () => {
  const findings = async (kind: string, change: Parameters<typeof altered>[1]) => {
    const entries = entriesOf(files, size);
    const index = at[kind] ?? 0;
    return (await verify(await resigned(files, entries.with(index, altered(entries[index], change)), world.signer))).notes.findings
      .filter((one) => one.index === index)
      .map(({ code }) => code);
  };

  test.each([
    ['more used than there is', 'spend', { amt: 99_999_999 }, 'fund_short'],
    ['for a campaign that nobody defined', 'spend', { campaign: 'nowhere' }, 'entry_undefined'],
    ['more handed out than there is', 'hand', { lines: [{ name: '医用口罩', spec: 'N95', unit: '只', count: 16_001 }] }, 'stock_short'],
    ['more refunded than given', 'refund', { amt: 99_999 }, 'refund_exceeds'],
    ['a refund of another campaign', 'refund', { campaign: 'library' }, 'refund_differs'],
    ['a refund of what is no gift', 'refund', { of: [{ index: 0, leaf: leafOf(undefined) }] }, 'pointer_wrong'],
    [
      'a leg that is missing something',
      'transfer',
      {
        legs: [
          { branch: 'province', campaign: 'everyday', by: -1_000 },
          { branch: 'chenguang', campaign: 'everyday', by: 999 },
        ],
      },
      'transfer_unbalanced',
    ],
    ['a bill that is not explained', 'statement', { differences: [] }, 'bill_differs'],
    ['a bill held against gifts that are not there', 'statement', { ours: { count: 1, amt: 1 } }, 'bill_differs'],
    ['a correction of what does not hold', 'fix', { was: { branch: 'province', campaign: 'library', ch: 'sandbox', cur: 'CNY', amt: 1 } }, 'fix_differs'],
  ] as const)('%s', async (_, kind, change, code) => {
    expect(await findings(kind, change)).toContain(code);
  });
});
