import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import type { EntryWish } from '../../functions/actions/form-entry.ts';
import { refuse } from '../../functions/actions/judge-wish.ts';
import { previewEntries, type Recorded, recordEntries } from '../../functions/actions/record-entry.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import { identityKey } from '../../functions/store/tables.ts';
import type { Desk } from './desk.ts';

/** What became of each, in the order in which they were asked; where one was refused, none was entered. `numbers` by entry, once they are public. */
export type EnterAnswer =
  | { readonly ok: boolean; readonly entered: readonly Recorded[]; readonly published: boolean; readonly numbers: { readonly [id: string]: string } }
  | { readonly ok: false; readonly code: 'asked_wrongly' };

const wish = z.looseObject({
  key: z.string().check(z.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:/-]{0,63}$/u)),
  k: z.string().check(z.maxLength(20)),
  of: z.optional(z.array(z.string().check(z.maxLength(40))).check(z.maxLength(20))),
});
const body = z.strictObject({ entries: z.array(wish).check(z.minLength(1), z.maxLength(200)), preview: z.boolean() });

/** What `npm run enter` asks of the running portal: `POST /local/enter` judges entries, and unless they are only previewed enters and publishes them. */
export function enterRoutes(desk: Desk, withKey: MiddlewareHandler): Hono {
  return new Hono().post('/local/enter', bodyLimit({ maxSize: 4 * 1024 * 1024 }), withKey, async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json<EnterAnswer>({ ok: false, code: 'asked_wrongly' }, 400);
    const wishes = asked.data.entries as readonly EntryWish[]; // from JSON; every field is judged where the entry is made
    return c.json<EnterAnswer>(await enter(desk, wishes, asked.data.preview));
  });
}

async function enter({ deps, publish }: Desk, wishes: readonly EntryWish[], isPreview: boolean): Promise<EnterAnswer> {
  const judged = await previewEntries(deps, wishes);
  const previews = judged.map((one, at) => (wishes[at]?.k === 'refund' ? refuse('refund_by_two', 'k', 'two people refund: npm run refund') : one));
  const ok = previews.every((one) => one.ok);
  if (!ok || isPreview) return { ok, entered: previews, published: false, numbers: {} };
  const entered = await recordEntries(deps, wishes);
  const published = await publish();
  const ids = entered.flatMap((one) => (one.ok ? [one.id] : []));
  const places = published ? await Promise.all(ids.map((id) => deps.db.get('ledger', identityKey(id)))) : [];
  const numbers = Object.fromEntries(ids.flatMap((id, at) => (typeof places[at]?.index === 'number' ? [[id, recordNumber(1, places[at].index)]] : [])));
  return { ok: entered.every((one) => one.ok), entered, published, numbers };
}
