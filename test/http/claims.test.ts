import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../functions/actions/create-log.ts';
import { grantClaim, listClaims } from '../../functions/actions/decide-claim.ts';
import { importPayments } from '../../functions/actions/import-payments.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { BOUNDS } from '../../functions/actions/take-attempt.ts';
import { money } from '../../functions/domain/money.ts';
import { portalApp } from '../../functions/http/app.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const PAYER = '欧阳霁寒';
const SERIAL = '4200001234202611249876543210';
let world: World;
let app: ReturnType<typeof portalApp>;

beforeEach(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
  await importPayments(world, 'bank', [{ serial: 'BK1', amountFen: 50_000, atMs: NOON - 3_600_000, payer: PAYER, payerTail: '664218' }]);
  await settlePayment(world, payment('NOBODY', { paidAtMs: NOON, serial: SERIAL, amount: money('CNY', 50_000) }));
  await publishSettled(world);
  app = portalApp(async () => world);
});
afterEach(() => world.stop());

const amount = { currency: 'CNY', minor: 50_000 };
const account = { by: 'account', payer: PAYER, digits: '4218', amount, day: '2026-11-24' };
const number = { by: 'number', number: SERIAL, amount, day: '2026-11-24' };
const named = () => ({ donor: { kind: 'person', name: PAYER, display: 'named' }, consent: { version: world.society.consentVersion } });
const body = (gift: object, more: object = {}) => ({ key: 'k'.repeat(22), gift, ...named(), ...more });

async function post(path: string, value: unknown, headers: Record<string, string> = {}) {
  const answer = await app.request(path, { method: 'POST', body: JSON.stringify(value), headers: { 'content-type': 'application/json', ...headers } });
  return { status: answer.status, cache: answer.headers.get('cache-control'), ...((await answer.json()) as Record<string, string>) };
}
const get = async (path: string, token = '') => {
  const answer = await app.request(path, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, ...((await answer.json()) as Record<string, never>) };
};

describe('POST /api/claims', () => {
  test.each([
    ['name and digits', account],
    ['the number of the payment', number],
  ])('by %s gives the link of the gift, which leads to its documents once the claim is public', async (_, gift) => {
    const claimed = await post('/api/claims', body(gift));
    expect(claimed).toMatchObject({ status: 200, state: 'granted', cache: 'no-store' });
    const { id, token } = claimed as unknown as { id: string; token: string };
    expect(await get(`/api/donations/${id}`, token)).toMatchObject({ state: 'paid', entry: null, preview: { shown: PAYER } });
    await publishSettled(world);
    expect(await get(`/api/donations/${id}`, token)).toMatchObject({ state: 'published', claim: { number: expect.any(String) } });
    const issued = await post(`/api/donations/${id}/documents/certificate`, {}, { authorization: `Bearer ${token}` });
    expect(issued.status).toBe(200);
  });

  test('answers everything that does not fit alike, with 200 and a signed note', async () => {
    for (const gift of [
      { ...account, digits: '0000' },
      { ...number, number: `${SERIAL}0` },
      { ...number, day: '2026-11-23' },
    ])
      expect(await post('/api/claims', body(gift))).toMatchObject({ status: 200, state: 'undecided', note: expect.stringContaining('/receipts') });
  });

  test('refuses what cannot be read, a day that is none, and a name without consent, and stores nothing', async () => {
    expect(await post('/api/claims', {})).toMatchObject({ status: 400, code: 'body_invalid' });
    expect(await post('/api/claims', body({ ...number, day: '2026-02-30' }))).toMatchObject({ status: 400, code: 'body_invalid' });
    expect(await post('/api/claims', body({ ...account, digits: '12' }))).toMatchObject({ status: 400 });
    expect(await post('/api/claims', body(number, { consent: undefined }))).toMatchObject({ status: 422, code: 'consent_missing' });
    expect(await post('/api/claims', body(number, { donor: { kind: 'person', display: 'named' } }))).toMatchObject({ status: 422, code: 'name_empty' });
  });

  test('is answered 429 after ten attempts from one address', async () => {
    for (let at = 0; at < BOUNDS.claim.one; at++) await post('/api/claims', body({ ...number, number: `${SERIAL}${at}` }));
    expect(await post('/api/claims', body(number))).toMatchObject({ status: 429, code: 'too_many' });
  });
});

test('what no machine decides waits under a link of its own, which leads to the gift once staff have granted it', async () => {
  const wish = body({ ...account, digits: '0001' }, { contact: '13800000000', words: '卡已注销' });
  const opened = await post('/api/claims/asked', wish);
  expect(opened).toMatchObject({ status: 201, id: expect.stringMatching(/^k_[0-9A-Z]{16}$/) });
  const { id, token } = opened as unknown as { id: string; token: string };
  expect(await get(`/api/claims/asked/${id}`, token)).toEqual({ status: 200, state: 'waiting' });
  expect(await get(`/api/claims/asked/${id}`, 'x'.repeat(43))).toMatchObject({ status: 401, code: 'token_invalid' });
  const [waiting] = await listClaims(world);
  const candidate = waiting?.candidates.find(({ samePayer }) => samePayer);
  await grantClaim(world, { request: id, number: candidate?.number ?? '', by: '李会计' });
  const found = await get(`/api/claims/asked/${id}`, token);
  expect(found).toMatchObject({ state: 'granted', gift: { id: expect.stringMatching(/^d_/) } });
  const { gift } = found as unknown as { gift: { id: string; token: string } };
  expect(await get(`/api/donations/${gift.id}`, gift.token)).toMatchObject({ preview: { shown: PAYER } });
});

test('a gift without a name is named later by its link', async () => {
  const begun = { key: 'g'.repeat(22), campaign: 'everyday', amount, method: 'sandbox', donor: { kind: 'anonymous', display: 'anonymous' }, adult: true };
  const { id, token } = (await post('/api/donations', begun)) as unknown as { id: string; token: string };
  const wish = { key: 'n'.repeat(22), ...named() };
  expect(await post(`/api/donations/${id}/name`, wish, { authorization: `Bearer ${token}` })).toMatchObject({ status: 200, state: 'fixed' }); // not paid yet
  expect(await post(`/api/donations/${id}/name`, wish)).toMatchObject({ status: 401, code: 'token_invalid' });
});
