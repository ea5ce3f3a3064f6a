import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type * as z from 'zod/mini';
import type { Claimant } from '../actions/claim-gift.ts';
import type { Evidence } from '../actions/find-claimable.ts';
import type { Answering } from '../actions/sign-answer.ts';
import type { Deps } from '../deps.ts';
import { type Day, parseDay } from '../domain/time.ts';
import { askerOf } from './asker.ts';
import { claimAskedBody, claimBody, nameBody } from './claim-body.ts';
import { bearer, lang } from './donations.ts';
import { problem } from './problem.ts';

type Needs = Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'logKey' | 'gateways' | 'secret' | 'publicFiles'> & Answering;

const BODY_LIMIT = 8 * 1024;
const FRESH = { 'cache-control': 'no-store' };

/** "This gift is mine", from whoever has no link, or wants a name on the public row later. These routes write the outbox, as queries do. */
export function claimRoutes(deps: () => Promise<Needs>): Hono {
  const limit = bodyLimit({ maxSize: BODY_LIMIT, onError: (context) => problem('body_too_large', { lang: lang(context) }) });
  return new Hono()
    .post('/api/claims', limit, async (context) => {
      const body = await read(context, claimBody);
      if (body instanceof Response) return body;
      const evidence = evidenceOf(body.gift);
      if (evidence === undefined) return problem('body_invalid', { lang: lang(context), field: 'gift.day' });
      const { claimByEvidence } = await import('../actions/claim-by-evidence.ts');
      const claimed = await claimByEvidence(await deps(), { key: body.key, evidence, donor: donorOf(body) }, askerOf(context));
      if (!claimed.ok) return problem(claimed.code, { lang: lang(context), ...claimed });
      if (claimed.state === 'granted') return context.json({ state: claimed.state, id: claimed.id, token: claimed.token }, 200, FRESH);
      const { state, answer, note, key } = claimed;
      return context.json({ state, answer, note, key }, 200, FRESH);
    })
    .post('/api/claims/asked', limit, async (context) => {
      const body = await read(context, claimAskedBody);
      if (body instanceof Response) return body;
      const evidence = evidenceOf(body.gift);
      if (evidence === undefined) return problem('body_invalid', { lang: lang(context), field: 'gift.day' });
      const { openClaim } = await import('../actions/claim-requests.ts');
      const { key, contact, words } = body;
      const opened = await openClaim(await deps(), { key, evidence, donor: donorOf(body), contact, words }, askerOf(context));
      return opened.ok ? context.json({ id: opened.id, token: opened.token }, 201, FRESH) : problem(opened.code, { lang: lang(context), ...opened });
    })
    .get('/api/claims/asked/:id', async (context) => {
      const { readClaim } = await import('../actions/claim-requests.ts');
      const found = await readClaim(await deps(), { id: context.req.param('id'), token: bearer(context) });
      if (!found.ok) return problem(found.code, { lang: lang(context) });
      return context.json(found.state === 'granted' ? { state: found.state, gift: found.gift } : { state: found.state }, 200, FRESH);
    })
    .post('/api/donations/:id/name', limit, async (context) => {
      const body = await read(context, nameBody);
      if (body instanceof Response) return body;
      const { nameByLink } = await import('../actions/name-by-link.ts');
      const held = { id: context.req.param('id'), token: bearer(context) };
      const named = await nameByLink(await deps(), held, { key: body.key, donor: donorOf(body) });
      if (named.ok) return context.json({ state: named.state }, 200, FRESH);
      return problem(named.code, { lang: lang(context), ...named });
    });
}

async function read<Schema extends z.ZodMiniType>(context: Context, schema: Schema): Promise<z.output<Schema> | Response> {
  if (!/^application\/json\b/.test(context.req.header('content-type') ?? '')) return problem('content_type', { lang: lang(context) });
  const parsed = schema.safeParse(await context.req.json().catch(() => undefined));
  return parsed.success ? parsed.data : problem('body_invalid', { lang: lang(context), field: parsed.error.issues[0]?.path.join('.') ?? '' });
}

type Body = z.output<typeof claimBody>;

/** Nothing where the day is none of the calendar. */
function evidenceOf(gift: Body['gift']): Evidence | undefined {
  const day: Day | undefined = parseDay(gift.day);
  if (day === undefined) return undefined;
  const paid = { amountFen: gift.amount.minor, day };
  return gift.by === 'number' ? { ...paid, by: gift.by, number: gift.number } : { ...paid, by: gift.by, payer: gift.payer, digits: gift.digits };
}

function donorOf({ donor, consent }: Pick<Body, 'donor' | 'consent'>): Claimant {
  const { kind, name, display } = donor;
  return { kind, display, ...(name === undefined ? {} : { name }), ...(consent === undefined ? {} : { consent }) };
}
