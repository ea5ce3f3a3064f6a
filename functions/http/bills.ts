import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { linkDocument, openDocumentLink } from '../actions/issue-document-link.ts';
import type { BillAsked, Billing, BillRequested } from '../actions/request-bill.ts';
import type { Deps } from '../deps.ts';
import { billBody } from './bill-body.ts';
import { billProblem } from './bill-problem.ts';
import { bearer, lang } from './donations.ts';

type Needs = Pick<Deps, 'now' | 'db' | 'secret' | 'privateFiles' | 'alarm'> & Billing;

const BODY_LIMIT = 8 * 1024;

/**
 * A donor's fiscal bill: asked for, looked after, and its file opened, by the holder of the gift's token only. To stand
 * before the routes of documents, whose addresses of files it shares.
 */
export function billRoutes(deps: () => Promise<Needs>): Hono {
  const limit = bodyLimit({ maxSize: BODY_LIMIT, onError: (context) => billProblem('body_too_large', { lang: lang(context) }) });
  const claimOf = (context: Context) => ({ id: context.req.param('id') ?? '', token: bearer(context) });
  return new Hono()
    .get('/api/donations/:id/bill', async (context) => {
      const { readBill } = await import('../actions/request-bill.ts');
      return answer(context, await readBill(await deps(), claimOf(context)));
    })
    .post('/api/donations/:id/bill', limit, async (context) => {
      const asked = await readAsked(context);
      if (asked instanceof Response) return asked;
      const { requestBill } = await import('../actions/request-bill.ts');
      return answer(context, await requestBill(await deps(), claimOf(context), asked));
    })
    .post('/api/donations/:id/documents/bill', limit, async (context) => {
      const needs = await deps();
      const { findBillFile } = await import('../actions/open-bill.ts');
      const found = await findBillFile(needs, claimOf(context));
      if (!found.ok) return billProblem(found.code, { lang: lang(context) });
      return context.json(linkDocument(needs, found.key), 200, { 'cache-control': 'no-store' });
    })
    .get('/api/files/:capability', async (context, next) => {
      const needs = await deps();
      const opened = openDocumentLink(needs, context.req.param('capability'));
      const { parseBillFileKey, readBillFile } = await import('../actions/open-bill.ts');
      const file = opened.ok ? parseBillFileKey(opened.key) : undefined;
      if (file === undefined) return next(); // another document's, or none
      const served = await readBillFile(needs, file);
      if (served === undefined) return billProblem('not_found', { lang: lang(context) });
      return new Response(Uint8Array.from(served.bytes), {
        headers: {
          'content-type': served.type,
          'content-length': String(served.bytes.length),
          'content-disposition': `${served.isShown ? 'inline' : 'attachment'}; filename="bill-${file.billNo}.${file.format}"`,
          'cache-control': 'private, no-store',
          'x-content-type-options': 'nosniff',
          // The bytes are somebody else's: nothing in them may run or load anything under our name.
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        },
      });
    });
}

function answer(context: Context, requested: BillRequested): Response {
  return requested.ok ? context.json(requested.view, 200, { 'cache-control': 'no-store' }) : billProblem(requested.code, { lang: lang(context), ...requested });
}

async function readAsked(context: Context): Promise<BillAsked | Response> {
  if (!/^application\/json\b/.test(context.req.header('content-type') ?? '')) return billProblem('content_type', { lang: lang(context) });
  const parsed = billBody.safeParse(await context.req.json().catch(() => undefined));
  if (!parsed.success) return billProblem('body_invalid', { lang: lang(context), field: parsed.error.issues[0]?.path.join('.') ?? '' });
  const { title, taxId } = parsed.data;
  return { ...(title === undefined ? {} : { title }), ...(taxId === undefined ? {} : { taxId }) };
}
