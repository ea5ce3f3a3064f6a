import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { LookupWish } from '../actions/look-up.ts';
import type { Answering } from '../actions/sign-answer.ts';
import type { Deps } from '../deps.ts';
import { askerOf } from './asker.ts';
import { bearer, lang } from './donations.ts';
import { lookupBody } from './lookup-body.ts';
import { problem } from './problem.ts';

type Needs = Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'log' | 'logKey' | 'gateways' | 'secret' | 'alarm'> & Answering;

const BODY_LIMIT = 1024;

/** "I paid, where is it?", by the gift's own link or by the serial of the payment; every answer is dated and signed. */
export function queryRoutes(deps: () => Promise<Needs>): Hono {
  const limit = bodyLimit({ maxSize: BODY_LIMIT, onError: (context) => problem('body_too_large', { lang: lang(context) }) });
  return new Hono()
    .post('/api/donations/:id/query', limit, async (context) => {
      const { answerQuery } = await import('../actions/answer-query.ts');
      const answered = await answerQuery(await deps(), { id: context.req.param('id'), token: bearer(context) });
      if (!answered.ok) return problem(answered.code, { lang: lang(context) });
      const { answer, note, key } = answered;
      return context.json({ answer, note, key }, 200, { 'cache-control': 'no-store' });
    })
    .post('/api/lookup', limit, async (context) => {
      const wish = await readWish(context);
      if (wish instanceof Response) return wish;
      const { lookUp } = await import('../actions/look-up.ts');
      const found = await lookUp(await deps(), wish, askerOf(context));
      if (!found.ok) return problem(found.code, { lang: lang(context) });
      const { answer, note, key, proof } = found;
      return context.json({ answer, note, key, ...(proof === undefined ? {} : { proof }) }, 200, { 'cache-control': 'no-store' });
    });
}

async function readWish(context: Context): Promise<LookupWish | Response> {
  if (!/^application\/json\b/.test(context.req.header('content-type') ?? '')) return problem('content_type', { lang: lang(context) });
  const parsed = lookupBody.safeParse(await context.req.json().catch(() => undefined));
  return parsed.success ? parsed.data : problem('body_invalid', { lang: lang(context), field: parsed.error.issues[0]?.path.join('.') ?? '' });
}
