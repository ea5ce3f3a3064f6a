import { createPublicKey, type JsonWebKey } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fetch } from '../../functions/gateways/bounded-fetch.ts';
import type { Notice } from '../../functions/gateways/gateway.ts';
import { sandboxGateway } from '../../functions/gateways/sandbox.ts';
import type { PayWish } from '../../infra/local/sandbox/payments.ts';
import { CALLBACK_URL, gatewayOf, type Letter, type Market, MERCHANT, MERCHANT_KEY, openMarket, order, START_MS } from '../support/sandbox-market.ts';

let market: Market;
beforeEach(() => {
  market = openMarket();
});
afterEach(() => market.close());

/** The first letter that reaches the portal when somebody pays, and what our side says to it. */
async function paidLetter(wish: PayWish = {}, orderNo = order().orderNo): Promise<Letter> {
  await market.gateway.placeOrder(order());
  const before = market.letters.length;
  await market.sandbox.pay(orderNo, { serial: 'S1', ...wish });
  const letter = market.letters[before];
  if (letter === undefined) throw new Error('no callback came');
  return letter;
}

const read = (letter: Pick<Letter, 'headers' | 'body'>): Promise<Notice> => market.gateway.readNotice(letter);
const refused = (reason: string) => ({ kind: 'refused', reason });

