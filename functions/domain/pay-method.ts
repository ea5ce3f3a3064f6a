/** How one method shows itself: a code for another device, a page of the gateway, a call inside the paying app, or an account to transfer to. */
export type PayMethod = {
  readonly id: string;
  readonly gateway: string;
  readonly kind: 'code' | 'page' | 'in_app' | 'transfer';
  readonly app?: 'wechat' | 'alipay';
};

/** Every method there is; gateways, pages and profiles call them so. */
export const PAY_METHODS = [
  { id: 'sandbox', gateway: 'sandbox', kind: 'page' },
  { id: 'sandbox-qr', gateway: 'sandbox', kind: 'code' },
  { id: 'wechat-native', gateway: 'wechat-pay', kind: 'code', app: 'wechat' },
  { id: 'wechat-jsapi', gateway: 'wechat-pay', kind: 'in_app', app: 'wechat' },
  { id: 'wechat-h5', gateway: 'wechat-pay', kind: 'page', app: 'wechat' },
  { id: 'alipay-qr', gateway: 'alipay', kind: 'code', app: 'alipay' },
  { id: 'alipay-jsapi', gateway: 'alipay', kind: 'in_app', app: 'alipay' },
  { id: 'alipay-wap', gateway: 'alipay', kind: 'page', app: 'alipay' },
  { id: 'bank', gateway: 'bank', kind: 'transfer' },
] as const satisfies readonly PayMethod[];

/** The methods of a society: those of its gateways, fewer where the profile says which it has applied for. */
export function methodsOf(society: { readonly gateways: readonly string[]; readonly methods?: readonly string[] }): readonly PayMethod[] {
  const all: readonly PayMethod[] = PAY_METHODS;
  return all.filter(({ id, gateway }) => society.gateways.includes(gateway) && (society.methods?.includes(id) ?? true));
}

/** In which app's browser a page stands, as far as the agent says: a hint and never more. */
export function appOf(userAgent: string): 'wechat' | 'alipay' | undefined {
  if (/AlipayClient/i.test(userAgent)) return 'alipay';
  return /MicroMessenger/i.test(userAgent) && !/wxwork/i.test(userAgent) ? 'wechat' : undefined;
}

/** A choice on the give page; several methods where their codes stand side by side. */
export type PayWay = { readonly methods: readonly PayMethod[] };

/**
 * The ways to pay in the order in which a browser can use them, the first to be offered first. A call inside an app is
 * left out elsewhere, since it cannot work there; everything else stays, because an agent may be wrong.
 */
export function waysFor(methods: readonly PayMethod[], browser: { readonly userAgent: string; readonly handheld: boolean }): readonly PayWay[] {
  const app = appOf(browser.userAgent);
  const codes = methods.filter(({ kind }) => kind === 'code');
  const scan = codes.length === 0 ? [] : [{ methods: codes }];
  const inApp = methods.filter((one) => one.kind === 'in_app' && one.app === app).map((one) => ({ methods: [one] }));
  // WeChat does not open its own page for browsers, and what the app pays by itself needs no page.
  const needless = (one: PayMethod) => one.app !== undefined && one.app === app && (app === 'wechat' || inApp.length > 0);
  const pages = methods.filter((one) => one.kind === 'page' && !needless(one)).map((one) => ({ methods: [one] }));
  const own = pages.filter(({ methods: [one] }) => app === undefined || one?.app === undefined || one.app === app);
  const others = pages.filter((page) => !own.includes(page));
  const transfer = methods.filter(({ kind }) => kind === 'transfer').map((one) => ({ methods: [one] }));
  // An app leads to no page of the other one, so the codes stand before it; on a desk they stand before everything.
  return browser.handheld ? [...inApp, ...own, ...scan, ...others, ...transfer] : [...inApp, ...scan, ...pages, ...transfer];
}
