import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Deps } from '../deps.ts';
import { callbackRoutes } from './callbacks.ts';
import { donationRoutes, lang } from './donations.ts';
import { problem } from './problem.ts';

/**
 * The portal's HTTP interface; the same in the cloud and on one machine. `deps` is asked for at the first request that
 * needs the world, so that a refusal costs no client.
 */
export function portalApp(deps: () => Promise<Deps>): Hono {
  const app = new Hono();
  app.route('/', donationRoutes(deps));
  app.route('/', callbackRoutes(deps));
  app.all('/api/*', (context) => problem('not_found', { lang: lang(context) }));
  app.onError((error, context) => {
    if (error instanceof HTTPException && error.status < 500) return problem('body_invalid', { lang: lang(context) });
    // The cause goes to the operator's log; names, keys and raw callbacks are in none of our errors.
    console.error(JSON.stringify({ at: 'http', path: context.req.path, error: error.message }));
    return problem('internal', { lang: lang(context) });
  });
  return app;
}