describe('a callback of the sandbox', () => {
  test('is a payment with the real serial, order, amount and instant', async () => {
    const letter = await paidLetter({ paidAtMs: START_MS + 5_000 });
    expect(await read(letter)).toEqual({
      kind: 'paid',
      payment: { gateway: 'sandbox', serial: 'S1', orderNo: order().orderNo, amount: { currency: 'CNY', minor: 10_000 }, paidAtMs: START_MS + 5_000 },
    });
    expect(letter.url).toBe(CALLBACK_URL);
  });

  test.each<[string, PayWish, string]>([
    ['altered on its way', { callbacks: 'altered' }, 'bad_signature'],
    ['forged with another key', { callbacks: 'forged' }, 'bad_signature'],
    ['signed for another order', { callbacks: 'other-order-signature' }, 'bad_signature'],
    ['signed ten minutes ago', { callbacks: 'stale' }, 'stale'],
  ])('%s is refused', async (_, wish, reason) => {
    expect(await read(await paidLetter(wish))).toEqual(refused(reason));
  });

  test.each<[string, PayWish, number]>([
    ['one fen more than ordered', { callbacks: 'wrong-amount' }, 10_001],
    ['much less than ordered', { amountMinor: 1 }, 1],
  ])('M7: of %s is a payment of what was really paid', async (_, wish, minor) => {
    expect(await read(await paidLetter(wish))).toMatchObject({ kind: 'paid', payment: { amount: { currency: 'CNY', minor } } });
  });

  test.each(['D9', 'what-is-this', 'x'.repeat(64)])('M7: for the unknown order %s is a payment all the same', async (orderNo) => {
    expect(await read(await paidLetter({ amountMinor: 5 }, orderNo))).toMatchObject({ kind: 'paid', payment: { orderNo, amount: { minor: 5 } } });
  });

  test('M7: for an order that expired is a payment', async () => {
    await market.gateway.placeOrder(order());
    market.clockMs += 31 * 60_000;
    expect(await read(await paidLetter())).toMatchObject({ kind: 'paid' });
  });

  test('with any one bit of its body changed is refused', async () => {
    const letter = await paidLetter();
    for (let bit = 0; bit < letter.body.length * 8; bit++) {
      const body = letter.body.slice();
      body[bit >> 3] = (body[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await read({ ...letter, body }), `bit ${bit}`).toEqual(refused('bad_signature'));
    }
  });

  test('with the same meaning in other bytes is refused: the signature is over raw bytes', async () => {
    const letter = await paidLetter();
    const respelled = new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(letter.body)), null, 1));
    expect(await read({ ...letter, body: respelled })).toEqual(refused('bad_signature'));
  });

  test('with the signature of another order’s notice is refused', async () => {
    const first = await paidLetter();
    const second = await paidLetter({ serial: 'S2', amountMinor: 1 }, 'D2');
    expect(await read({ headers: second.headers, body: first.body })).toEqual(refused('bad_signature'));
  });

  test.each(['sandbox-timestamp', 'sandbox-nonce', 'sandbox-signature', 'sandbox-key'])('without %s is refused', async (name) => {
    const letter = await paidLetter();
    const headers = new Headers(letter.headers);
    headers.delete(name);
    expect(await read({ ...letter, headers })).toEqual(refused('bad_signature'));
  });

  test.each([
    [-5 * 60_000, 'paid'],
    [5 * 60_000, 'paid'],
    [-5 * 60_000 - 1, 'stale'],
    [5 * 60_000 + 1, 'stale'],
  ])('read %i ms after it was signed is %s', async (laterMs, outcome) => {
    const letter = await paidLetter();
    market.clockMs = Math.floor(START_MS / 1000) * 1000 + laterMs;
    const notice = await read(letter);
    expect(notice.kind === 'refused' ? notice.reason : notice.kind).toBe(outcome);
  });

  test('for another merchant is refused', async () => {
    const other = gatewayOf(market.sandbox, { fetch: async () => new Response(), clock: () => market.clockMs, merchant: 'merchant-2' });
    expect(await other.readNotice(await paidLetter())).toEqual(refused('wrong_merchant'));
  });

  test('of a type that nobody knows is ignored, and its probe answered like any accepted notice', async () => {
    await market.sandbox.probe('security.echo');
    const letter = market.letters[0];
    expect(letter && (await read(letter))).toEqual({ kind: 'ignored', why: 'event of type security.echo' });
  });

  test('is read up to 16 KB and not beyond', async () => {
    const letter = await paidLetter();
    expect(await read({ ...letter, body: new Uint8Array(16 * 1024) })).toEqual(refused('bad_signature'));
    expect(await read({ ...letter, body: new Uint8Array(16 * 1024 + 1) })).toEqual(refused('too_large'));
  });

  test('an answer to a query is no notice, though the same key signed it', async () => {
    await market.gateway.placeOrder(order());
    let kept: Letter | undefined;
    const spy = gatewayOf(market.sandbox, {
      clock: () => market.clockMs,
      fetch: async (url, init) => {
        const answer = await market.sandbox.app.request(url, init);
        kept = { headers: answer.headers, body: new Uint8Array(await answer.clone().arrayBuffer()), url, atMs: 0 };
        return answer;
      },
    });
    await market.sandbox.pay(order().orderNo, { callbacks: 'none' });
    expect(await spy.findOrder(order().orderNo)).toMatchObject({ state: 'paid' });
    expect(kept && (await read(kept))).toEqual(refused('malformed'));
  });

  test('however it is mutated never settles', async () => {
    const letter = await paidLetter();
    const byte = fc.integer({ min: 0, max: 255 });
    const edit = fc.record({ at: fc.nat(letter.body.length - 1), drop: fc.nat(4), insert: fc.array(byte, { maxLength: 4 }) });
    const names = [...letter.headers.keys()];
    const headerEdit = fc.record({ name: fc.constantFrom(...names), at: fc.nat(90), character: fc.constantFrom(...'0123456789abcdefABCDEFxyzXYZ+/=-_ ') });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 3 }), fc.array(headerEdit, { maxLength: 2 }), async (edits, headerEdits) => {
        const body = edits.reduce((bytes, { at, drop, insert }) => Uint8Array.from([...bytes.slice(0, at), ...insert, ...bytes.slice(at + drop)]), letter.body);
        const headers = new Headers(letter.headers);
        for (const { name, at, character } of headerEdits) {
          const value = headers.get(name) ?? '';
          headers.set(name, value.slice(0, at) + character + value.slice(at + 1));
        }
        const isSame =
          Buffer.compare(body, letter.body) === 0 && names.every((name) => !name.startsWith('sandbox-') || headers.get(name) === letter.headers.get(name));
        expect((await read({ headers, body })).kind).toBe(isSame ? 'paid' : 'refused');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('an order at the sandbox', () => {
  test('leads to the cashier, or shows its address as a code', async () => {
    const url = `http://portal.test/sandbox/pay/${order().orderNo}`;
    const expiresAt = '2026-11-23T09:45:02+08:00';
    expect(await market.gateway.placeOrder(order())).toEqual({ ok: true, pay: { kind: 'redirect', url, expiresAt } });
    expect(await market.gateway.placeOrder(order({ orderNo: 'D2', method: 'sandbox-qr' }))).toEqual({
      ok: true,
      pay: { kind: 'qr', text: url.replace(order().orderNo, 'D2'), expiresAt },
    });
  });

  test('placed twice is one order; placed with another amount it is refused', async () => {
    const first = await market.gateway.placeOrder(order());
    expect(await market.gateway.placeOrder(order())).toEqual(first);
    expect(market.sandbox.orders.size).toBe(1);
    expect(await market.gateway.placeOrder(order({ amount: { currency: 'CNY', minor: 10_001 } }))).toEqual({ ok: false, reason: 'gateway_refused' });
  });

  test.each<[string, () => Promise<unknown>, object]>([
    ['nobody placed', async () => market.clockMs, { state: 'unknown' }],
    ['was just placed', () => market.gateway.placeOrder(order()), { state: 'open' }],
    ['expired', () => market.gateway.placeOrder(order()).then(() => (market.clockMs += 30 * 60_000)), { state: 'expired' }],
    [
      'was paid without a callback',
      () => market.gateway.placeOrder(order()).then(() => market.sandbox.pay(order().orderNo, { callbacks: 'none', serial: 'S9' })),
      { state: 'paid', payment: { gateway: 'sandbox', serial: 'S9', orderNo: order().orderNo, amount: order().amount, paidAtMs: START_MS } },
    ],
    ['was paid though never placed', () => market.sandbox.pay(order().orderNo, { amountMinor: 7 }), { state: 'paid', payment: { amount: { minor: 7 } } }],
  ])('that %s is found so', async (_, before, state) => {
    await before();
    expect(await market.gateway.findOrder(order().orderNo)).toMatchObject(state);
  });

  test('that was paid is said to be paid, and one that expired cannot be placed again', async () => {
    await market.gateway.placeOrder(order());
    await market.sandbox.pay(order().orderNo);
    expect(await market.gateway.placeOrder(order())).toEqual({ ok: false, reason: 'already_paid' });
    market.clockMs += 31 * 60_000;
    expect(await market.gateway.placeOrder(order({ orderNo: 'D3' }))).toEqual({ ok: false, reason: 'gateway_refused' });
  });
});

type Disturb = (real: Fetch) => Fetch;

/** What may go wrong between us and a gateway, in pairs: it failed, and it failed but was stored. */
const DISTURBANCES: readonly (readonly [string, Disturb])[] = [
  ['nobody answers', () => () => Promise.reject(new TypeError('refused'))],
  ['the answer gets lost', (real) => async (url, init) => real(url, init).then(() => Promise.reject(new TypeError('reset')))],
  ['somebody else answers 200', () => async () => new Response('{"state":"open"}')],
  ['somebody else answers 404', () => async () => new Response('{"code":"ORDER_NOT_EXIST"}', { status: 404 })],
  ['a proxy answers 502', (real) => async (url, init) => real(url, init).then(() => new Response('bad gateway', { status: 502 }))],
  ['the answer is altered', (real) => async (url, init) => changed(await real(url, init), (text) => text.replace('open', 'paid'))],
  ['the answer never ends', () => async () => new Response(new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(8192)) }))],
];

