import { Hono } from 'hono';
import type { Deps } from '../deps.ts';

type Needs = Pick<Deps, 'gateways' | 'publicUrl'>;

/** Who stands before a paying app's browser. Few ask, so the routes are loaded when somebody does. */
export function payerRoutes(deps: () => Promise<Needs>): Hono {
  return new Hono().on(['GET', 'POST'], '/api/payers/:method', async ({ req }) => (await import('./payer-answers.ts')).payerApp(await deps()).fetch(req.raw));
}
