import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { formatMoney, money } from '../../../functions/domain/money.ts';
import { formatInstant } from '../../../functions/domain/time.ts';
import type { Book } from './book.ts';
import type { Order } from './records.ts';

export type Wallet = {
  readonly book: Book;
  readonly clock: () => number;
  /** Path under which these routes are mounted, without a slash at its end. */
  readonly path: string;
  /** What the stand-in is for, in both languages. */
  readonly name: { readonly zh: string; readonly en: string };
  readonly payee: string;
  readonly pay: (order: Order) => void;
};

const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};
const CSS = readFileSync(new URL('../sandbox/cashier.css', import.meta.url), 'utf8');

/** What a person sees who scanned a code or was led here: `GET /pay/:handle` shows the order, `POST` pays it once; `/cashier.css`. */
export function walletRoutes(wallet: Wallet): Hono {
  const app = new Hono();
  app.get('/cashier.css', (c) => c.body(CSS, 200, { ...HEADERS, 'content-type': 'text/css; charset=utf-8' }));
  app.get('/pay/:handle', (c) => show(wallet, c));
  app.post('/pay/:handle', (c) => {
    const order = wallet.book.byHandle.get(c.req.param('handle'));
    if (order !== undefined && wallet.book.stateOf(order.orderNo, wallet.clock()) === 'open') wallet.pay(order);
    return show(wallet, c);
  });
  return app;
}

const HEADINGS = {
  open: ['请核对后支付', 'Please check, then pay'],
  paid: ['支付成功', 'Paid'],
  closed: ['订单已关闭', 'This order is closed'],
  unknown: ['没有这个订单', 'There is no such order'],
} as const;
const STATUS = { open: 200, paid: 200, closed: 410, unknown: 404 } as const;

function show(wallet: Wallet, c: Context) {
  const order = wallet.book.byHandle.get(c.req.param('handle') ?? '');
  const state = order === undefined ? 'unknown' : (wallet.book.stateOf(order.orderNo, wallet.clock()) ?? 'unknown');
  const back = state === 'paid' ? (c.req.query('redirect_url') ?? order?.returnUrl) : undefined;
  return c.html(page(wallet, { order, state, back: back !== undefined && /^https?:\/\//.test(back) ? back : undefined }), STATUS[state], HEADERS);
}

type View = { readonly order: Order | undefined; readonly state: keyof typeof HEADINGS; readonly back: string | undefined };

function page({ name, path, payee }: Wallet, { order, state, back }: View) {
  const [zh, en] = HEADINGS[state];
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${zh} · ${name.zh}</title>
<link rel="stylesheet" href="${path}/cashier.css">
</head>
<body>
<header><p class="name">${name.zh} <span lang="en">${name.en}</span></p>
<p class="notice">这是演示：不会扣款，也不连接任何银行或支付机构。<span lang="en">A demonstration. No money is moved.</span></p></header>
<main>
<h1 class="${state === 'closed' ? 'expired' : state}">${zh} <span lang="en">${en}</span></h1>
${order === undefined ? '' : facts(order, payee)}
${state === 'open' ? html`<form method="post"><button>确认支付（演示，不会扣款）</button></form>` : ''}
${back === undefined ? '' : html`<p><a class="button" href="${back}">返回商户页面</a></p>`}
</main>
</body>
</html>`;
}

function facts(order: Order, payee: string) {
  return html`<p class="amount">${formatMoney(money('CNY', order.amountFen))}</p>
<dl>
<dt>收款方 <span lang="en">Payee</span></dt><dd>${payee}</dd>
<dt>用途 <span lang="en">Purpose</span></dt><dd>${order.subject}</dd>
<dt>订单号 <span lang="en">Order</span></dt><dd class="number">${order.orderNo}</dd>
<dt>有效期 <span lang="en">Good until</span></dt><dd>${formatInstant(order.expiresAtMs).slice(0, 19).replace('T', ' ')}</dd>
</dl>`;
}
