import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import { askRefund } from '../../functions/actions/ask-refund.ts';
import { followRefund } from '../../functions/actions/follow-refunds.ts';
import { openRefunds, type Refund, refundByNumber } from '../../functions/actions/refunds.ts';
import { stepRefund } from '../../functions/actions/step-refund.ts';
import { encodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import { formatInstant } from '../../functions/domain/time.ts';
import { donationKey } from '../../functions/store/tables.ts';
import type { Desk } from './desk.ts';
import { signedShape } from './signed-body.ts';

/** A refund as the desk tells it; `ask` is what was signed, base64url. `guardian` where the gift was given with a guardian's consent. */
export type RefundTold = Omit<Refund, 'ask' | 'askSignature'> & { readonly ask: string; readonly guardian: boolean };

export type RefundAnswer =
  | { readonly ok: true; readonly at: string; readonly refunds: readonly RefundTold[] }
  | { readonly ok: true; readonly state: string; readonly refund: RefundTold; readonly published: boolean }
  | { readonly ok: false; readonly code: string };

const refundNo = z.string().check(z.regex(/^F[0-9A-Z]{26}$/));
const body = z.union([
  z.strictObject({ do: z.literal('list'), refundNo: z.optional(refundNo) }),
  z.strictObject({ do: z.literal('ask'), signed: signedShape }),
  z.strictObject({ do: z.literal('step'), refundNo, signed: signedShape }),
]);

/** What `npm run refund` asks of the desk: `POST /local/refund` lists refunds, keeps an ask, or takes a signed step and goes on as far as it can. */
export function refundRoutes(desk: Desk, withKey: MiddlewareHandler): Hono {
  return new Hono().post('/local/refund', bodyLimit({ maxSize: 16 * 1024 }), withKey, async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json<RefundAnswer>({ ok: false, code: 'asked_wrongly' }, 400);
    return c.json<RefundAnswer>(await answer(desk, asked.data));
  });
}

async function answer({ deps, publish }: Desk, asked: z.infer<typeof body>): Promise<RefundAnswer> {
  if (asked.do === 'list') return { ok: true, at: formatInstant(deps.now()), refunds: await list(deps, asked.refundNo) };
  const done = asked.do === 'ask' ? await askRefund(deps, asked.signed) : await stepRefund(deps, asked);
  if (!done.ok) return { ok: false, code: done.code };
  const { refundNo } = done.refund;
  const reached = await followRefund(deps, refundNo);
  const refund = (await refundByNumber(deps, refundNo)) ?? done.refund;
  return { ok: true, state: done.state, refund: await tell(deps, refund), published: reached === 'entered' && (await publish()) };
}

async function list(deps: Desk['deps'], refundNo: string | undefined): Promise<readonly RefundTold[]> {
  const numbers = refundNo === undefined ? (await openRefunds(deps)).map((one) => one.refundNo) : [refundNo];
  const refunds = await Promise.all(numbers.map((one) => refundByNumber(deps, one)));
  return Promise.all(refunds.flatMap((one) => (one === undefined ? [] : [tell(deps, one)])));
}

async function tell({ db }: Desk['deps'], { ask, askSignature: _, ...refund }: Refund): Promise<RefundTold> {
  const gift = await db.get('records', donationKey(refund.donation));
  return { ...refund, ask: encodeBase64Url(ask), guardian: gift?.adult === 'guardian' };
}