describe('between the sandbox and us', () => {
  test.each(DISTURBANCES)('%s: the order is asked for twice and then unavailable, never refused or unknown', async (_, disturb) => {
    let asked = 0;
    const disturbed = openMarket({
      fetch: (real) => (url, init) => {
        asked += 1;
        return disturb(real)(url, init);
      },
    });
    expect(await disturbed.gateway.placeOrder(order())).toEqual({ ok: false, reason: 'gateway_unavailable' });
    expect(asked).toBe(2);
    expect(await disturbed.gateway.findOrder(order().orderNo)).toEqual({ state: 'unavailable' });
    expect(asked).toBe(4);
    expect(disturbed.sandbox.orders.size).toBeLessThan(2);
    await disturbed.close();
  });

  test('an answer that gets lost once costs a second request and no second order', async () => {
    let lost = false;
    const shaky = openMarket({
      fetch: (real) => async (url, init) => {
        const answer = await real(url, init);
        if (lost) return answer;
        lost = true;
        throw new TypeError('reset');
      },
    });
    expect(await shaky.gateway.placeOrder(order())).toMatchObject({ ok: true });
    expect(shaky.sandbox.orders.size).toBe(1);
    await shaky.close();
  });

  test('an earlier answer sent again is not believed', async () => {
    const kept: Response[] = [];
    const replayed = openMarket({
      fetch: (real) => async (url, init) => {
        if (kept[0] === undefined) kept.push((await real(url, init)).clone());
        return kept[0]?.clone() ?? Response.error();
      },
    });
    await replayed.gateway.findOrder(order().orderNo);
    await replayed.gateway.placeOrder(order());
    expect(await replayed.gateway.findOrder(order().orderNo)).toEqual({ state: 'unavailable' });
    await replayed.close();
  });

  test('every request can be given up', async () => {
    const signals: unknown[] = [];
    const watched = openMarket({
      fetch: (real) => (url, init) => {
        signals.push(init.signal, init.redirect);
        return real(url, init);
      },
    });
    await watched.gateway.findOrder('D1');
    expect(signals).toEqual([expect.any(AbortSignal), 'error']);
    await watched.close();
  });
});

