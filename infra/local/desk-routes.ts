import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import { readCounter } from '../../functions/actions/admit-entries.ts';
import { closeDay } from '../../functions/actions/close-day.ts';
import { forgetNumbers, type NumbersForgotten } from '../../functions/actions/forget-numbers.ts';
import { publishClosed } from '../../functions/actions/publish-closed.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { isErasureGround } from '../../functions/domain/forgetting.ts';
import { dayOf } from '../../functions/domain/time.ts';
import { billDeskRoutes } from './bill-routes.ts';
import { claimDeskRoutes } from './claim-routes.ts';
import type { DataFolder } from './data-folder.ts';
import type { CloseAnswer, Desk } from './desk.ts';
import { documentDeskRoutes } from './document-routes.ts';
import { enterRoutes } from './enter-routes.ts';
import { importRoutes } from './import-routes.ts';
import { openSecret } from './key-files.ts';
import { closeWhatIsDue, type Portal } from './portal.ts';
import { reconcileRoutes } from './reconcile-routes.ts';
import { refundRoutes } from './refund-routes.ts';
import { staffRoutes } from './staff-routes.ts';

/** Header that carries the key of the operator of this machine, from the file `keys/desk.key`. */
export const DESK_HEADER = 'daylight-desk';

type Refused = { readonly outcome: 'refused'; readonly reason: 'desk_key' };

/** `published` tells whether the entry that says so is public; otherwise the names are gone and publication has stopped. */
export type ForgetAnswer =
  | (Extract<NumbersForgotten, { ok: true }> & { readonly published: boolean })
  | Extract<NumbersForgotten, { ok: false }>
  | { readonly ok: false; readonly code: 'asked_wrongly' };

const forgetBody = z.strictObject({
  numbers: z.array(z.string().check(z.maxLength(40))).check(z.minLength(1), z.maxLength(1000)),
  ground: z.optional(z.string().check(z.refine(isErasureGround))),
});

/** Lets in whoever sends the key of the operator of this machine. */
export function deskKey(folder: Pick<DataFolder, 'keyFile'>): MiddlewareHandler {
  const key = openSecret(folder.keyFile('desk.key'), (bytes) => new Uint8Array(randomBytes(bytes)));
  return async (c, next) => {
    if (isKey(c.req.header(DESK_HEADER) ?? '', key)) return next();
    return c.json({ outcome: 'refused', reason: 'desk_key' } satisfies Refused, 401);
  };
}

/** The desk of a portal that runs here. */
export function deskOf(portal: Portal): Desk {
  const { deps } = portal;
  return {
    deps,
    publish: async () => (await publishSettled(deps)).ok,
    close: (now) => (now ? closeNow(portal) : closeWhatIsDue(portal)),
  };
}

async function closeNow({ deps }: Portal): ReturnType<typeof closeWhatIsDue> {
  const today = dayOf(deps.now());
  const counter = await readCounter(deps);
  if (counter === undefined || counter.from > today) return { outcome: 'not_due' }; // today has its issue already
  const closed = await closeDay(deps, { through: today });
  await publishClosed(deps);
  return closed;
}

/**
 * What staff ask of the desk of this machine's portal, or of a deployment. `POST /local/close` closes what is due, or with
 * `{"now":true}` the day that is under way; `POST /local/forget` takes names back by number, or with a `ground` erases
 * all that is personal. One person's word is enough for both in this version.
 */
export function deskRoutes(desk: Desk, withKey: MiddlewareHandler): Hono {
  return new Hono()
    .route('/', importRoutes(desk, withKey))
    .route('/', documentDeskRoutes(desk, withKey))
    .route('/', enterRoutes(desk, withKey))
    .route('/', billDeskRoutes(desk, withKey))
    .route('/', claimDeskRoutes(desk, withKey))
    .route('/', staffRoutes(desk, withKey))
    .route('/', refundRoutes(desk, withKey))
    .route('/', reconcileRoutes(desk, withKey))
    .post('/local/close', bodyLimit({ maxSize: 1024 }), withKey, async (c) => {
      const { now }: { readonly now?: unknown } = await c.req.json().catch(() => ({}));
      return c.json<CloseAnswer>(await desk.close(now === true));
    })
    .post('/local/forget', bodyLimit({ maxSize: 64 * 1024 }), withKey, async (c) => {
      const asked = forgetBody.safeParse(await c.req.json().catch(() => undefined));
      return asked.success ? c.json<ForgetAnswer>(await forgetNow(desk, asked.data)) : c.json<ForgetAnswer>({ ok: false, code: 'asked_wrongly' }, 400);
    });
}

async function forgetNow({ deps, publish }: Desk, { numbers, ground }: z.infer<typeof forgetBody>): Promise<ForgetAnswer> {
  const forgetting = ground !== undefined && isErasureGround(ground) ? ({ k: 'erase', ground } as const) : ({ k: 'withdraw' } as const);
  const forgotten = await forgetNumbers(deps, numbers, forgetting);
  return forgotten.ok ? { ...forgotten, published: await publish() } : forgotten;
}

function isKey(given: string, key: Uint8Array): boolean {
  const said = Buffer.from(given, 'hex');
  return said.length === key.length && timingSafeEqual(said, key);
}
