import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../functions/actions/create-log.ts';
import { forgetNumbers } from '../../functions/actions/forget-numbers.ts';
import { issueDocument } from '../../functions/actions/issue-document.ts';
import { parseDocumentFileKey, readDocumentFile } from '../../functions/actions/issue-document-file.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { readDonation } from '../../functions/actions/read-donation.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { type DonationWish, startDonation } from '../../functions/actions/start-donation.ts';
import type { Dedication } from '../../functions/domain/dedication.ts';
import { money } from '../../functions/domain/money.ts';
import { orderNumber } from '../../functions/domain/number.ts';
import { portalApp } from '../../functions/http/app.ts';
import { donationKey } from '../../functions/store/tables.ts';
import { textOf } from '../documents/pdf-reading.ts';
import { filesWith, placesOf } from '../support/everything.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const REMEMBERED = '上官霁云';
const MEMORIAL: Dedication = { kind: 'memorial', text: REMEMBERED };
let world: World;

beforeEach(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
});
afterEach(() => world.stop());

const wishOf = (change: Partial<DonationWish> = {}): DonationWish => ({
  key: 'dedication'.padEnd(22, 'k'),
  campaign: 'flood',
  amount: money('CNY', 10_000),
  method: 'sandbox',
  donor: { kind: 'person', name: '欧阳霁寒', display: 'named' },
  consent: { version: world.society.consentVersion },
  adult: true,
  dedication: MEMORIAL,
  ...change,
});

type Given = { readonly id: string; readonly token: string };

async function give(change: Partial<DonationWish> = {}): Promise<Given> {
  const started = await startDonation(world, wishOf(change));
  if (!started.ok) expect.unreachable(started.code);
  await settlePayment(world, payment(orderNumber(started.id, 1), { paidAtMs: NOON }));
  await publishSettled(world);
  return { id: started.id, token: started.token };
}

async function documentOf(gift: Given, kind: 'receipt' | 'certificate'): Promise<string> {
  const issued = await issueDocument(world, gift, { kind, format: 'pdf' });
  const file = issued.ok ? parseDocumentFileKey(issued.key) : expect.unreachable(issued.code);
  const bytes = file === undefined ? undefined : await readDocumentFile(world, file);
  return textOf(bytes ?? expect.unreachable());
}

async function numberOf(gift: Given): Promise<string> {
  const read = await readDonation(world, gift);
  return (read.ok ? read.view.entry?.number : undefined) ?? expect.unreachable();
}

describe('a gift with a dedication', () => {
  test('M4: stands on the holder’s certificate, and nowhere in public, in the log or on the receipt', async () => {
    const gift = await give();
    expect(await documentOf(gift, 'certificate')).toContain(REMEMBERED);
    expect(await documentOf(gift, 'receipt')).not.toContain(REMEMBERED);
    expect(await placesOf(world, REMEMBERED)).toEqual([expect.stringMatching(/^private.documents.+\.pdf$/), 'records DONATION dedication']);
    expect(filesWith(world, '欧阳霁寒').some((file) => file.startsWith('public'))).toBe(true);
  });

  test('M6: is part of what was wished: the same again is the same gift, another one is refused', async () => {
    const [first, again] = [await startDonation(world, wishOf()), await startDonation(world, wishOf())];
    expect(first.ok && again.ok && first.id === again.id).toBe(true);
    expect(await startDonation(world, wishOf({ dedication: { ...MEMORIAL, kind: 'honour' } }))).toEqual({ ok: false, code: 'key_reused', field: 'key' });
  });

  test('is told before paying what no certificate can show, and stores nothing then', async () => {
    const refused = await startDonation(world, wishOf({ dedication: { kind: 'family', text: '王🙂一家' } }));
    expect(refused).toEqual({ ok: false, code: 'name_characters', field: 'dedication.text', characters: ['🙂'] });
    expect(await startDonation(world, wishOf({ dedication: { kind: 'family', text: '王'.repeat(201) } }))).toMatchObject({ code: 'name_too_long' });
    expect(await startDonation(world, wishOf({ dedication: { kind: 'family', text: '\u200b ' } }))).toMatchObject({ code: 'name_empty' });
    expect(await placesOf(world, '一家')).toEqual([]);
  });

  test('keeps how many a group is, and of nobody else', async () => {
    const gift = await give({ dedication: { kind: 'group', text: ' 三年级二班\u200b', members: 45 } });
    expect(await world.db.get('records', donationKey(gift.id))).toMatchObject({ dedication: { kind: 'group', text: '三年级二班', members: 45 } });
    const other = await give({ key: 'family'.padEnd(22, 'k'), dedication: { kind: 'family', text: '王家', members: 45 } });
    expect((await world.db.get('records', donationKey(other.id)))?.dedication).toEqual({ kind: 'family', text: '王家' });
  });

  test('M15: an erasure leaves it nowhere, the certificate that was handed out included', async () => {
    const gift = await give();
    await documentOf(gift, 'certificate');
    await forgetNumbers(world, [await numberOf(gift)], { k: 'erase', ground: 'consent_withdrawn' });
    await publishSettled(world);
    expect(await placesOf(world, REMEMBERED)).toEqual([]);
    expect(await issueDocument(world, gift, { kind: 'certificate', format: 'pdf' })).toEqual({ ok: false, code: 'gift_erased' });
  });
});

describe('over HTTP', () => {
  const ask = (dedication: unknown) => {
    const app = portalApp(async () => ({ ...world, receipts: world.signer }));
    return app.request('/api/donations', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...wishOf(), dedication }),
    });
  };

  test.each([
    [{ kind: 'birthday', text: '王' }, 'dedication.kind'],
    [{ kind: 'family', text: '' }, 'dedication.text'],
    [{ kind: 'group', text: '班', members: 1 }, 'dedication.members'],
    [{ kind: 'group', text: '班', members: 100_000 }, 'dedication.members'],
    ['王家', 'dedication'],
  ])('%j is refused at %s', async (dedication, field) => {
    const answer = await ask(dedication);
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'body_invalid', field })]);
  });

  test('a right one begins a gift', async () => expect((await ask(MEMORIAL)).status).toBe(201));
});
