import { html } from 'hono/html';
import type { Order, Paid } from './records.ts';

export type CashierView = {
  readonly state: 'open' | 'paid' | 'expired' | 'unknown';
  readonly payee: string;
  readonly order: Order | undefined;
  readonly paid: Paid | undefined;
};

const HEADINGS = {
  open: ['请核对后支付', 'Please check, then pay'],
  paid: ['支付成功', 'Paid'],
  expired: ['订单已过期', 'This order has expired'],
  unknown: ['没有这个订单', 'There is no such order'],
} as const;

/** The cashier's page for one order in one state, Chinese first; readable and usable without script. */
export function cashierPage(view: CashierView) {
  const [zh, en] = HEADINGS[view.state];
  const back = view.state === 'paid' ? view.order?.returnUrl : undefined;
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${zh} · 演示收银台</title>
<link rel="stylesheet" href="/sandbox/cashier.css">
${back === undefined ? '' : html`<meta http-equiv="refresh" content="3;url=${back}">`}
</head>
<body>
<header><p class="name">演示收银台 <span lang="en">Demonstration cashier</span></p>
<p class="notice">这是演示：不会扣款，也不连接任何银行或支付机构。<span lang="en">A demonstration. No money is moved.</span></p></header>
<main>
<h1 class="${view.state}">${zh} <span lang="en">${en}</span></h1>
${view.order === undefined ? '' : facts(view.order, view.payee, view.paid)}
${action(view)}
</main>
</body>
</html>`;
}

function facts(order: Order, payee: string, paid: Paid | undefined) {
  const { minor, currency } = (paid ?? order).amount;
  return html`<p class="amount"><span class="sign">${currency === 'CNY' ? '¥' : currency}</span>${decimal(minor)}</p>
<dl>
<dt>收款方 <span lang="en">Payee</span></dt><dd>${payee}</dd>
<dt>用途 <span lang="en">Purpose</span></dt><dd>${order.subject}</dd>
<dt>订单号 <span lang="en">Order</span></dt><dd class="number">${order.orderNo}</dd>
${paid === undefined ? '' : html`<dt>支付时间 <span lang="en">Paid at</span></dt><dd>${shanghai(paid.paidAtMs)}</dd>`}
</dl>`;
}

function action({ state, order }: CashierView) {
  if (order === undefined)
    return html`<p>请回到原来的页面重新开始。没有发生任何付款。<span lang="en">Please go back and start again. Nothing was paid.</span></p>`;
  if (state === 'paid') return html`<p><a class="button" href="${order.returnUrl}">返回商户页面</a></p>`;
  if (state === 'expired') {
    return html`<p>订单在 ${shanghai(order.expiresAtMs)} 过期，没有发生任何付款。请重新下单。<span lang="en">Nothing was paid. Please start again.</span></p>
<p><a class="button" href="${order.returnUrl}">返回商户页面</a></p>`;
  }
  return html`<form method="post" action="/sandbox/pay/${order.orderNo}"><button>确认支付（演示，不会扣款）</button></form>
<p class="until">请在 ${shanghai(order.expiresAtMs)} 前支付。<span lang="en">Confirm payment; this is a demonstration and nothing is charged.</span></p>`;
}

function decimal(minor: number): string {
  const digits = String(minor).padStart(3, '0');
  return `${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')}.${digits.slice(-2)}`;
}

const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' });

/** Date and wall clock in Shanghai. */
const shanghai = (atMs: number): string => clock.format(atMs);
