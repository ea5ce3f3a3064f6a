import { randomBytes } from 'node:crypto';
import type { Message } from '../../infra/local/acquirer/notices.ts';
import type { Paid } from '../../infra/local/acquirer/records.ts';
import { newRsaKey } from '../../infra/local/acquirer/rsa-keys.ts';
import { signedNotice } from '../../infra/local/alipay/signing.ts';
import { stateNotice } from '../../infra/local/alipay/statements.ts';
import { noticeOf } from '../../infra/local/wechat-pay/notice.ts';
import { statePayment } from '../../infra/local/wechat-pay/statements.ts';
import * as alipay from './alipay-market.ts';
import * as weChat from './wechat-pay-market.ts';

/** A notice that must settle nothing, sent so long after the stage was set. */
export type Hostile = { readonly kind: Kind; readonly message: Message; readonly laterMs: number };
export type Kind = 'forged' | 'altered' | 'stale' | 'replayed' | 'mixed-up';

/** What a forger has to work with: notices that were settled, and payments of orders that nobody has paid. */
export type Stage = { readonly settled: readonly Message[]; readonly unpaid: readonly Paid[]; readonly nowMs: number };

/** A source of chance that gives the same again for the same seed (mulberry32). */
export function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const MINUTE_MS = 60_000;
const FORGER = newRsaKey();
const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
const pick = <One>(list: readonly One[], draw: (below: number) => number): One => {
  const one = list[draw(list.length)];
  if (one === undefined) throw new RangeError('nothing to pick from');
  return one;
};

/** How one gateway's notices are made to deceive: each way gives a message, and when it is sent. */
type Craft = Readonly<Record<Kind, (draw: (below: number) => number) => Omit<Hostile, 'kind'>>>;

/** Endless hostile notices, all kinds in turn; signatures are made beforehand, since they cost more than everything else. */
export function* hostileNotices(craft: Craft, draw: (below: number) => number): Generator<Hostile> {
  const kinds = ['forged', 'altered', 'stale', 'replayed', 'mixed-up'] as const;
  for (let turn = 0; ; turn++) {
    const kind = kinds[turn % kinds.length] ?? 'forged';
    yield { kind, ...craft[kind](draw) };
  }
}

/** Deceptions with WeChat Pay's notices. */
export function weChatCraft({ settled, unpaid, nowMs }: Stage): Craft {
  const { MERCHANT, PUBLIC_KEY_ID, THEIRS } = weChat;
  const letter = { merchant: MERCHANT, key: { serial: PUBLIC_KEY_ID, ...THEIRS }, nowMs, random };
  const said = (paid: Paid) => statePayment(MERCHANT, paid, { order: undefined, refunded: false });
  const forged = unpaid.map((paid) => noticeOf(said(paid), { ...letter, key: { serial: PUBLIC_KEY_ID, ...FORGER } }));
  const stale = unpaid.map((paid, at) => noticeOf(said(paid), { ...letter, nowMs: nowMs + (at % 2 === 0 ? -1 : 1) * (6 + at * 97) * MINUTE_MS }));
  // Rightly signed by the platform, but about somebody else's money, or about none.
  const strange = unpaid.flatMap((paid) => [
    noticeOf(said(paid), { ...letter, merchant: { apiV3Key: 'f'.repeat(32) } }),
    noticeOf({ ...said(paid), mchid: '1900000002' }, letter),
    noticeOf({ ...said(paid), appid: 'wxOTHER0000000001' }, letter),
    noticeOf(said(paid), { ...letter, eventType: 'REFUND.SUCCESS' }),
    noticeOf({ ...said(paid), trade_state: 'NOTPAY' }, letter),
  ]);
  return {
    forged: (draw) => ({ message: touched(pick(forged, draw), draw, draw(2)), laterMs: 0 }),
    altered: (draw) => ({ message: touched(pick(settled, draw), draw, 1 + draw(3)), laterMs: draw(4) * MINUTE_MS }),
    stale: (draw) => ({ message: pick(stale, draw), laterMs: 0 }),
    replayed: (draw) => ({ message: pick(settled, draw), laterMs: draw(draw(2) === 0 ? 6 : 3 * 24 * 60) * MINUTE_MS }),
    'mixed-up': (draw) => ({
      message: draw(2) === 0 ? pick(strange, draw) : { headers: pick(settled, draw).headers, body: pick([...forged, ...strange, ...stale], draw).body },
      laterMs: 0,
    }),
  };
}

