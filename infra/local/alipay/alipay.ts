import { type Context, Hono } from 'hono';
import { parseDay } from '../../../functions/domain/time.ts';
import { parseWallClock } from '../../../functions/gateways/bill-table.ts';
import { type Acquirer, type AcquirerOptions, openAcquirer } from '../acquirer/acquirer.ts';
import type { Book } from '../acquirer/book.ts';
import type { Message } from '../acquirer/notices.ts';
import type { Order, Paid, Refund } from '../acquirer/records.ts';
import { walletRoutes } from '../acquirer/wallet-page.ts';
import { isOrder, METHODS, type MerchantDesk, newTradeNo, placeOrder, refuse } from './methods.ts';
import { isFromApplication, type Merchant, type OwnKey, signedAnswer, signedNotice } from './signing.ts';
import { refundMembers, stateNotice, writeBill } from './statements.ts';

export type StandInOptions = AcquirerOptions & { readonly merchant: Merchant; readonly key: OwnKey };

export type AlipayStandIn = Acquirer & {
  readonly app: Hono;
  /** The notice of a payment as it would be sent now, with some of its parameters changed before they are signed. */
  readonly write: (paid: Paid, change?: Readonly<Record<string, string>>) => Message;
};

const [MINUTE, HOUR] = [60_000, 3_600_000];
const LARGEST_SKEW_MS = 10 * MINUTE;

/** Pauses between the attempts of a notice, 25 hours in all ("异步通知"). */
export const REPEATS_MS: readonly number[] = [4 * MINUTE, 10 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 15 * HOUR];

/** Stands in for Alipay: same interfaces, signatures, refusals and repeats, no money. State survives a kill. */
export function createAlipay(options: StandInOptions): AlipayStandIn {
  const { merchant, key, path, clock, random } = options;
  const compose = (book: Book, told: Paid | Refund, change: Readonly<Record<string, string>> = {}): Message => {
    const paid = told.is === 'refund' ? book.paymentOf(told.orderNo) : told;
    if (paid === undefined) throw new RangeError('a refund of nothing');
    const state = stateNotice(merchant, paid, { order: book.orders.get(paid.orderNo), nowMs: clock() });
    const said = { ...state, ...(told.is === 'refund' ? refundMembers(book, told) : {}), ...change };
    return { headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body: new TextEncoder().encode(signedNotice(key, said)) };
  };
  const { wake, ...acquirer } = openAcquirer(options, {
    repeatsMs: REPEATS_MS,
    compose: (book, told) => compose(book, told),
    accepts: ({ body }) => body === 'success',
    // A trade that was created for an app has its number before anybody pays it.
    serialOf: (book, order) => (order?.type === 'create' && book.paymentOf(order.orderNo) === undefined ? order.handle : newTradeNo({ clock, random })),
    anybody: 'OPENPAYER',
  });
  const { book, pay } = acquirer;
  const desk: MerchantDesk = {
    ...{ book, clock, random, merchant, wake, opened: new Set<string>(), codes: new Map<string, string>() },
    ...{
      address: `${options.ownUrl}${path}`,
      publicAddress: `${options.publicUrl}${path}`,
      balanceFen: options.balanceFen ?? (() => Number.POSITIVE_INFINITY),
    },
  };
  const app = new Hono()
    .route(path, platformRoutes(desk, key))
    .route(
      path,
      appRoutes(desk, (order) => void pay(order.orderNo)),
    )
    .route(
      path,
      walletRoutes({
        ...{ book, clock, path, payee: merchant.name },
        name: { zh: '支付宝（演示替身）', en: 'Stand-in for Alipay' },
        pay: (order) => void pay(order.orderNo),
      }),
    );
  wake();
  return { ...acquirer, app, write: (paid, change) => compose(book, paid, change) };
}

/** `gateway.do`: a POST asks a method, a GET is a phone's browser that brings an order. */
function platformRoutes(desk: MerchantDesk, key: OwnKey): Hono {
  const app = new Hono();
  app.post('/gateway.do', async (c) => {
    const parameters = new Map(new URLSearchParams(await c.req.text()));
    const name = parameters.get('method') ?? '';
    const method = METHODS.get(name);
    const fault = faultOf(desk, parameters);
    if (fault !== undefined || method === undefined) return c.json({ error_response: refuse(fault ?? 'isv.invalid-method', '40002') });
    return c.body(signedAnswer(key, `${name.replaceAll('.', '_')}_response`, method(desk, parameters)), 200, { 'content-type': 'text/html;charset=utf-8' });
  });
  app.get('/gateway.do', (c) => {
    const parameters = new Map(Object.entries(c.req.query()));
    const fault = parameters.get('method') === 'alipay.trade.wap.pay' ? faultOf(desk, parameters) : 'isv.invalid-method';
    const order = fault === undefined ? placeOrder(desk, parameters, 'wap') : refuse(fault);
    return isOrder(order) ? c.redirect(`${desk.publicAddress}/pay/${order.handle}`, 302) : c.json(order, 400);
  });
  app.get('/bill/:day', (c) => {
    const day = parseDay(c.req.param('day'));
    const zip = day === undefined ? undefined : writeBill(desk.book, desk.merchant, day);
    return zip === undefined ? c.notFound() : c.body(Uint8Array.from(zip), 200, { 'content-type': 'application/zip' });
  });
  return app;
}

function faultOf({ merchant, clock }: MerchantDesk, parameters: ReadonlyMap<string, string>): string | undefined {
  const said = (name: string) => parameters.get(name) ?? '';
  if (said('app_id') !== merchant.appId) return 'isv.invalid-app-id';
  if (said('sign_type') !== 'RSA2') return 'isv.invalid-signature-type';
  if (said('charset') !== 'utf-8' || said('version') !== '1.0') return 'isv.invalid-arguments';
  const atMs = parseWallClock(said('timestamp'));
  if (atMs === undefined || Math.abs(clock() - atMs) > LARGEST_SKEW_MS) return 'isv.invalid-timestamp';
  return isFromApplication(parameters, merchant) ? undefined : 'isv.invalid-signature';
}

/** What the app does: tells who stands before it, pays a trade by its bridge, and opens a code's trade when it is scanned. */
function appRoutes(desk: MerchantDesk, pay: (order: Order) => void): Hono {
  const app = new Hono();
  app.get('/oauth2/publicAppAuthorize.htm', (c: Context) => {
    const { app_id, scope, redirect_uri = '', state = '' } = c.req.query();
    if (app_id !== desk.merchant.appId || scope !== 'auth_base' || !URL.canParse(redirect_uri)) return c.text('参数错误', 400);
    const [code, back] = [Buffer.from(desk.random(16)).toString('hex'), new URL(redirect_uri)];
    desk.codes.set(code, `02${Buffer.from(desk.random(12)).toString('base64url')}`);
    for (const [name, value] of Object.entries({ app_id, scope, state, auth_code: code })) back.searchParams.set(name, value);
    return c.redirect(back.href, 302);
  });
  app.post('/bridge', async (c) => {
    const { tradeNO }: { readonly tradeNO?: string } = await c.req.json();
    const order = desk.book.byHandle.get(tradeNO ?? '');
    if (order?.type !== 'create' || desk.book.stateOf(order.orderNo, desk.clock()) !== 'open') return c.json({ resultCode: '4000' });
    pay(order);
    return c.json({ resultCode: '9000' });
  });
  app.use('/pay/:handle', async (c, next) => {
    const order = desk.book.byHandle.get(c.req.param('handle'));
    if (order !== undefined) desk.opened.add(order.orderNo);
    await next();
  });
  return app;
}
