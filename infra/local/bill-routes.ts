import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import { billBook } from '../../functions/actions/bill-book.ts';
import { askForBill, type BillsListed, listBills, type RowTaken, retryReversal, takeBillBack } from '../../functions/actions/desk-bills.ts';
import { parseDay } from '../../functions/domain/time.ts';
import { type GivenBack, listTasks } from '../../functions/gateways/fiscal-bill/manual.ts';
import { writeTasks } from '../../functions/gateways/fiscal-bill/manual-files.ts';
import { steerSimulator, TROUBLES } from '../../functions/gateways/fiscal-bill/simulator.ts';
import type { Desk } from './desk.ts';

/** What the desk answers about fiscal bills, by what it was asked to do. */
export type BillsAnswer =
  | ({ readonly did: 'list' } & BillsListed)
  | { readonly did: 'export'; readonly count: number; readonly csv: string }
  | { readonly did: 'import'; readonly taken: RowTaken }
  | { readonly did: 'ask'; readonly asked: Awaited<ReturnType<typeof askForBill>> }
  | { readonly did: 'retry'; readonly retried: Awaited<ReturnType<typeof retryReversal>> }
  | { readonly did: 'steer'; readonly steered: boolean }
  | { readonly did: 'nothing' };

const LARGEST_FILE = 8 * 1024 * 1024;
const short = z.string().check(z.minLength(1), z.maxLength(400));

const given = z.union([
  z.strictObject({ ourNo: short, refused: short }),
  z.strictObject({
    ourNo: short,
    bill: z.strictObject({ code: short, number: short, checkCode: short, day: z.string().check(z.refine((text) => parseDay(text) !== undefined)) }),
    format: z.optional(z.enum(['pdf', 'ofd', 'xml', 'png'])),
  }),
]);

const body = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('list') }),
  z.strictObject({ do: z.literal('export') }),
  z.strictObject({ do: z.literal('import'), given, file: z.optional(z.string().check(z.maxLength(LARGEST_FILE * 1.4))), store: z.boolean() }),
  z.strictObject({ do: z.literal('ask'), number: short, title: z.optional(short), taxId: z.optional(short) }),
  z.strictObject({ do: z.literal('retry'), billNo: short }),
  z.strictObject({ do: z.literal('steer'), left: z.optional(z.int().check(z.gte(0), z.lte(1_000_000))), trouble: z.optional(z.enum(TROUBLES)) }),
]);

/** What `npm run bills` asks: `POST /local/bills` lists fiscal bills, writes and takes back the clerk's file, asks for one, tries a red bill again, and steers the simulator of a demonstration. */
export function billDeskRoutes({ deps }: Pick<Desk, 'deps'>, withKey: MiddlewareHandler): Hono {
  return new Hono().post('/local/bills', bodyLimit({ maxSize: LARGEST_FILE * 2 }), withKey, async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => undefined));
    return c.json<BillsAnswer>(asked.success ? await answer(deps, asked.data) : { did: 'nothing' }, asked.success ? 200 : 400);
  });
}

async function answer(deps: Desk['deps'], asked: z.infer<typeof body>): Promise<BillsAnswer> {
  if (asked.do === 'list') return { did: 'list', ...(await listBills(deps)) };
  if (asked.do === 'export') {
    const tasks = await listTasks(billBook(deps, 'manual'));
    return { did: 'export', count: tasks.length, csv: writeTasks(tasks) };
  }
  if (asked.do === 'import') {
    const bytes = asked.file === undefined ? {} : { bytes: new Uint8Array(Buffer.from(asked.file, 'base64')) };
    return { did: 'import', taken: await takeBillBack(deps, { given: givenOf(asked.given), ...bytes }, asked.store) };
  }
  if (asked.do === 'ask') {
    const { title, taxId } = asked;
    return {
      did: 'ask',
      asked: await askForBill(deps, asked.number, { ...(title === undefined ? {} : { title }), ...(taxId === undefined ? {} : { taxId }) }),
    };
  }
  if (asked.do === 'retry') return { did: 'retry', retried: await retryReversal(deps, asked.billNo) };
  if (!deps.society.demonstration) return { did: 'steer', steered: false };
  const { left, trouble } = asked;
  await steerSimulator(billBook(deps, 'simulator'), { ...(left === undefined ? {} : { left }), ...(trouble === undefined ? {} : { trouble }) });
  return { did: 'steer', steered: true };
}

function givenOf(said: z.infer<typeof given>): GivenBack {
  if ('refused' in said) return said;
  const { ourNo, bill, format } = said;
  const day = parseDay(bill.day);
  if (day === undefined) throw new RangeError('a day that was one is none');
  return { ourNo, bill: { ...bill, day }, ...(format === undefined ? {} : { format }) };
}
