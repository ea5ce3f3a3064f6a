import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import { type Decided, grantClaim, listClaims, refuseClaim, type WaitingClaim } from '../../functions/actions/decide-claim.ts';
import type { Desk } from './desk.ts';

/** Claims that wait for staff, or what came of a decision; `published` tells whether the entry that says so is public. */
export type ClaimsAnswer =
  | { readonly ok: true; readonly waiting: readonly WaitingClaim[] }
  | (Extract<Decided, { ok: true }> & { readonly published: boolean })
  | Extract<Decided, { ok: false }>
  | { readonly ok: false; readonly code: 'asked_wrongly' };

const request = z.string().check(z.regex(/^k_[0-9A-Z]{16}$/));
const by = z.string().check(z.minLength(1), z.maxLength(60));
const body = z.union([
  z.strictObject({ do: z.literal('list') }),
  z.strictObject({ do: z.literal('grant'), request, number: z.string().check(z.maxLength(40)), by }),
  z.strictObject({ do: z.literal('refuse'), request, why: z.string().check(z.minLength(1), z.maxLength(300)), by }),
]);

/** What `npm run claims` asks of the desk: `POST /local/claims` lists the claims that wait, grants one to the gift of a number, or refuses it. */
export function claimDeskRoutes(desk: Desk, withKey: MiddlewareHandler): Hono {
  return new Hono().post('/local/claims', bodyLimit({ maxSize: 4096 }), withKey, async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => undefined));
    return asked.success ? c.json<ClaimsAnswer>(await answer(desk, asked.data)) : c.json<ClaimsAnswer>({ ok: false, code: 'asked_wrongly' }, 400);
  });
}

async function answer({ deps, publish }: Desk, asked: z.infer<typeof body>): Promise<ClaimsAnswer> {
  if (asked.do === 'list') return { ok: true, waiting: await listClaims(deps) };
  const decided = asked.do === 'grant' ? await grantClaim(deps, asked) : await refuseClaim(deps, asked);
  return decided.ok ? { ...decided, published: decided.named && (await publish()) } : decided;
}
