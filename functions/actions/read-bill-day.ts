import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import type { RefundEntry } from '../domain/entry-moves.ts';
import { atShanghai, type Day, dayOf, nextDay, previousDay } from '../domain/time.ts';
import type { BillRow, Gateway } from '../gateways/gateway.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, entryKey, identityKey } from '../store/tables.ts';
import { type Compared, compareBill, type OurGift } from './compare-bill.ts';
import type { ComparedDay } from './compared-days.ts';
import { type Explained, explainBill } from './explain-bill.ts';
import { readHead } from './read-head.ts';
import { readPublished } from './read-published.ts';
import { paymentEntryId } from './tokens.ts';
import { unknownRefunds } from './unknown-refunds.ts';
import { visitSince } from './visit-since.ts';

/** Why a day cannot be compared now. `too_early`: the gateway knows of nothing, and the record of gifts. */
export type NotCompared = 'not_ready' | 'unavailable' | 'damaged' | 'too_early' | 'record_unreadable';

/** A gift of the day that the bill lacks, with the number under which the gateway told it. */
export type LostGift = OurGift & { readonly serial: string; readonly atMs: number };

/** A day's bill beside the record. */
export type BillDay =
  | { readonly ok: false; readonly why: NotCompared }
  | {
      readonly ok: true;
      readonly compared: Compared;
      readonly explained: Explained;
      readonly unknownRefunds: readonly BillRow[];
      readonly lost: readonly LostGift[];
      /** Ids of gifts that are expected on the next day's bill. */
      readonly expected: readonly string[];
      /** Of the bill's file, where there is one. */
      readonly file?: { readonly sha256: string; readonly length: number };
    };

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'privateFiles' | 'society' | 'secret' | 'now'>;

/** Gifts whose hour is looked up; a bill that lacks more lacks a day. */
const LOOKED_UP = 500;

/** From this hour on a payment may be on the next day's bill. */
const TOWARDS_MIDNIGHT = '23:45';

/**
 * Fetches a gateway's bill of a day, keeps its bytes where staff alone find them, and compares it with what is published.
 * `around` are the comparisons of the neighbouring days.
 */
export async function readBillDay(
  deps: Needs,
  asked: { readonly gateway: Gateway; readonly day: Day; readonly around: ReadonlyMap<string, ComparedDay> },
): Promise<BillDay> {
  const { gateway, day, around } = asked;
  const bill = (await gateway.treasury?.readBill(day)) ?? { state: 'unavailable' as const };
  if (bill.state !== 'ready' && bill.state !== 'none') return { ok: false, why: bill.state };
  const file = bill.state === 'ready' ? await keepBill(deps, { gateway: gateway.id, day, bytes: bill.bytes }) : undefined;
  const record = await readAround(deps, { ch: gateway.id, day });
  if (record === undefined) return { ok: false, why: 'record_unreadable' };
  const idOf = (serial: string) => paymentEntryId(deps.secret, { gateway: gateway.id, serial });
  const compared = await compareRows(deps, { rows: bill.state === 'ready' ? bill.rows : [], day, record, idOf });
  // Of a bill that is not made yet some gateways say what they say of one that is never made.
  if (bill.state === 'none' && compared.ours.count > 0 && dayOf(deps.now()) <= nextDay(day)) return { ok: false, why: 'too_early' };
  const [before, after] = [around.get(previousDay(day)), around.get(nextDay(day))];
  const lost = await lookUp(deps, compared.missingThere);
  const isNext = ({ atMs }: LostGift) => after?.state !== 'ended' && atMs >= atShanghai(day, TOWARDS_MIDNIGHT);
  const expected = new Set(lost.filter(isNext).map(({ id }) => id));
  const there = new Set([...(before?.elsewhere ?? []), ...(after?.elsewhere ?? [])]);
  const elsewhere = compared.missingThere.filter(({ id }) => there.has(id) || expected.has(id));
  const here = new Set(compared.otherDay.map(({ gift }) => gift.id));
  const overdue = (before?.expected ?? []).flatMap((id) => (here.has(id) ? [] : [record.gifts.get(id)])).filter((gift) => gift !== undefined);
  const unknown = await unknownRefunds(deps, { rows: compared.refunds, entries: record.refunds });
  const found = around.get(day)?.found ?? { count: 0, amt: 0 };
  return {
    ok: true,
    compared,
    explained: explainBill(compared, { found, elsewhere, overdue, unknownRefunds: unknown }),
    unknownRefunds: unknown,
    lost: lost.filter((gift) => !elsewhere.some(({ id }) => id === gift.id)),
    expected: [...expected],
    ...(file === undefined ? {} : { file }),
  };
}

