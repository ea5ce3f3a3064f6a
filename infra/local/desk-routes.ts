import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Context, Hono, type Next } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import { readCounter } from '../../functions/actions/admit-entries.ts';
import { closeDay } from '../../functions/actions/close-day.ts';
import { forgetNumbers, type NumbersForgotten } from '../../functions/actions/forget-numbers.ts';
import { publishClosed } from '../../functions/actions/publish-closed.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { isErasureGround } from '../../functions/domain/forgetting.ts';
import { dayOf } from '../../functions/domain/time.ts';
import type { DataFolder } from './data-folder.ts';
import { documentDeskRoutes } from './document-routes.ts';
import { enterRoutes } from './enter-routes.ts';
import { importRoutes } from './import-routes.ts';
import { openSecret } from './key-files.ts';
import { closeWhatIsDue, type Portal } from './portal.ts';

/** Header that carries the key of the operator of this machine, from the file `keys/desk.key`. */
export const DESK_HEADER = 'daylight-desk';

type Refused = { readonly outcome: 'refused'; readonly reason: 'desk_key' };

export type CloseAnswer = Awaited<ReturnType<typeof closeWhatIsDue>>;

/** `published` tells whether the entry that says so is public; otherwise the names are gone and publication has stopped. */
export type ForgetAnswer =
  | (Extract<NumbersForgotten, { ok: true }> & { readonly published: boolean })
  | Extract<NumbersForgotten, { ok: false }>
  | { readonly ok: false; readonly code: 'asked_wrongly' };

const forgetBody = z.strictObject({
  numbers: z.array(z.string().check(z.maxLength(40))).check(z.minLength(1), z.maxLength(1000)),
  ground: z.optional(z.string().check(z.refine(isErasureGround))),
});

/**
 * What the operator of this machine asks of the running portal. `POST /local/close` closes what is due, or with
 * `{"now":true}` the day that is under way; `POST /local/forget` takes names back by number, or with a `ground` erases
 * all that is personal. One person's word is enough for both in this version.
 */
export function deskRoutes(portal: Portal, folder: Pick<DataFolder, 'keyFile'>): Hono {
  const key = openSecret(folder.keyFile('desk.key'), (bytes) => new Uint8Array(randomBytes(bytes)));
  const withKey = async (c: Context, next: Next) => {
    if (isKey(c.req.header(DESK_HEADER) ?? '', key)) return next();
    return c.json({ outcome: 'refused', reason: 'desk_key' } satisfies Refused, 401);
  };
  return new Hono()
    .route('/', importRoutes(portal, withKey))
    .route('/', documentDeskRoutes(portal, withKey))
    .route('/', enterRoutes(portal, withKey))
    .post('/local/close', bodyLimit({ maxSize: 1024 }), withKey, async (c) => {
      const { now }: { readonly now?: unknown } = await c.req.json().catch(() => ({}));
      return c.json<CloseAnswer>(now === true ? await closeNow(portal) : await closeWhatIsDue(portal));
    })
    .post('/local/forget', bodyLimit({ maxSize: 64 * 1024 }), withKey, async (c) => {
      const asked = forgetBody.safeParse(await c.req.json().catch(() => undefined));
      return asked.success ? c.json<ForgetAnswer>(await forgetNow(portal, asked.data)) : c.json<ForgetAnswer>({ ok: false, code: 'asked_wrongly' }, 400);
    });
}

async function closeNow({ deps }: Portal): ReturnType<typeof closeWhatIsDue> {
  const today = dayOf(deps.now());
  const counter = await readCounter(deps);
  if (counter === undefined || counter.from > today) return { outcome: 'not_due' }; // today has its issue already
  const closed = await closeDay(deps, { through: today });
  await publishClosed(deps);
  return closed;
}

async function forgetNow({ deps }: Portal, { numbers, ground }: z.infer<typeof forgetBody>): Promise<ForgetAnswer> {
  const forgetting = ground !== undefined && isErasureGround(ground) ? ({ k: 'erase', ground } as const) : ({ k: 'withdraw' } as const);
  const forgotten = await forgetNumbers(deps, numbers, forgetting);
  return forgotten.ok ? { ...forgotten, published: (await publishSettled(deps)).ok } : forgotten;
}

function isKey(given: string, key: Uint8Array): boolean {
  const said = Buffer.from(given, 'hex');
  return said.length === key.length && timingSafeEqual(said, key);
}
