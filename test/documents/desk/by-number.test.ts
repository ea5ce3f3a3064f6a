import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../../functions/actions/create-log.ts';
import { findGift } from '../../../functions/actions/find-gift.ts';
import { forgetNumbers } from '../../../functions/actions/forget-numbers.ts';
import { issueByNumber } from '../../../functions/actions/issue-by-number.ts';
import { issueDocument } from '../../../functions/actions/issue-document.ts';
import { parseDocumentFileKey, readDocumentFile } from '../../../functions/actions/issue-document-file.ts';
import { publishSettled } from '../../../functions/actions/publish-settled.ts';
import { recordEntry } from '../../../functions/actions/record-entry.ts';
import { settlePayment } from '../../../functions/actions/settle-payment.ts';
import { startDonation } from '../../../functions/actions/start-donation.ts';
import { donorToken } from '../../../functions/actions/tokens.ts';
import { money } from '../../../functions/domain/money.ts';
import { documentNumber, orderNumber, recordNumber } from '../../../functions/domain/number.ts';
import { textOf as idOf } from '../../../functions/store/item.ts';
import { identityKey } from '../../../functions/store/tables.ts';
import { readPdf } from '../../../site/elements/pdf-file.ts';
import { goods } from '../../support/wishes.ts';
import { createWorld, payment, type World } from '../../support/world.ts';
import { pagesOf } from './pages.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
let world: World;

beforeEach(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: true });
  await publishSettled(world);
});
afterEach(() => world.stop());

const indexOf = async (entryId: string): Promise<number> => Number((await world.db.get('ledger', identityKey(entryId)))?.index);

async function give(): Promise<number> {
  const donor = { kind: 'person', name: '王小满', display: 'named' } as const;
  const wish = { key: 'number'.padEnd(22, 'k'), campaign: 'everyday', amount: money('CNY', 10_000), method: 'sandbox', adult: true } as const;
  const started = await startDonation(world, { ...wish, donor, consent: { version: world.society.consentVersion } });
  if (!started.ok) expect.unreachable(started.code);
  const settled = await settlePayment(world, payment(orderNumber(started.id, 1), { paidAtMs: NOON }));
  await publishSettled(world);
  return indexOf(settled.entryId);
}

async function giveGoods(): Promise<number> {
  const recorded = await recordEntry(world, goods());
  if (!recorded.ok) expect.unreachable(recorded.code);
  await publishSettled(world);
  return indexOf(recorded.id);
}

const textOf = async (issued: Awaited<ReturnType<typeof issueByNumber>>) => (issued.ok ? (await pagesOf(issued.bytes)).join(' ') : issued.code);

test('a number of a certificate or receipt names that document, and a record’s own its certificate', async () => {
  const index = await give();
  expect(await textOf(await issueByNumber(world, documentNumber('certificate', 1, index)))).toContain('捐赠证书');
  expect(await textOf(await issueByNumber(world, documentNumber('receipt', 1, index)))).toContain('捐赠确认单');
  expect(await issueByNumber(world, recordNumber(1, index))).toMatchObject({ ok: true, name: `${documentNumber('certificate', 1, index)}.pdf` });
});

test('what the desk hands over is the donor’s own file, byte for byte, under its signature', async () => {
  const index = await give();
  for (const kind of ['certificate', 'receipt'] as const) {
    const issued = await issueByNumber(world, documentNumber(kind, 1, index));
    const bytes = issued.ok ? issued.bytes : expect.unreachable(issued.code);
    expect(readPdf(bytes)?.seal).toBe('fits');
    const found = await findGift(world, recordNumber(1, index));
    const id = found.ok ? idOf(found.gift, 'id') : expect.unreachable(found.code);
    const own = await issueDocument(world, { id, token: donorToken(world.secret, id) }, { kind, format: 'pdf' });
    const file = own.ok ? parseDocumentFileKey(own.key) : expect.unreachable(own.code);
    expect(Buffer.compare((file && (await readDocumentFile(world, file))) ?? Buffer.of(), bytes)).toBe(0);
  }
});

test('of goods it is their acknowledgement, with every line, drawn once and then as it lies there', async () => {
  const index = await giveGoods();
  const first = await issueByNumber(world, recordNumber(1, index));
  expect(first).toMatchObject({ ok: true, name: `${documentNumber('receipt', 1, index)}.pdf` });
  const text = await textOf(first);
  for (const part of ['捐赠物资确认单', documentNumber('receipt', 1, index), '医用口罩', 'N95', '16,000 只', '帐篷', '¥6,000.00', '未提供'])
    expect(text).toContain(part);
  world.clockMs += 86_400_000;
  expect(await issueByNumber(world, documentNumber('receipt', 1, index))).toEqual(first);
});

test('once erased there is none, and none is drawn again', async () => {
  const index = await giveGoods();
  const number = recordNumber(1, index);
  await issueByNumber(world, number);
  expect(await forgetNumbers(world, [number], { k: 'erase', ground: 'consent_withdrawn' })).toMatchObject({ ok: true });
  expect(await issueByNumber(world, number)).toEqual({ ok: false, code: 'gift_erased' });
});

test('a number with a wrong character, of nothing, or of no gift is refused', async () => {
  const index = await give();
  const right = recordNumber(1, index);
  expect(await issueByNumber(world, `${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}`)).toEqual({ ok: false, code: 'number_malformed' });
  expect(await issueByNumber(world, recordNumber(1, index + 1))).toEqual({ ok: false, code: 'number_unknown' });
  expect(await issueByNumber(world, recordNumber(1, 0))).toEqual({ ok: false, code: 'not_a_gift' });
});