type Rows = { readonly rows: readonly BillRow[]; readonly day: Day; readonly record: Around; readonly idOf: (serial: string) => string };

/** Compares, and once more with gifts that stand in the record far from their day: what is published already is not missing. */
async function compareRows(deps: Needs, { rows, day, record, idOf }: Rows): Promise<Compared> {
  const compared = compareBill(rows, { day, gifts: record.gifts, idOf });
  const ids = compared.missingHere.map(({ serial }) => idOf(serial));
  const far: OurGift[] = [];
  for (let at = 0; at < ids.length; at += 100) {
    for (const place of await deps.db.getMany('ledger', ids.slice(at, at + 100).map(identityKey))) {
      const index = numberOf(place, 'index');
      const [entry] = index < record.size ? ((await readPublished(deps, { from: index, to: index + 1, size: record.size })) ?? []) : [];
      if (entry?.k === 'gift') far.push({ id: entry.id, on: entry.on, amt: entry.amt });
    }
  }
  if (far.length === 0) return compared;
  return compareBill(rows, { day, gifts: new Map([...record.gifts, ...far.map((gift) => [gift.id, gift] as const)]), idOf });
}

/** The same bytes have the same name, so that a repeat keeps them once and another file of that day beside them. */
async function keepBill(
  deps: Pick<Deps, 'privateFiles'>,
  { gateway, day, bytes }: { readonly gateway: string; readonly day: Day; readonly bytes: Uint8Array },
): Promise<{ readonly sha256: string; readonly length: number }> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await deps.privateFiles.put(`bills/${gateway}/${day}-${sha256}`, bytes, { when: 'absent', contentType: 'application/octet-stream' });
  return { sha256, length: bytes.length };
}

type Around = { readonly size: number; readonly gifts: ReadonlyMap<string, OurGift>; readonly refunds: readonly RefundEntry[] };

/** Published gifts of a channel on a day and its neighbours, and its refunds since. */
async function readAround(deps: Needs, { ch, day }: { readonly ch: string; readonly day: Day }): Promise<Around | undefined> {
  const [from, through] = [previousDay(day), nextDay(day)];
  const [gifts, refunds] = [new Map<string, OurGift>(), [] as RefundEntry[]];
  const head = await readHead(deps);
  if (head === undefined) return undefined;
  const read = await visitSince(deps, { from, upTo: head.checkpoint.size }, (entry) => {
    if (entry.k === 'gift' && entry.ch === ch && entry.cur === 'CNY' && entry.on >= from && entry.on <= through)
      gifts.set(entry.id, { id: entry.id, on: entry.on, amt: entry.amt });
    if (entry.k === 'refund' && entry.ch === ch) refunds.push(entry);
  });
  return read ? { size: head.checkpoint.size, gifts, refunds } : undefined;
}

/** What the table knows of gifts that a bill lacks; whoever was never entered through it is left out. */
async function lookUp(deps: Pick<Deps, 'db'>, gifts: readonly OurGift[]): Promise<readonly LostGift[]> {
  const found: LostGift[] = [];
  for (const gift of gifts.slice(0, LOOKED_UP)) {
    const place = await deps.db.get('ledger', identityKey(gift.id));
    const entry = place === undefined ? undefined : await deps.db.get('ledger', entryKey(numberOf(place, 'index')));
    const kept = entry === undefined ? undefined : await deps.db.get('records', donationKey(textOf(entry, 'donation')));
    if (kept?.state === 'paid') found.push({ ...gift, serial: textOf(kept, 'serial'), atMs: numberOf(kept, 'paidAtMs') });
  }
  return found;
}
