import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Deps } from '../deps.ts';
import { bearer, lang } from './donations.ts';
import { problem } from './problem.ts';

const BODY_LIMIT = 1024;

/** A donor takes the shown name and the message back. These routes stand alone, because they write the outbox, and nothing else that a donor asks for does. */
export function withdrawalRoutes(deps: () => Promise<Pick<Deps, 'db' | 'now' | 'secret'>>): Hono {
  const limit = bodyLimit({ maxSize: BODY_LIMIT, onError: (context) => problem('body_too_large', { lang: lang(context) }) });
  return new Hono().post('/api/donations/:id/withdraw-name', limit, async (context) => {
    const { withdrawName } = await import('../actions/withdraw-name.ts');
    const withdrawn = await withdrawName(await deps(), { id: context.req.param('id'), token: bearer(context) });
    if (!withdrawn.ok) return problem(withdrawn.code, { lang: lang(context) });
    return context.json({ withdrawal: withdrawn.withdrawal }, 200, { 'cache-control': 'no-store' });
  });
}
