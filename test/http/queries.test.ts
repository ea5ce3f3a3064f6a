import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../functions/actions/create-log.ts';
import { listQueries } from '../../functions/actions/list-queries.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { queryId } from '../../functions/actions/queries.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { sweepPayments } from '../../functions/actions/sweep-payments.ts';
import { answerText, type DatedAnswer, readAnswer } from '../../functions/domain/dated-answer.ts';
import { openCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { hashLeaf } from '../../functions/domain/ledger/hash.ts';
import { formatVerifierKey, parseVerifierKey } from '../../functions/domain/ledger/note.ts';
import { verifyInclusion } from '../../functions/domain/ledger/proof.ts';
import { parseProofFile } from '../../functions/domain/ledger/proof-file.ts';
import { decodeBundle, formatTilePath } from '../../functions/domain/ledger/tile.ts';
import { orderNumber } from '../../functions/domain/number.ts';
import { formatInstant } from '../../functions/domain/time.ts';
import type { Gateway, OrderState } from '../../functions/gateways/gateway.ts';
import { portalApp } from '../../functions/http/app.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
let world: World;
let app: ReturnType<typeof portalApp>;
let gatewaySays: OrderState = { state: 'open' };
let gatewayAsked = 0;

beforeEach(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
  await publishSettled(world);
  [gatewaySays, gatewayAsked] = [{ state: 'open' }, 0];
  const sandbox = world.gateways.get('sandbox') ?? expect.unreachable();
  const listening: Gateway = {
    ...sandbox,
    findOrder: async () => {
      gatewayAsked += 1;
      return gatewaySays;
    },
  };
  app = portalApp(async () => ({ ...world, gateways: new Map([['sandbox', listening]]) }));
});
afterEach(() => world.stop());

type Gift = { readonly id: string; readonly token: string };
const json = { 'content-type': 'application/json' };
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  app.request(path, { method: 'POST', body, headers: { ...json, ...headers } });
const begin = async (key = 'a'): Promise<Gift> => {
  const wish = { key: key.repeat(22), campaign: world.society.campaigns[0]?.id, amount: { currency: 'CNY', minor: 10_000 }, method: 'sandbox' };
  const answer = await post('/api/donations', JSON.stringify({ ...wish, donor: { kind: 'anonymous', display: 'anonymous' }, adult: true }));
  return (await answer.json()) as Gift;
};
const ask = async ({ id, token }: Gift) => {
  const reply = await post(`/api/donations/${id}/query`, '', { authorization: `Bearer ${token}` });
  return { status: reply.status, ...((await reply.json()) as { answer: DatedAnswer; note: string; key: string }) };
};
const paid = (gift: Gift) => payment(orderNumber(gift.id, 1), { paidAtMs: world.clockMs });
const list = async () => {
  await listQueries(world);
  const stored = await world.publicFiles.get('queries.json');
  return JSON.parse(new TextDecoder().decode(stored?.bytes)) as { asOf: string; size: number; open: { query: string; since: string; state: string }[] };
};

