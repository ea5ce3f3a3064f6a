import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import type { Answered } from './callbacks.ts';
import type { PayOutcome, PayWish } from './payments.ts';
import { mannerShape, stageShape } from './records.ts';
import type { RefundManner } from './refunds.ts';
import { isSame } from './signing.ts';

const payShape = z.strictObject({
  serial: z.optional(z.string().check(z.regex(/^[0-9A-Za-z_-]{1,48}$/))),
  paidAt: z.optional(z.iso.datetime({ offset: true })),
  amountMinor: z.optional(z.int().check(z.positive())),
  callbacks: z.optional(mannerShape),
  delayMs: z.optional(z.int().check(z.nonnegative(), z.maximum(86_400_000))),
});

const probeShape = z.strictObject({ type: z.string().check(z.regex(/^[a-z.]{1,64}$/)) });

const refundManner = z.strictObject({ manner: z.enum(['normal', 'under_way', 'not_enough', 'failed']) });
const refundEnd = z.strictObject({ state: stageShape });

export type Control = {
  readonly controlKey: string;
  readonly pay: (orderNo: string, wish: PayWish) => Promise<PayOutcome>;
  readonly probe: (type: string) => Promise<Answered>;
  readonly treatRefunds: (manner: RefundManner) => void;
  /** Nothing where there is no such refund. */
  readonly endRefund: (refundNo: string, state: z.infer<typeof stageShape>) => Promise<Answered | undefined>;
};

/**
 * Misbehaviour on request, for whoever knows the control key (header `Sandbox-Control`; the file `control.key` in the
 * sandbox's folder). The caller's address is not asked: behind a proxy everybody comes from this machine.
 *
 * `POST /orders/:no/pay` with `{serial?, paidAt?, amountMinor?, callbacks?, delayMs?}` pays any order number, also one
 * that expired, was paid or never existed (then `amountMinor` is needed), and answers `{callbacks: [{status}]}`, the
 * answers to what was sent at once. `callbacks` is `normal`; `doubled` (two at once); `delayed` by `delayMs` (so orders
 * paid one after the other are told of in another order); `none` (only a query finds the payment); `altered` (one fen
 * more after signing), `stale` (signed 10 minutes ago), `other-order-signature`: these three spoil the first attempt and
 * repeat a good one; `forged` (another's key, nothing paid, never repeated); `wrong-amount` (one fen more really paid).
 *
 * `POST /probe` with `{type}` sends a signed notice of a type that says nothing of a payment. `POST /refunds` with
 * `{manner}` says how refunds are treated from here on (`normal`, `under_way`, `not_enough`, `failed`), and
 * `POST /refunds/:no` with `{state}` what became of one, which its merchant is told.
 */
export function controlRoutes(control: Control): Hono {
  const app = new Hono();
  app.use('*', bodyLimit({ maxSize: 4096 }), async (c, next) => {
    if (!isSame(c.req.header('sandbox-control') ?? '', control.controlKey)) return c.json({ code: 'CONTROL_KEY' }, 401);
    await next();
    return undefined;
  });
  app.post('/orders/:orderNo{[0-9A-Za-z_|*-]{1,64}}/pay', async (c) => {
    const wish = payShape.safeParse(await c.req.json().catch(() => undefined));
    if (!wish.success) return c.json({ code: 'PARAM_ERROR' }, 400);
    const { paidAt, ...rest } = wish.data;
    const outcome = await control.pay(c.req.param('orderNo'), paidAt === undefined ? rest : { ...rest, paidAtMs: Date.parse(paidAt) });
    return outcome.ok ? c.json({ callbacks: outcome.answers }) : c.json({ code: outcome.code }, 409);
  });
  app.post('/refunds', async (c) => {
    const wish = refundManner.safeParse(await c.req.json().catch(() => undefined));
    if (!wish.success) return c.json({ code: 'PARAM_ERROR' }, 400);
    control.treatRefunds(wish.data.manner);
    return c.json({ manner: wish.data.manner });
  });
  app.post('/refunds/:refundNo{[0-9A-Za-z_-]{1,64}}', async (c) => {
    const wish = refundEnd.safeParse(await c.req.json().catch(() => undefined));
    if (!wish.success) return c.json({ code: 'PARAM_ERROR' }, 400);
    const told = await control.endRefund(c.req.param('refundNo'), wish.data.state);
    return told === undefined ? c.json({ code: 'REFUND_NOT_EXIST' }, 404) : c.json({ callbacks: [told] });
  });
  app.post('/probe', async (c) => {
    const wish = probeShape.safeParse(await c.req.json().catch(() => undefined));
    if (!wish.success) return c.json({ code: 'PARAM_ERROR' }, 400);
    return c.json({ callbacks: [await control.probe(wish.data.type)] });
  });
  return app;
}
