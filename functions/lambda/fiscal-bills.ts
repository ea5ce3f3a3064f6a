import { randomInt, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { billBook } from '../actions/bill-book.ts';
import { billFileKey } from '../actions/follow-bills-file.ts';
import type { Deps } from '../deps.ts';
import { parseBillNumber } from '../domain/fiscal-bill.ts';
import { agencyApi } from '../gateways/fiscal-bill/agency-api.ts';
import { eBillApi } from '../gateways/fiscal-bill/e-bill-api.ts';
import type { FiscalBills } from '../gateways/fiscal-bill/fiscal-bill.ts';
import { manualBills } from '../gateways/fiscal-bill/manual.ts';
import { simulatedBills } from '../gateways/fiscal-bill/simulator.ts';
import { words } from '../gateways/message-shapes.ts';

/** Ways to fiscal bills that a deployment may choose. */
export const BILL_ADAPTERS = ['none', 'simulator', 'manual', 'e-bill-api', 'agency-api'] as const;

export type BillAdapter = (typeof BILL_ADAPTERS)[number];

type World = Pick<Deps, 'society' | 'db' | 'privateFiles'> & {
  /** What stands in the portal's secret; on one machine there is none, and no supplier. */
  readonly settings?: { readonly [name: string]: unknown };
};

/** Opens the way to fiscal bills that was chosen; nothing where there is none. Throws a sentence where it is unknown, or not for this society (M18). */
export function openFiscalBills(chosen: string, world: World): FiscalBills | undefined {
  if (chosen === '' || chosen === 'none') return undefined;
  if (chosen === 'simulator') return simulatedBills({ demonstration: world.society.demonstration, book: billBook(world, 'simulator') });
  if (chosen === 'manual') return manualBills({ book: billBook(world, 'manual'), readBytes: (file) => readGivenFile(world, file) });
  if (chosen === 'e-bill-api') return openEBillApi(take(eBillShape, world));
  if (chosen === 'agency-api') return openAgencyApi(take(agencyShape, world));
  throw new RangeError(`FISCAL_BILL names ${chosen}; there are ${BILL_ADAPTERS.join(', ')}`);
}

/** What a clerk brought back lies where the donor's file is to lie. */
async function readGivenFile({ privateFiles }: World, { billNo, format }: Pick<Parameters<typeof billFileKey>[0], 'billNo' | 'format'>) {
  const donationId = parseBillNumber(billNo)?.donationId ?? '';
  return (await privateFiles.get(billFileKey({ donationId, billNo, format })))?.bytes;
}

const address = z.string().check(z.regex(/^https:\/\/[^\s?#]+[^\s?#/]$/));
const codes = z.optional(z.array(words(32)).check(z.maxLength(64)));
const linesMost = z.optional(z.int().check(z.gte(1), z.lte(100)));

const eBillShape = z.object({
  E_BILL_ADDRESS: address,
  E_BILL_APP_ID: words(64),
  E_BILL_KEY: words(256),
  E_BILL_REGION: z.optional(words(16)),
  E_BILL_DEPT_CODE: z.optional(words(64)),
  E_BILL_PLACE_CODE: words(64),
  E_BILL_ITEM_CODE: words(64),
  E_BILL_ITEM_NAME: words(120),
  E_BILL_PAYEE: words(64),
  E_BILL_REVIEWER: words(64),
  E_BILL_ISSUE_METHOD: z.string().check(z.regex(/^\w{1,64}$/)),
  E_BILL_FIND_METHOD: z.optional(z.string().check(z.regex(/^\w{1,64}$/))),
  E_BILL_UNKNOWN_RESULTS: codes,
  E_BILL_EMPTY_RESULTS: codes,
  E_BILL_REJECTED_RESULTS: codes,
  E_BILL_LINES_MOST: linesMost,
});

const agencyShape = z.object({
  AGENCY_ADDRESS: address,
  AGENCY_CODE: words(64),
  AGENCY_APP_ID: words(64),
  AGENCY_APP_KEY: words(256),
  AGENCY_REGION_CODE: words(16),
  AGENCY_PLACE_CODE: words(64),
  AGENCY_BATCH_CODE: words(16),
  AGENCY_ITEM_CODE: words(64),
  AGENCY_AUTHOR: words(64),
  AGENCY_UNKNOWN_CODES: codes,
  AGENCY_EMPTY_CODES: codes,
  AGENCY_REJECTED_CODES: codes,
  AGENCY_LINES_MOST: linesMost,
});

/** Takes what a way needs from the secret; says what is missing or malformed, and repeats nothing of it. */
function take<Shape extends z.ZodMiniType>(shape: Shape, { settings }: World): z.output<Shape> {
  const parsed = shape.safeParse(settings ?? {});
  if (parsed.success) return parsed.data;
  const wrong = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))].join(', ');
  throw new TypeError(`fiscal bills: PORTAL_SECRET lacks or has malformed ${wrong}`);
}

const LINES_MOST = 5;

function openEBillApi(said: z.output<typeof eBillShape>): FiscalBills {
  const { E_BILL_REGION: region, E_BILL_DEPT_CODE: deptCode, E_BILL_FIND_METHOD: findMethod } = said;
  return eBillApi({
    appId: said.E_BILL_APP_ID,
    key: said.E_BILL_KEY,
    ...(region === undefined ? {} : { region }),
    ...(deptCode === undefined ? {} : { deptCode }),
    address: said.E_BILL_ADDRESS,
    placeCode: said.E_BILL_PLACE_CODE,
    item: { code: said.E_BILL_ITEM_CODE, name: said.E_BILL_ITEM_NAME },
    payee: said.E_BILL_PAYEE,
    reviewer: said.E_BILL_REVIEWER,
    issueMethod: said.E_BILL_ISSUE_METHOD,
    ...(findMethod === undefined ? {} : { findMethod }),
    unknownResults: said.E_BILL_UNKNOWN_RESULTS ?? [],
    emptyResults: said.E_BILL_EMPTY_RESULTS ?? [],
    rejectedResults: said.E_BILL_REJECTED_RESULTS ?? [],
    linesMost: said.E_BILL_LINES_MOST ?? LINES_MOST,
    fetch,
    noise: () => randomUUID().replaceAll('-', ''),
  });
}

function openAgencyApi(said: z.output<typeof agencyShape>): FiscalBills {
  return agencyApi({
    agencyCode: said.AGENCY_CODE,
    appId: said.AGENCY_APP_ID,
    appKey: said.AGENCY_APP_KEY,
    regionCode: said.AGENCY_REGION_CODE,
    address: said.AGENCY_ADDRESS,
    placeCode: said.AGENCY_PLACE_CODE,
    batchCode: said.AGENCY_BATCH_CODE,
    item: { code: said.AGENCY_ITEM_CODE },
    author: said.AGENCY_AUTHOR,
    unknownCodes: said.AGENCY_UNKNOWN_CODES ?? [],
    emptyCodes: said.AGENCY_EMPTY_CODES ?? [],
    rejectedCodes: said.AGENCY_REJECTED_CODES ?? [],
    linesMost: said.AGENCY_LINES_MOST ?? LINES_MOST,
    fetch,
    clock: Date.now,
    messageId: () => String(randomInt(1e12)).padStart(16, '0'),
  });
}
