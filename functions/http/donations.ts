import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { DonationWish } from '../actions/start-donation.ts';
import type { Deps } from '../deps.ts';
import { money } from '../domain/money.ts';
import { languageOf, problem } from './problem.ts';

type Needs = Pick<Deps, 'now' | 'society' | 'db' | 'log' | 'logKey' | 'gateways' | 'secret'>;

const BODY_LIMIT = 16 * 1024;

/** What a donor's browser asks: to give, and what became of it. Actions are loaded when they are asked for: a function answers a refusal before it has read them. */
export function donationRoutes(deps: () => Promise<Needs>): Hono {
  const limit = bodyLimit({ maxSize: BODY_LIMIT, onError: (context) => problem('body_too_large', { lang: lang(context) }) });
  return new Hono()
    .post('/api/donations', limit, async (context) => {
      const wish = await readWish(context);
      if (wish instanceof Response) return wish;
      const [{ startDonation }, { askerOf }] = await Promise.all([import('../actions/start-donation.ts'), import('./asker.ts')]);
      const started = await startDonation(await deps(), { ...wish, browserIp: askerOf(context) }, lang(context));
      if (!started.ok) return problem(started.code, { lang: lang(context), ...started });
      const { id, token, pay, preview } = started;
      return context.json({ id, token, pay, preview }, 201, { 'cache-control': 'no-store' });
    })
    .get('/api/donations/:id', async (context) => {
      const { readDonation } = await import('../actions/read-donation.ts');
      const read = await readDonation(await deps(), { id: context.req.param('id'), token: bearer(context) });
      return read.ok ? context.json(read.view, 200, { 'cache-control': 'no-store' }) : problem(read.code, { lang: lang(context) });
    });
}

/** The token of the Authorization header; empty where there is none. */
export function bearer(context: Context): string {
  return /^Bearer ([A-Za-z0-9_-]{43})$/.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
}

/** The visitor's language. */
export function lang(context: Context): 'zh' | 'en' {
  return languageOf(context.req.header('accept-language'));
}

async function readWish(context: Context): Promise<DonationWish | Response> {
  if (!/^application\/json\b/.test(context.req.header('content-type') ?? '')) return problem('content_type', { lang: lang(context) });
  const [value, { donationBody }] = await Promise.all([context.req.json().catch(() => undefined), import('./donation-body.ts')]);
  const parsed = donationBody.safeParse(value);
  if (!parsed.success) return problem('body_invalid', { lang: lang(context), field: parsed.error.issues[0]?.path.join('.') ?? '' });
  const { amount, ...rest } = parsed.data;
  return { ...dropUndefined(rest), amount: money(amount.currency, amount.minor) };
}

type Parsed = Omit<ReturnType<typeof import('./donation-body.ts')['donationBody']['parse']>, 'amount'>;

/** zod leaves optional members as `undefined`; ours are there or not. */
function dropUndefined(value: Parsed): Omit<DonationWish, 'amount'> {
  return JSON.parse(JSON.stringify(value));
}
