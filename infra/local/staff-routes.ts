import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import { changeRegister, type RegisterChanged, readRegister } from '../../functions/actions/staff-keys.ts';
import { isActive, type StaffKey } from '../../functions/domain/staff-register.ts';
import { formatInstant } from '../../functions/domain/time.ts';
import type { Desk } from './desk.ts';
import { signedShape } from './signed-body.ts';

/** The register as it is; `at` by the clock of the portal, `head` what the next change has to name. */
export type StaffListed = {
  readonly ok: true;
  readonly origin: string;
  readonly at: string;
  readonly head: string;
  readonly keys: readonly (StaffKey & { readonly active: boolean })[];
};

export type StaffAnswer = StaffListed | RegisterChanged | { readonly ok: false; readonly code: 'asked_wrongly' };

const body = z.union([z.strictObject({ do: z.literal('list') }), z.strictObject({ do: z.literal('change'), signed: signedShape })]);

/** What `npm run staff` asks of the desk: `POST /local/staff` tells who has which key, or puts a signed change behind the others. */
export function staffRoutes({ deps }: Desk, withKey: MiddlewareHandler): Hono {
  return new Hono().post('/local/staff', bodyLimit({ maxSize: 16 * 1024 }), withKey, async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json<StaffAnswer>({ ok: false, code: 'asked_wrongly' }, 400);
    if (asked.data.do === 'change') return c.json<StaffAnswer>(await changeRegister(deps, asked.data.signed));
    const [nowMs, { origin, head, keys }] = [deps.now(), await readRegister(deps)];
    const all = [...keys.values()].map((one) => ({ ...one, active: isActive(one, nowMs) }));
    return c.json<StaffAnswer>({ ok: true, origin, at: formatInstant(nowMs), head, keys: all });
  });
}
