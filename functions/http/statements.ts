import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { drawDonorStatement } from '../actions/draw-statement.ts';
import { lang } from './donations.ts';
import { problem } from './problem.ts';
import { statementBody } from './statement-body.ts';

type Needs = Parameters<typeof drawDonorStatement>[0];

/** Two hundred links and some air. */
const BODY_LIMIT = 32 * 1024;

/** `POST /api/statements`: the gifts of one year, for whoever holds the link of each; the PDF is answered and kept nowhere. */
export function statementRoutes(deps: () => Promise<Needs>): Hono {
  const limit = bodyLimit({ maxSize: BODY_LIMIT, onError: (context) => problem('body_too_large', { lang: lang(context) }) });
  return new Hono().post('/api/statements', limit, async (context) => {
    if (!/^application\/json\b/.test(context.req.header('content-type') ?? '')) return problem('content_type', { lang: lang(context) });
    const parsed = statementBody.safeParse(await context.req.json().catch(() => undefined));
    if (!parsed.success) return problem('body_invalid', { lang: lang(context), field: parsed.error.issues[0]?.path.join('.') ?? '' });
    const { drawDonorStatement } = await import('../actions/draw-statement.ts');
    const drawn = await drawDonorStatement(await deps(), parsed.data);
    if (!drawn.ok) return problem(drawn.code, { lang: lang(context), field: drawn.field });
    return new Response(Uint8Array.from(drawn.bytes), {
      headers: {
        'content-type': 'application/pdf',
        'content-length': String(drawn.bytes.length),
        'content-disposition': `attachment; filename="statement-${parsed.data.year}.pdf"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  });
}
