import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Deps } from '../deps.ts';
import type { Lang } from '../disclosure/text.ts';
import type { Payers } from '../gateways/gateway.ts';
import { answering } from './answering.ts';
import { lang } from './donations.ts';
import { problem } from './problem.ts';
import { payerBody } from './schemas.ts';

type Needs = Pick<Deps, 'gateways' | 'publicUrl'>;

/** A page on which one gives, with the place; nobody is led anywhere else. */
const BACK = /^\/(?:en\/)?give\/[a-z0-9-]{2,32}\.html(?:\?place=[a-z0-9-]{2,32})?$/;
const STATE = /^[A-Za-z0-9_-]{16,64}$/;
const BODY_LIMIT = 4 * 1024;

/** A browser inside a paying app is led to the gateway and comes back with a code, which is exchanged for the payer. */
export function payerApp(needs: Needs): Hono {
  const limit = bodyLimit({ maxSize: BODY_LIMIT, onError: (context) => problem('body_too_large', { lang: lang(context) }) });
  const routes = new Hono()
    .get('/api/payers/:method', (context) => leadToPayer(needs, { ...context.req.query(), method: context.req.param('method') }, lang(context)))
    .post('/api/payers/:method', limit, (context) => findPayer(needs, { method: context.req.param('method'), request: context.req.raw }, lang(context)));
  return answering(routes);
}

function leadToPayer(
  { gateways, publicUrl }: Needs,
  asked: { readonly method: string; readonly back?: string; readonly state?: string },
  lang: Lang,
): Response {
  const payers = payersOf(gateways, asked.method);
  if (payers === undefined) return problem('method_unknown', { lang });
  const { back = '', state = '' } = asked;
  if (!BACK.test(back) || !STATE.test(state)) return problem('body_invalid', { lang, field: BACK.test(back) ? 'state' : 'back' });
  return new Response(null, { status: 302, headers: { location: payers.askAddress(publicUrl + back, state), 'cache-control': 'no-store' } });
}

/** The payer, as the gateway calls them, goes back to their own browser and is kept nowhere here. */
async function findPayer({ gateways }: Needs, { method, request }: { readonly method: string; readonly request: Request }, lang: Lang): Promise<Response> {
  if (!/^application\/json\b/.test(request.headers.get('content-type') ?? '')) return problem('content_type', { lang });
  const parsed = payerBody.safeParse(await request.json().catch(() => undefined));
  if (!parsed.success) return problem('body_invalid', { lang, field: 'code' });
  const payers = payersOf(gateways, method);
  if (payers === undefined) return problem('method_unknown', { lang });
  const found = await payers.findPayer(parsed.data.code);
  if (!found.ok) return problem(found.reason === 'refused' ? 'gateway_refused' : 'gateway_unavailable', { lang });
  return Response.json({ payer: found.payer }, { headers: { 'cache-control': 'no-store' } });
}

function payersOf(gateways: Needs['gateways'], method: string): Payers | undefined {
  return [...gateways.values()].find((one) => one.payers?.method === method && one.methods.includes(method))?.payers;
}