describe('our side of the sandbox', () => {
  const settings = () => ({
    demonstration: true,
    address: 'http://portal.test/sandbox',
    merchant: MERCHANT,
    publicKey: market.sandbox.publicKey,
    merchantKey: MERCHANT_KEY,
    callbackUrl: CALLBACK_URL,
    clock: () => market.clockMs,
    fetch: async () => new Response(),
  });

  test('M18: does not exist outside a demonstration', () => {
    expect(() => sandboxGateway({ ...settings(), demonstration: false })).toThrow('demonstration');
  });

  test('takes the public key also as SPKI, and nothing that is not an Ed25519 key', async () => {
    const jwk: JsonWebKey = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(market.sandbox.publicKey).toString('base64url') };
    const spki = new Uint8Array(createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'der', type: 'spki' }));
    const gateway = sandboxGateway({ ...settings(), publicKey: spki });
    expect(await gateway.readNotice(await paidLetter())).toMatchObject({ kind: 'paid' });
    expect(() => sandboxGateway({ ...settings(), publicKey: spki.slice(1) })).toThrow();
    expect(() => sandboxGateway({ ...settings(), merchantKey: new Uint8Array(31) })).toThrow(RangeError);
  });

  test('answers an accepted notice with 200 and any other with 400, which is repeated', () => {
    expect(market.gateway.answer(true)).toMatchObject({ status: 200 });
    expect(market.gateway.answer(false)).toMatchObject({ status: 400 });
  });
});

async function changed(answer: Response, change: (text: string) => string): Promise<Response> {
  return new Response(change(await answer.text()), { status: answer.status, headers: answer.headers });
}
