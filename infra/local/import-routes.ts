import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import { type Continuity, judgeOpening, keepClosing } from '../../functions/actions/follow-account.ts';
import { importPayments, type PaymentFate, previewPayments } from '../../functions/actions/import-payments.ts';
import { FILE_CHANNELS } from '../../functions/domain/channel.ts';
import { CODE_LENGTH } from '../../functions/domain/reference-code.ts';
import { LARGEST_FEN } from '../../functions/domain/uppercase-amount.ts';
import type { Desk } from './desk.ts';

/** Payments of one request. */
export const PAYMENTS_AT_ONCE = 500;

export type ImportAnswer = { readonly ok: true; readonly fates: readonly PaymentFate[] } | { readonly ok: false; readonly code: 'asked_wrongly' };

export type StatementAnswer = { readonly ok: true; readonly continuity: Continuity } | { readonly ok: false; readonly code: 'asked_wrongly' };

const fen = z.int().check(z.minimum(1), z.maximum(LARGEST_FEN));
const balance = z.int();
const channel = z.enum(FILE_CHANNELS);

const payment = z.strictObject({
  serial: z.string().check(z.minLength(1), z.maxLength(128)),
  amountFen: fen,
  atMs: z.int().check(z.minimum(0)),
  payer: z.optional(z.string().check(z.maxLength(400))),
  payerTail: z.optional(z.string().check(z.regex(/^\d{4,6}$/))),
  remark: z.optional(z.string().check(z.maxLength(2000))),
  assigned: z.optional(z.string().check(z.length(CODE_LENGTH))),
});

const importBody = z.strictObject({
  channel,
  store: z.boolean(),
  payments: z.array(payment).check(z.minLength(1), z.maxLength(PAYMENTS_AT_ONCE)),
});

const statementBody = z.strictObject({
  store: z.boolean(),
  statement: z.strictObject({
    channel,
    account: z.string().check(z.minLength(1), z.maxLength(64)),
    openingFen: balance,
    closingFen: balance,
    file: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  }),
});

/**
 * What `npm run import` asks of the running portal. `POST /local/import` tells of up to 500 payments what would become of
 * each, and with `store` enters them; `POST /local/statement` tells whether a statement follows the last one of its
 * account, and with `store` keeps where it ends.
 */
export function importRoutes({ deps }: Desk, withKey: MiddlewareHandler): Hono {
  return new Hono()
    .post('/local/import', bodyLimit({ maxSize: 4 * 1024 * 1024 }), withKey, async (c) => {
      const asked = importBody.safeParse(await c.req.json().catch(() => undefined));
      if (!asked.success) return c.json<ImportAnswer>({ ok: false, code: 'asked_wrongly' }, 400);
      const { channel, store, payments } = asked.data;
      return c.json<ImportAnswer>({ ok: true, fates: await (store ? importPayments : previewPayments)(deps, channel, payments) });
    })
    .post('/local/statement', bodyLimit({ maxSize: 4096 }), withKey, async (c) => {
      const asked = statementBody.safeParse(await c.req.json().catch(() => undefined));
      if (!asked.success) return c.json<StatementAnswer>({ ok: false, code: 'asked_wrongly' }, 400);
      const continuity = await judgeOpening(deps, asked.data.statement);
      if (asked.data.store) await keepClosing(deps, asked.data.statement);
      return c.json<StatementAnswer>({ ok: true, continuity });
    });
}
