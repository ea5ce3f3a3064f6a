import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import { type IssuedByNumber, issueByNumber } from '../../functions/actions/issue-by-number.ts';
import type { Desk } from './desk.ts';

/** A document in base64, or why there is none. */
export type DocumentAnswer =
  | { readonly ok: true; readonly name: string; readonly pdf: string }
  | { readonly ok: false; readonly code: Extract<IssuedByNumber, { ok: false }>['code'] | 'asked_wrongly' };

const body = z.strictObject({ number: z.string().check(z.minLength(1), z.maxLength(40)) });

/** What `npm run documents` asks of the running portal: `POST /local/documents` hands out one document by its number. */
export function documentDeskRoutes({ deps }: Desk, withKey: MiddlewareHandler): Hono {
  return new Hono().post('/local/documents', bodyLimit({ maxSize: 1024 }), withKey, async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json<DocumentAnswer>({ ok: false, code: 'asked_wrongly' }, 400);
    const issued = await issueByNumber(deps, asked.data.number);
    return c.json<DocumentAnswer>(issued.ok ? { ok: true, name: issued.name, pdf: Buffer.from(issued.bytes).toString('base64') } : issued);
  });
}