describe('“I paid, where is it?”', () => {
  test('is answered with a note that the receipts key signed, which is not the log’s', async () => {
    const gift = await begin();
    const { status, answer, note, key } = await ask(gift);
    expect(status).toBe(200);
    expect(key).toBe(formatVerifierKey(world.receipts.key));
    expect(key.startsWith(`${world.society.origin}/receipts+`)).toBe(true);
    const receipts = parseVerifierKey(key) ?? expect.unreachable();
    expect(readAnswer(note, receipts)).toEqual(answer);
    expect(readAnswer(note, world.logKey)).toBeUndefined();
    expect(readAnswer(note.replace('"unpaid"', '"settled"'), receipts)).toBeUndefined();
    expect(note.startsWith(answerText(answer))).toBe(true);
    expect(openCheckpoint(note, { origin: `${world.society.origin}/receipts`, keys: [receipts] })).toMatchObject({ ok: false }); // never a checkpoint
  });

  test('says the order, the amount and the time, and nothing of the donor', async () => {
    const gift = await begin();
    const { answer } = await ask(gift);
    expect(answer).toEqual({
      ...{ v: 1, k: 'query', at: formatInstant(NOON), log: world.society.origin, query: queryId(world.secret, gift.id) },
      ...{ order: orderNumber(gift.id, 1), cur: 'CNY', amt: 10_000, state: 'unpaid' },
    });
    expect(answer).toHaveProperty('query', expect.not.stringContaining(gift.id.slice(2)));
  });

  test.each<[OrderState['state'], string]>([
    ['open', 'unpaid'],
    ['expired', 'unpaid'],
    ['unknown', 'unpaid'],
    ['unavailable', 'unknown'],
  ])('where the gateway says “%s” it is “%s”', async (state, said) => {
    if (state === 'paid') return expect.unreachable();
    gatewaySays = { state };
    expect((await ask(await begin())).answer.state).toBe(said);
  });

  test('a payment whose callback never came is found at the gateway and settled on the spot', async () => {
    const gift = await begin();
    gatewaySays = { state: 'paid', payment: paid(gift) };
    expect((await ask(gift)).answer.state).toBe('settled');
    await publishSettled(world);
    const { answer } = await ask(gift);
    expect(answer).toMatchObject({ state: 'published', number: expect.stringMatching(/^1-\d+-[0-9A-Z]$/) });
  });

  test('a settled gift is settled, a published one has its number, and the gateway is not asked', async () => {
    const gift = await begin();
    await settlePayment(world, paid(gift));
    expect((await ask(gift)).answer.state).toBe('settled');
    await publishSettled(world);
    expect((await ask(gift)).answer).toMatchObject({ state: 'published' });
    expect(gatewayAsked).toBe(0);
  });

  test('asked ten times at once, the gateway is asked once; again after a quarter of a minute', async () => {
    const gift = await begin();
    await Promise.all(Array.from({ length: 10 }, () => ask(gift)));
    expect(gatewayAsked).toBe(1);
    await ask(gift);
    expect(gatewayAsked).toBe(1);
    world.clockMs += 16_000;
    expect((await ask(gift)).answer.state).toBe('unpaid');
    expect(gatewayAsked).toBe(2);
  });

  test('only the holder of the link may ask', async () => {
    const [gift, other] = [await begin(), await begin('b')];
    expect((await ask({ id: gift.id, token: other.token })).status).toBe(401);
    expect((await ask({ id: 'd_NOBODY', token: gift.token })).status).toBe(401);
    expect((await list()).open).toEqual([]);
  });
});

describe('the public list of open queries', () => {
  test('shows each that waits, oldest first, with its age and nothing that tells whose it is', async () => {
    const [first, second] = [await begin(), await begin('b')];
    await ask(first);
    world.clockMs += 60_000;
    await settlePayment(world, paid(second));
    await ask(second);
    await ask(first);
    const { open, asOf } = await list();
    expect(asOf).toBe(formatInstant(world.clockMs));
    expect(open).toEqual([
      { query: queryId(world.secret, first.id), since: formatInstant(NOON), state: 'unpaid' },
      { query: queryId(world.secret, second.id), since: formatInstant(NOON + 60_000), state: 'settled' },
    ]);
    expect(JSON.stringify(open)).not.toContain('10000');
  });

  test('loses a query when its gift is in the log, whoever notices first, and never gets it back', async () => {
    const [first, second] = [await begin(), await begin('b')];
    for (const gift of [first, second]) {
      await ask(gift);
      await settlePayment(world, paid(gift));
    }
    await publishSettled(world);
    expect((await ask(first)).answer.state).toBe('published');
    expect((await list()).open).toEqual([]);
    expect((await ask(second)).answer.state).toBe('published');
    expect((await list()).open).toEqual([]);
  });

  test('loses an unpaid one once the order has ended and the gateway knew of no payment', async () => {
    const gift = await begin();
    await ask(gift);
    expect((await list()).open).toHaveLength(1);
    world.clockMs += 24 * 3_600_000;
    await expect.poll(async () => (await sweepPayments(world)).expired, { timeout: 5_000 }).toBe(1);
    expect((await list()).open).toEqual([]);
  });

  test('M13: is not put back by a run that slept over a newer log', async () => {
    const old = { ...world, log: { ...world.log, get: async (key: string) => (key === 'checkpoint' ? undefined : world.log.get(key)) } };
    const { size } = await list();
    await listQueries(old);
    const stored = await world.publicFiles.get('queries.json');
    expect(JSON.parse(new TextDecoder().decode(stored?.bytes))).toMatchObject({ size });
  });
});

