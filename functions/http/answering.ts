import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import { languageOf, problem } from './problem.ts';

/**
 * Puts routes together; what none of them answers, and what they throw, is a problem too. A function in the cloud
 * brings only its own routes, so that it carries no code of the others.
 */
export function answering(...routes: readonly Hono[]): Hono {
  const app = new Hono();
  for (const one of routes) app.route('/', one);
  app.all('/api/*', (context) => problem('not_found', { lang: lang(context) }));
  app.onError((error, context) => {
    if (error instanceof HTTPException && error.status < 500) return problem('body_invalid', { lang: lang(context) });
    // The cause goes to the operator's log; names, keys and raw callbacks are in none of our errors. The route and not
    // the path, since a path can hold a capability.
    console.error(JSON.stringify({ at: 'http', route: routePath(context), error: error.message }));
    return problem('internal', { lang: lang(context) });
  });
  return app;
}

const lang = (context: Context): 'zh' | 'en' => languageOf(context.req.header('accept-language'));
