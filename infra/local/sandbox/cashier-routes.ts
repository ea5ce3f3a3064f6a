import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { type Book, stateOf } from './book.ts';
import { cashierPage } from './cashier-page.ts';
import { newSerial } from './payments.ts';
import type { JournalRecord, Order } from './records.ts';
import type { Merchant } from './signing.ts';

export type Cashier = {
  readonly book: Book;
  readonly record: (record: JournalRecord) => void;
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly merchant: Merchant;
  readonly wakeAt: (atMs: number) => void;
};

const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};
const CSS = readFileSync(new URL('cashier.css', import.meta.url), 'utf8');

/** What a person sees who pays: `GET /pay/:no` shows the order, `POST /pay/:no` pays it once and leads back; `/cashier.css`. */
export function cashierRoutes(cashier: Cashier): Hono {
  const app = new Hono();
  app.get('/cashier.css', (c) => c.body(CSS, 200, { ...HEADERS, 'content-type': 'text/css; charset=utf-8' }));
  app.get('/pay/:orderNo', (c) => show(cashier, c));
  app.post('/pay/:orderNo', (c) => {
    const order = cashier.book.orders.get(c.req.param('orderNo'));
    const state = stateOf(cashier.book, c.req.param('orderNo'), cashier.clock());
    if (order === undefined || state === 'expired') return show(cashier, c);
    if (state === 'open') payAtCashier(cashier, order);
    // `form-action` also judges where a form is redirected to: to another host the paid page leads by a link.
    const target = isHere(c, order.returnUrl) ? order.returnUrl : `/sandbox/pay/${order.orderNo}`;
    return c.body(null, 303, { ...HEADERS, location: target });
  });
  return app;
}

function payAtCashier({ record, clock, random, wakeAt }: Cashier, order: Order): void {
  const nowMs = clock();
  const { orderNo, amount } = order;
  record({ is: 'paid', serial: newSerial(random), orderNo, amount, paidAtMs: nowMs, manner: 'normal', dueAtMs: nowMs });
  wakeAt(nowMs); // the browser does not wait for the callback: either may come first
}

const STATUS = { open: 200, paid: 200, expired: 410, unknown: 404 } as const;

function show({ book, clock, merchant }: Cashier, c: Context): Response | Promise<Response> {
  const orderNo = c.req.param('orderNo') ?? '';
  const order = book.orders.get(orderNo);
  const state = order === undefined ? 'unknown' : (stateOf(book, orderNo, clock()) ?? 'unknown');
  return c.html(cashierPage({ state, payee: merchant.name, order, paid: book.paymentOf(orderNo) }), STATUS[state], HEADERS);
}

function isHere(c: Context, returnUrl: string): boolean {
  const { origin } = new URL(c.req.url);
  return new URL(returnUrl, origin).origin === origin;
}
