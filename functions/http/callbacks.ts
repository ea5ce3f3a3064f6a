import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { settlePayment } from '../actions/settle-payment.ts';
import type { Deps } from '../deps.ts';
import { problem } from './problem.ts';

type Needs = Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'secret' | 'alarm' | 'gateways'>;

/** No gateway's notice comes near it; what passes it is not read to its end. */
const BODY_LIMIT = 64 * 1024;

/** Callbacks of the gateways: raw bytes judged first, settled, and only then answered as the gateway wants it. */
export function callbackRoutes(deps: () => Promise<Needs>): Hono {
  const limit = bodyLimit({ maxSize: BODY_LIMIT, onError: () => problem('body_too_large', { lang: 'zh' }) });
  return new Hono().post('/api/callbacks/:gateway', limit, async (context) => {
    const needs = await deps();
    const gateway = needs.gateways.get(context.req.param('gateway'));
    if (gateway === undefined) return problem('not_found', { lang: 'zh' });
    const body = new Uint8Array(await context.req.arrayBuffer());
    const notice = await gateway.readNotice({ headers: context.req.raw.headers, body });
    if (notice.kind === 'refused' && notice.reason !== 'probe') needs.alarm('notice_refused', { gateway: gateway.id, reason: notice.reason });
    if (notice.kind === 'paid') await settlePayment(needs, notice.payment);
    if (notice.kind === 'refund') await (await import('../actions/wake-refund.ts')).wakeRefund(needs, notice.refundNo);
    const answer = gateway.answer(notice.kind !== 'refused');
    return new Response(answer.body, { status: answer.status, headers: { 'content-type': answer.contentType } });
  });
}
