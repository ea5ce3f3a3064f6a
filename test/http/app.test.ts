import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../functions/actions/create-log.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { sweepPayments } from '../../functions/actions/sweep-payments.ts';
import { orderNumber } from '../../functions/domain/number.ts';
import { portalApp } from '../../functions/http/app.ts';
import { SENTENCES, STATUS } from '../../functions/http/problem.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
let world: World;
let app: ReturnType<typeof portalApp>;

beforeAll(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
  app = portalApp(async () => world);
});
afterAll(() => world.stop());

const body = (change: object = {}) => ({
  key: 'abcdefghijklmnopqrstuv',
  campaign: world.society.campaigns[0]?.id,
  amount: { currency: 'CNY', minor: 10_000 },
  method: 'sandbox',
  donor: { kind: 'person', name: '<b>王㛃</b>', display: 'named' },
  consent: { version: world.society.consentVersion },
  adult: true,
  ...change,
});
const give = (value: unknown, headers: Record<string, string> = {}) =>
  app.request('/api/donations', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof value === 'string' ? value : JSON.stringify(value),
  });
const page = async (key: string) => new TextDecoder().decode((await world.publicFiles.get(key))?.bytes ?? new Uint8Array());

describe('a gift over HTTP', () => {
  test('from the form to the public page, seconds later, exactly as previewed', async () => {
    const given = await give(body());
    expect(given.status).toBe(201);
    const { id, token, preview } = await given.json();
    expect(preview).toEqual({ shown: '<b>王㛃</b>', held: false });
    const read = () => app.request(`/api/donations/${id}`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await read()).json()).toMatchObject({ state: 'pending', entry: null });
    await settlePayment(world, payment(orderNumber(id, 1), { paidAtMs: NOON }));
    expect(await (await read()).json()).toMatchObject({ state: 'paid', entry: null });
    const published = await publishSettled(world);
    expect(published).toMatchObject({ ok: true, admitted: 1 });
    const { state, entry } = await (await read()).json();
    expect(state).toBe('published');
    expect(entry).toMatchObject({ issue: 1, page: 1, index: published.ok ? published.size - 1 : -1 });
    for (const key of ['index.html', 'today.html', 'en/today.html', `disclosures/${world.society.id}/1.html`, `disclosures/${world.society.id}/1/1.html`]) {
      const html = await page(key);
      expect(html).toContain('100.00');
      expect(html).toContain('&lt;b&gt;王㛃&lt;/b&gt;');
      expect(html).not.toContain('<b>王');
    }
    const rows = JSON.parse(await page(`disclosures/${world.society.id}/1/1.json`));
    expect(rows.rows.at(-1)).toMatchObject({ index: entry.index, amount_minor: 10_000 });
    expect(JSON.stringify(rows)).not.toContain('王');
  });

  test('a wrong token and an unknown gift are answered alike', async () => {
    const answers = await Promise.all(
      ['d_00000000000000000000000000', 'x'].map((id) => app.request(`/api/donations/${id}`, { headers: { authorization: `Bearer ${'a'.repeat(43)}` } })),
    );
    for (const answer of answers) expect([answer.status, (await answer.json()).code]).toEqual([401, 'token_invalid']);
  });
});

describe('M19: every refusal has a stable code and a sentence in the visitor’s language', () => {
  test.each([
    [400, 'body_invalid', '{', {}],
    [400, 'body_invalid', { nothing: true }, {}],
    [400, 'body_invalid', { amount: { currency: 'CNY', minor: 0.5 } }, {}],
    [413, 'body_too_large', 'x'.repeat(20_000), {}],
    [415, 'content_type', '{}', { 'content-type': 'text/plain' }],
    [404, 'campaign_unknown', { campaign: 'nowhere', key: 'k'.repeat(22) }, {}],
    [422, 'place_unknown', { place: 'yf-mall', key: 'k'.repeat(22) }, {}], // its poster was taken down
    [422, 'amount_out_of_bounds', { amount: { currency: 'CNY', minor: 0 }, key: 'k'.repeat(22) }, {}],
    [409, 'key_reused', { amount: { currency: 'CNY', minor: 1 } }, {}],
  ] as const)('%d %s', async (status, code, change, headers) => {
    const answer = await give(typeof change === 'string' ? change : body(change), { 'accept-language': 'en', ...headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json; charset=utf-8']);
    expect(await answer.json()).toMatchObject({ code, status, detail: SENTENCES[code].en });
  });

  test('each code has a status and both sentences', () => {
    for (const code of Object.keys(STATUS) as (keyof typeof STATUS)[]) expect(SENTENCES[code].zh.length * SENTENCES[code].en.length).toBeGreaterThan(0);
  });

  test('an address that is not there is a problem too', async () => {
    expect((await app.request('/api/nothing')).status).toBe(404);
    expect((await app.request('/api/callbacks/cowries', { method: 'POST', body: '{}' })).status).toBe(404);
  });
});

test('an order whose callback never came is asked about, and ends when the gateway knows nothing of it', async () => {
  const before = world.clockMs;
  world.clockMs = NOON + 100_000_000;
  await sweepPayments(world);
  const { id, token } = await (await give(body({ key: 'z'.repeat(22) }))).json();
  expect(await sweepPayments(world)).toEqual({ asked: 0, settled: 0, expired: 0 });
  world.clockMs += 60_000;
  expect(await sweepPayments(world)).toEqual({ asked: 1, settled: 0, expired: 0 });
  world.clockMs += 40 * 60_000;
  expect(await sweepPayments(world)).toEqual({ asked: 1, settled: 0, expired: 1 });
  const read = await app.request(`/api/donations/${id}`, { headers: { authorization: `Bearer ${token}` } });
  expect((await read.json()).state).toBe('expired');
  expect(await settlePayment(world, payment(orderNumber(id, 1), { paidAtMs: world.clockMs }))).toMatchObject({ outcome: 'settled' });
  world.clockMs = before;
});