describe('a lookup by serial and amount', () => {
  const look = async (body: unknown, headers: Record<string, string> = {}) => {
    const reply = await post('/api/lookup', JSON.stringify(body), headers);
    return {
      status: reply.status,
      ...((await reply.json()) as { answer: DatedAnswer & { index?: number; size?: number }; note: string; key: string; proof?: string; code?: string }),
    };
  };
  const wish = (serial: string, minor = 10_000) => ({ serial, amount: { currency: 'CNY', minor } });

  test('gives the place and a proof that verifies, and neither name nor salt', async () => {
    const gift = await begin();
    const { serial } = paid(gift);
    await settlePayment(world, paid(gift));
    expect((await look(wish(serial))).answer.state).toBe('settled');
    await publishSettled(world);
    const { answer, note, key, proof, ...rest } = await look(wish(serial));
    expect(rest).toEqual({ status: 200 });
    expect(readAnswer(note, parseVerifierKey(key) ?? expect.unreachable())).toEqual(answer);
    const file = parseProofFile(proof ?? '') ?? expect.unreachable();
    const opened = openCheckpoint(file.checkpoint, { origin: world.society.origin, keys: [world.logKey] });
    if (!opened.ok) return expect.unreachable();
    const { size, root } = opened.checkpoint;
    const bundle = decodeBundle((await world.log.get(formatTilePath({ kind: 'entries', index: 0, width: size })))?.bytes ?? new Uint8Array()) ?? [];
    const leaf = hashLeaf(bundle[file.index] ?? new Uint8Array());
    expect(verifyInclusion({ leaf, index: file.index, size, proof: file.proof, root })).toBe(true);
    expect([answer.index, answer.size]).toEqual([file.index, size]);
  });

  test('of what is not there, or of another amount, is answered “not found”, dated and signed', async () => {
    const gift = await begin();
    await settlePayment(world, paid(gift));
    await publishSettled(world);
    for (const asked of [wish('NOTTHERE'), wish(paid(gift).serial, 9_999)]) {
      const { status, answer, note, key } = await look(asked);
      expect([status, answer]).toEqual([
        200,
        {
          v: 1,
          k: 'lookup',
          at: formatInstant(NOON),
          log: world.society.origin,
          serial: asked.serial,
          cur: 'CNY',
          amt: asked.amount.minor,
          state: 'not_found',
        },
      ]);
      expect(readAnswer(note, parseVerifierKey(key) ?? expect.unreachable())).toEqual(answer);
    }
  });

  test('is refused after twenty attempts of one address within ten minutes, but not to others, and again allowed later', async () => {
    const from = (address: string) =>
      app.request(
        '/api/lookup',
        { method: 'POST', headers: json, body: JSON.stringify(wish('NOTTHERE')) },
        { requestContext: { http: { sourceIp: address } } },
      );
    for (let attempt = 1; attempt <= 20; attempt++) expect((await from('192.0.2.1')).status).toBe(200);
    const refused = await from('192.0.2.1');
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([429, 'too_many']);
    expect((await from('192.0.2.2')).status).toBe(200);
    world.clockMs += 10 * 60_000;
    expect((await from('192.0.2.1')).status).toBe(200);
  });

  test('counts the address before the gateway’s own asker, which the edge wrote, and not what a visitor wrote before it', async () => {
    const through = (forwarded: string) =>
      app.request(
        '/api/lookup',
        { method: 'POST', headers: { ...json, 'x-forwarded-for': forwarded }, body: JSON.stringify(wish('NOTTHERE')) },
        { requestContext: { http: { sourceIp: '198.51.100.7' } } },
      );
    for (let attempt = 1; attempt <= 20; attempt++) expect((await through(`10.0.0.${attempt}, 192.0.2.9, 198.51.100.7`)).status).toBe(200);
    expect((await through('10.0.0.99, 192.0.2.9, 198.51.100.7')).status).toBe(429);
    expect((await through('10.0.0.99, 192.0.2.10, 198.51.100.7')).status).toBe(200);
  });

  test('keeps no address: only a digest that the table drops', async () => {
    await app.request(
      '/api/lookup',
      { method: 'POST', headers: json, body: JSON.stringify(wish('NOTTHERE')) },
      { requestContext: { http: { sourceIp: '192.0.2.77' } } },
    );
    const [all] = await world.db.query('records', { pk: 'TRY#all' });
    expect(all).toMatchObject({ attempts: 1, expiresAt: expect.any(Number) });
    expect(Number(all?.expiresAt) * 1000).toBeGreaterThan(world.clockMs);
  });

  test.each([
    ['a serial with a blank', { serial: '12 34', amount: { currency: 'CNY', minor: 1 } }, 'serial'],
    ['an amount of nothing', wish('S123', 0), 'amount.minor'],
    ['another currency', { serial: 'S123', amount: { currency: 'USD', minor: 1 } }, 'amount.currency'],
    ['one member too many', { ...wish('S123'), name: '王' }, ''],
  ])('with %s is refused and the field named', async (_, body, field) => {
    const refused = await look(body);
    expect(refused).toMatchObject({ status: 400, code: 'body_invalid', field });
  });
});
