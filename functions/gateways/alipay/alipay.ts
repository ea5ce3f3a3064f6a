import type { Fetch } from '../bounded-fetch.ts';
import type { Gateway } from '../gateway.ts';
import { type AlipayCredentials, readAlipayKeys } from './keys.ts';
import { readNotice } from './notice.ts';
import { closeOrder, findOrder, placeOrder } from './orders.ts';
import { alipayPayers } from './payer.ts';

// A client of our own and not `alipay-sdk`: it takes the algorithm from the notice's own `sign_type`, writes the timestamp in
// the machine's zone (in a function that is UTC, eight hours off), brings an HTTP client and crypto-js of more than a megabyte along, and turns names of members into others. What is left
// are seven requests of one form. It checks ours in the tests.

/** Where Alipay answers: requests of merchants, browsers that bring an order, and the page that tells who stands before its app. */
export const ALIPAY_ADDRESSES = {
  gateway: 'https://openapi.alipay.com/gateway.do',
  page: 'https://openapi.alipay.com/gateway.do',
  open: 'https://openauth.alipay.com',
} as const;

export type AlipaySettings = {
  readonly credentials: AlipayCredentials;
  /** What the society's profile says of itself. */
  readonly demonstration: boolean;
  /** Only for a demonstration: where a stand-in, or Alipay's own sandbox, answers in the place of all. */
  readonly addresses?: { readonly [name in keyof typeof ALIPAY_ADDRESSES]: string };
  /** Address of the portal without a slash at its end. */
  readonly publicUrl: string;
  readonly callbackUrl: string;
  /** Methods offered; those that the society has applied for. */
  readonly methods: readonly string[];
  /** How many orders Alipay takes from this application in a second; donors beyond them wait in line. */
  readonly ordersPerSecond?: number;
  readonly clock: () => number;
  readonly fetch: Fetch;
};

/** Is paid through Alipay (RSA2; keys or certificates). Throws where a stand-in is named without a demonstration (M18). */
export function alipayGateway(settings: AlipaySettings): Gateway {
  if (settings.addresses !== undefined && !settings.demonstration) throw new Error('a stand-in for Alipay is only for a profile with demonstration: true');
  const keys = readAlipayKeys(settings.credentials);
  const { gateway: address, page, open } = settings.addresses ?? ALIPAY_ADDRESSES;
  const { clock, fetch, callbackUrl, publicUrl, methods } = settings;
  const line = { keys, address, pageAddress: page, clock, fetch, callbackUrl, publicUrl };
  return {
    id: 'alipay',
    methods,
    ...(settings.ordersPerSecond === undefined ? {} : { ordersPerSecond: settings.ordersPerSecond }),
    placeOrder: (order) => placeOrder(line, order),
    findOrder: (orderNo) => findOrder(line, orderNo),
    readNotice: async ({ body }) => readNotice(keys, body, clock()),
    // These seven characters and nothing else mean that the notice need not come again.
    answer: (accepted) => ({ status: accepted ? 200 : 400, body: accepted ? 'success' : 'fail', contentType: 'text/plain; charset=utf-8' }),
    payers: alipayPayers(line, open),
    treasury: {
      closeOrder: (orderNo) => closeOrder(line, orderNo),
      refund: async (wish) => (await import('./refunds.ts')).refund(line, wish),
      findRefund: async (asked) => (await import('./refunds.ts')).findRefund(line, asked),
      readBill: async (day) => (await import('./bill.ts')).readBill(line, day),
    },
  };
}
