import { verify } from 'node:crypto';
import { Hono } from 'hono';
import type { Book } from '../acquirer/book.ts';
import type { Order } from '../acquirer/records.ts';
import type { Merchant } from './signing.ts';

export type Account = {
  readonly book: Book;
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly merchant: Merchant;
  readonly pay: (order: Order) => void;
};

/**
 * What the service account and the app itself do: `GET /connect/oauth2/authorize` leads back with a code that is good
 * once, `GET /sns/oauth2/access_token` exchanges it, and `POST /bridge` stands for the app's own bridge, which pays a
 * prepared order if its page signed for it.
 */
export function accountRoutes({ book, clock, random, merchant, pay }: Account): Hono {
  const codes = new Map<string, string>();
  const app = new Hono();
  app.get('/connect/oauth2/authorize', (c) => {
    const { appid, redirect_uri = '', response_type, scope, state = '' } = c.req.query();
    if (appid !== merchant.appid || response_type !== 'code' || scope !== 'snsapi_base' || !URL.canParse(redirect_uri))
      return c.text('redirect_uri 参数错误', 400);
    const [code, back] = [Buffer.from(random(16)).toString('hex'), new URL(redirect_uri)];
    codes.set(code, `o${Buffer.from(random(12)).toString('base64url')}`);
    back.searchParams.set('code', code);
    back.searchParams.set('state', state);
    return c.redirect(back.href, 302);
  });
  app.get('/sns/oauth2/access_token', (c) => {
    const { appid, secret, code = '' } = c.req.query();
    if (appid !== merchant.appid || secret !== merchant.appSecret) return c.json({ errcode: 40125, errmsg: 'invalid appsecret' });
    const openid = codes.get(code);
    codes.delete(code);
    return openid === undefined
      ? c.json({ errcode: 40163, errmsg: 'code been used' })
      : c.json({ access_token: 'unused', expires_in: 7200, openid, scope: 'snsapi_base' });
  });
  app.post('/bridge', async (c) => {
    const call: Record<string, unknown> = await c.req.json();
    const text = ['appId', 'timeStamp', 'nonceStr', 'package'].map((name) => `${call[name]}\n`).join('');
    const held = call.signType === 'RSA' && verify('sha256', Buffer.from(text), merchant.publicKey, Buffer.from(String(call.paySign), 'base64'));
    const order = book.byHandle.get(String(call.package).replace(/^prepay_id=wx/, ''));
    if (!held || order?.type !== 'jsapi' || book.stateOf(order.orderNo, clock()) !== 'open') return c.json({ err_msg: 'get_brand_wcpay_request:fail' });
    pay(order);
    return c.json({ err_msg: 'get_brand_wcpay_request:ok' });
  });
  return app;
}
