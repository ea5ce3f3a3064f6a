import type { Fetch } from '../bounded-fetch.ts';
import type { Gateway } from '../gateway.ts';
import { readWeChatPayKeys, type WeChatPayCredentials } from './keys.ts';
import { readNotice } from './notice.ts';
import { closeOrder, findOrder, placeOrder } from './orders.ts';
import { weChatPayers } from './payer.ts';

// A client of our own and not `wechatpay-axios-plugin`: verification needs the raw bytes of answer and notice, which axios
// hands out only after its interceptors; several keys by serial and a clock that a test can set are wanted; and with axios
// and an XML parser it would add some 400 KB to functions that send six kinds of request. It checks ours in the tests.

/** Where WeChat Pay and the service account answer. */
export const WECHAT_ADDRESSES = { api: 'https://api.mch.weixin.qq.com', open: 'https://open.weixin.qq.com', account: 'https://api.weixin.qq.com' } as const;

export type WeChatPaySettings = {
  readonly credentials: WeChatPayCredentials;
  /** What the society's profile says of itself. */
  readonly demonstration: boolean;
  /** Only for a demonstration: where a stand-in answers in the place of all of them. */
  readonly addresses?: { readonly [name in keyof typeof WECHAT_ADDRESSES]: string };
  /** Address of the portal without a slash at its end. */
  readonly publicUrl: string;
  /** Absolute address that WeChat Pay calls, https and without a query. */
  readonly callbackUrl: string;
  /** Methods offered; those that the society has applied for. */
  readonly methods: readonly string[];
  /** How many orders WeChat Pay takes from this merchant in a second; donors beyond them wait in line. */
  readonly ordersPerSecond?: number;
  readonly clock: () => number;
  readonly fetch: Fetch;
};

/** Is paid through WeChat Pay (API v3, a merchant of its own). Throws where a stand-in is named without a demonstration (M18). */
export function weChatPayGateway(settings: WeChatPaySettings): Gateway {
  const { credentials, clock, fetch, callbackUrl, publicUrl } = settings;
  if (settings.addresses !== undefined && !settings.demonstration) throw new Error('a stand-in for WeChat Pay is only for a profile with demonstration: true');
  const keys = readWeChatPayKeys(credentials);
  const addresses = settings.addresses ?? WECHAT_ADDRESSES;
  const line = { keys, address: addresses.api, clock, fetch, callbackUrl, publicUrl };
  const { appid, appSecret } = credentials;
  return {
    id: 'wechat-pay',
    methods: settings.methods.filter((method) => method !== 'wechat-jsapi' || appSecret !== undefined),
    ...(settings.ordersPerSecond === undefined ? {} : { ordersPerSecond: settings.ordersPerSecond }),
    placeOrder: (order) => placeOrder(line, order),
    findOrder: (orderNo) => findOrder(line, orderNo),
    readNotice: async (request) => readNotice(keys, request, clock()),
    answer: (accepted) => ({
      status: accepted ? 200 : 401,
      body: accepted ? '{"code":"SUCCESS"}' : '{"code":"FAIL","message":"失败"}',
      contentType: 'application/json',
    }),
    ...(appSecret === undefined ? {} : { payers: weChatPayers({ appid, appSecret, fetch, openAddress: addresses.open, apiAddress: addresses.account }) }),
    treasury: {
      closeOrder: (orderNo) => closeOrder(line, orderNo),
      // Refunds and bills are a treasurer's affair: a function that takes callbacks does not read their code.
      refund: async (wish) => (await import('./refunds.ts')).refund(line, wish),
      findRefund: async (asked) => (await import('./refunds.ts')).findRefund(line, asked),
      readBill: async (day) => (await import('./bill.ts')).readBill(line, day),
    },
  };
}
