import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { readCounter } from '../../functions/actions/admit-entries.ts';
import { closeDay } from '../../functions/actions/close-day.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { dayOf } from '../../functions/domain/time.ts';
import type { DataFolder } from './data-folder.ts';
import { openSecret } from './key-files.ts';
import { closeWhatIsDue, type Portal } from './portal.ts';

/** Header that carries the key of the operator of this machine, from the file `keys/desk.key`. */
export const DESK_HEADER = 'daylight-desk';

/** What the operator of this machine asks of the running portal: `POST /local/close` closes what is due, or with `{"now":true}` the day that is under way. */
export function deskRoutes(portal: Portal, folder: Pick<DataFolder, 'keyFile'>): Hono {
  const key = openSecret(folder.keyFile('desk.key'), (bytes) => new Uint8Array(randomBytes(bytes)));
  return new Hono().post('/local/close', bodyLimit({ maxSize: 1024 }), async (c) => {
    if (!isKey(c.req.header(DESK_HEADER) ?? '', key)) return c.json({ outcome: 'refused', reason: 'desk_key' }, 401);
    const { now }: { readonly now?: unknown } = await c.req.json().catch(() => ({}));
    return c.json(now === true ? await closeNow(portal) : await closeWhatIsDue(portal));
  });
}

async function closeNow({ deps }: Portal): ReturnType<typeof closeWhatIsDue> {
  const today = dayOf(deps.now());
  const counter = await readCounter(deps);
  if (counter === undefined || counter.from > today) return { outcome: 'not_due' }; // today has its issue already
  const closed = await closeDay(deps, { through: today });
  await publishSettled(deps, { always: true });
  return closed;
}

function isKey(given: string, key: Uint8Array): boolean {
  const said = Buffer.from(given, 'hex');
  return said.length === key.length && timingSafeEqual(said, key);
}
