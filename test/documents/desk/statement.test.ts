import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../functions/actions/create-log.ts';
import { drawDonorStatement } from '../../../functions/actions/draw-statement.ts';
import { publishSettled } from '../../../functions/actions/publish-settled.ts';
import { recordEntry } from '../../../functions/actions/record-entry.ts';
import { settlePayment } from '../../../functions/actions/settle-payment.ts';
import { startDonation } from '../../../functions/actions/start-donation.ts';
import { drawStatement, type StatementFacts } from '../../../functions/documents/desk/statement.ts';
import type { StatementRow } from '../../../functions/documents/desk/statement-rows.ts';
import { pictureOf } from '../../../functions/documents/documents.ts';
import { money } from '../../../functions/domain/money.ts';
import { orderNumber, recordNumber } from '../../../functions/domain/number.ts';
import { parseDay } from '../../../functions/domain/time.ts';
import { portalApp } from '../../../functions/http/app.ts';
import { identityKey } from '../../../functions/store/tables.ts';
import { filesWith } from '../../support/everything.ts';
import { refund } from '../../support/wishes.ts';
import { createWorld, payment, type World } from '../../support/world.ts';
import { pixelsOfPng, qrOf } from '../pdf-reading.ts';
import { pagesOf } from './pages.ts';

const row = (at: number): StatementRow => ({
  on: parseDay('2026-11-23') ?? expect.unreachable(),
  recordNumber: recordNumber(1, 100 + at),
  campaign: { zh: '洪灾紧急救助', en: 'Emergency flood relief' },
  donor: '王小满',
  netMinor: 1_000 + at,
});

const facts = (count: number, change: Partial<StatementFacts> = {}): StatementFacts => ({
  year: 2026,
  society: { name: { zh: '示范省示例公益会', en: 'Model Charity Society' }, code: '13990000DAYL1GHT79', demonstration: true },
  rows: Array.from({ length: count }, (_, at) => row(at)),
  waiting: 0,
  otherYears: 0,
  madeAtMs: Date.parse('2027-01-05T10:00:00+08:00'),
  verifyUrl: 'https://giving.example.org/verify.html',
  ...change,
});

describe('the statement of a year', () => {
  test.each([1, 22, 23, 200])('lists %i gifts, each once, with their sum in figures and capitals', async (count) => {
    const pdf = await drawStatement(facts(count));
    const pages = await pagesOf(pdf);
    const text = pages.join(' ');
    for (let at = 0; at < count; at++) expect(text.split(`${recordNumber(1, 100 + at)} `)).toHaveLength(2);
    const sum = count * 1_000 + (count * (count - 1)) / 2;
    const written = `¥${(sum / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })}`;
    for (const part of ['年度捐赠汇总', '2026 年', written, `${count} 笔`, '王小满']) expect(pages[0]).toContain(part);
    expect(pages.at(-1)).toContain('本汇总不是财政票据，不作为税前扣除凭证');
    expect(qrOf(pixelsOfPng(await pictureOf(pdf, { page: pages.length, width: 1190 })))).toBe('https://giving.example.org/verify.html');
  });

  test('says what was left out, and that nothing is kept', async () => {
    const [page = ''] = await pagesOf(await drawStatement(facts(2, { waiting: 1, otherYears: 3 })));
    expect(page).toContain('另有 1 笔尚未公示，未列入；另有 3 笔不在本年，未列入');
    expect(page).toContain('本会不保存本文件');
  });
});

const NOON = Date.parse('2026-12-31T12:00:00+08:00');
let world: World;
let gifts = 0;

beforeEach(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: true });
  await publishSettled(world);
});
afterEach(() => world.stop());

async function give(minor: number): Promise<{ readonly id: string; readonly token: string; readonly number: string }> {
  gifts += 1;
  const wish = { key: `statement${gifts}`.padEnd(22, 'k'), campaign: 'everyday', amount: money('CNY', minor), method: 'sandbox', adult: true } as const;
  const donor = { kind: 'person', name: '欧阳霁寒', display: 'anonymous' } as const;
  const started = await startDonation(world, { ...wish, donor });
  if (!started.ok) expect.unreachable(started.code);
  const settled = await settlePayment(world, payment(orderNumber(started.id, 1), { paidAtMs: world.clockMs, amount: money('CNY', minor) }));
  await publishSettled(world);
  const place = await world.db.get('ledger', identityKey(settled.entryId));
  return { id: started.id, token: started.token, number: recordNumber(1, Number(place?.index)) };
}

const claim = ({ id, token }: { readonly id: string; readonly token: string }) => ({ id, token });

describe('whoever holds the links of gifts', () => {
  test('gets the year’s, net of refunds, each once, and those of another year are left out', async () => {
    const [first, second] = [await give(10_000), await give(5_000)];
    expect(await recordEntry(world, refund(second.number, 2_000))).toMatchObject({ ok: true });
    await publishSettled(world);
    world.clockMs += 86_400_000;
    const next = await give(700);
    const before = filesWith(world, '');
    const drawn = await drawDonorStatement(world, { year: 2026, gifts: [first, second, first, next].map(claim) });
    const text = drawn.ok ? (await pagesOf(drawn.bytes)).join(' ') : expect.unreachable(drawn.code);
    for (const part of ['¥130.00', '2 笔', first.number, second.number, '已退款', '30.00', '欧阳霁寒', '另有 1 笔不在本年']) expect(text).toContain(part);
    expect(text).not.toContain(next.number);
    expect(filesWith(world, '')).toEqual(before);
  });

  test('is refused as a whole for one wrong link, and told where there is nothing', async () => {
    const gift = await give(10_000);
    const wrong = { id: gift.id, token: 'x'.repeat(43) };
    expect(await drawDonorStatement(world, { year: 2026, gifts: [claim(gift), wrong] })).toEqual({ ok: false, code: 'token_invalid', field: 'gifts.1' });
    expect(await drawDonorStatement(world, { year: 2025, gifts: [claim(gift)] })).toEqual({ ok: false, code: 'not_found', field: 'year' });
  });

  test('asks over HTTP with at most two hundred links, and is answered a PDF that nobody caches', async () => {
    const gift = await give(10_000);
    const app = portalApp(async () => ({ ...world, receipts: world.signer }));
    const ask = (body: unknown) =>
      app.request('/api/statements', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    const answer = await ask({ year: 2026, gifts: [claim(gift)] });
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([200, 'application/pdf', 'private, no-store']);
    expect((await pagesOf(new Uint8Array(await answer.arrayBuffer())))[0]).toContain('¥100.00');
    expect((await ask({ year: 2026, gifts: Array.from({ length: 201 }, () => claim(gift)) })).status).toBe(400);
    expect((await ask({ year: 2026, gifts: [] })).status).toBe(400);
    expect((await ask({ year: 2026, gifts: [{ ...claim(gift), token: 'y'.repeat(43) }] })).status).toBe(401);
  });
});
