import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Deps } from '../deps.ts';
import { lang } from './donations.ts';
import { problem } from './problem.ts';

type Needs = Pick<Deps, 'gateways' | 'publicUrl'>;

const BODY_LIMIT = 4 * 1024;

/** Who stands before a paying app's browser: it is led to the gateway and comes back with a code, which is exchanged for the payer. */
export function payerRoutes(deps: () => Promise<Needs>): Hono {
  const limit = bodyLimit({ maxSize: BODY_LIMIT, onError: (context) => problem('body_too_large', { lang: lang(context) }) });
  return new Hono()
    .get('/api/payers/:method', async (context) => {
      const { leadToPayer } = await import('./payer-answers.ts');
      return leadToPayer(await deps(), { method: context.req.param('method'), ...context.req.query() }, lang(context));
    })
    .post('/api/payers/:method', limit, async (context) => {
      const { answerPayer } = await import('./payer-answers.ts');
      return answerPayer(await deps(), { method: context.req.param('method'), request: context.req.raw }, lang(context));
    });
}