/** Deceptions with Alipay's notices. */
export function alipayCraft({ settled, unpaid, nowMs }: Stage): Craft {
  const said = (paid: Paid, sentMs = nowMs) => stateNotice(alipay.MERCHANT, paid, { order: undefined, nowMs: sentMs });
  const wrap = (form: string): Message => ({ headers: {}, body: new TextEncoder().encode(form) });
  const forged = unpaid.map((paid) => wrap(signedNotice(FORGER, said(paid))));
  const stale = unpaid.map((paid, at) => wrap(signedNotice(alipay.THEIRS, said(paid, nowMs + (at % 2 === 0 ? -(27 * 60 + at * 97) : 6 + at) * MINUTE_MS))));
  const strange = unpaid.flatMap((paid) =>
    [
      { seller_id: '2088000000000002' },
      { app_id: '2021000000000002' },
      { refund_fee: '1.00' },
      { trade_status: 'WAIT_BUYER_PAY' },
      { subject: `x&out_trade_no=${paid.orderNo}` },
    ].map((change) => wrap(signedNotice(alipay.THEIRS, { ...said(paid), ...change }))),
  );
  return {
    forged: (draw) => ({ message: touched(pick(forged, draw), draw, draw(2)), laterMs: 0 }),
    altered: (draw) => ({ message: touched(pick(settled, draw), draw, 1 + draw(3)), laterMs: draw(4) * MINUTE_MS }),
    stale: (draw) => ({ message: pick(stale, draw), laterMs: 0 }),
    replayed: (draw) => ({ message: pick(settled, draw), laterMs: draw(draw(2) === 0 ? 6 : 3 * 24 * 60) * MINUTE_MS }),
    'mixed-up': (draw) => ({
      message: draw(2) === 0 ? pick(strange, draw) : grafted(pick(settled, draw), pick([...forged, ...stale], draw), draw),
      laterMs: 0,
    }),
  };
}

/** A few bytes of body or of one header's value changed, put in or left out. */
function touched(message: Message, draw: (below: number) => number, times: number): Message {
  let { headers, body } = message;
  for (let time = 0; time < times; time++) {
    const names = Object.keys(headers).filter((name) => name !== 'content-type');
    const name = names[draw(names.length + 3)];
    if (name === undefined) body = edited(body, draw);
    else
      headers = {
        ...headers,
        [name]: Buffer.from(edited(new TextEncoder().encode(headers[name]), draw))
          .toString('latin1')
          .replace(/[^\x20-\x7e]/g, '~'),
      };
  }
  return { headers, body };
}

function edited(bytes: Uint8Array, draw: (below: number) => number): Uint8Array<ArrayBuffer> {
  const at = draw(bytes.length);
  const put = Uint8Array.from({ length: draw(3) }, () => 0x21 + draw(94));
  const cut = put.length === 0 ? 1 + draw(3) : draw(3);
  return Uint8Array.from([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + cut)]);
}

/** Some parameters of one notice in the other, signature of either. */
function grafted(into: Message, from: Message, draw: (below: number) => number): Message {
  const [whole, other] = [into, from].map(({ body }) => new URLSearchParams(Buffer.from(body).toString()));
  if (whole === undefined || other === undefined) return into;
  const names = ['out_trade_no', 'trade_no', 'total_amount', 'gmt_payment', 'notify_time', 'sign', 'subject'];
  for (const name of ['out_trade_no', ...names.filter(() => draw(2) === 0)]) whole.set(name, other.get(name) ?? '');
  return { headers: {}, body: new TextEncoder().encode(whole.toString()) };
}
