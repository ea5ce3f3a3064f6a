import type { Item, Key } from './database.ts';

/** Outbox partitions: enough that no single one is hot at thirty gifts a second, few enough to read them all. */
export const SHARDS = 8;

/**
 * The two tables as data: `infra` makes them from this, locally and in the cloud.
 *
 * records   `D#<donation>`/`DONATION` a gift with names and salts; index `due` finds pending ones to ask about
 *           `D#<donation>`/`DOC#<kind>` a document that was drawn
 * ledger    `CTR`/`CTR` next index and the open issue
 *           `OUTBOX#<0-7>`/`<settledAtMs>#<entry id>` settled, not yet admitted (no name, no salt)
 *           `B#<bundle>`/`<position>` admitted entries
 *           `ID#<entry id>`/`ID` where an entry stands
 */
export const TABLES = {
  records: { index: { name: 'due', partition: 'dueShard', sort: 'dueAt' } },
  ledger: { index: undefined },
} as const;

/** A gift's item. */
export const donationKey = (donationId: string): Key => ({ pk: `D#${donationId}`, sk: 'DONATION' });

/** The record of a document drawn for a gift. */
export const documentKey = (donationId: string, kind: 'receipt' | 'certificate'): Key => ({ pk: `D#${donationId}`, sk: `DOC#${kind}` });

/** The counter. */
export const COUNTER: Key = { pk: 'CTR', sk: 'CTR' };

/** An entry's place in the outbox; sorted by the time of settlement. */
export const outboxKey = (entryId: string, settledAtMs: number): Key => ({
  pk: `OUTBOX#${Number.parseInt(entryId.slice(0, 2), 16) % SHARDS}`,
  sk: `${String(settledAtMs).padStart(13, '0')}#${entryId}`,
});

/** An admitted entry; positions within a bundle have three digits, so that their text order is their order. */
export const entryKey = (index: number): Key => ({ pk: `B#${Math.floor(index / 256)}`, sk: String(index % 256).padStart(3, '0') });

/** Where an entry stands; made once, in the transaction that admits it. */
export const placeKey = (entryId: string): Key => ({ pk: `ID#${entryId}`, sk: 'ID' });

/** Index shard of a donation's next look. */
export const dueShard = (donationId: string): string => `due#${donationId.charCodeAt(donationId.length - 1) % SHARDS}`;

/** Reads a field that our own writes always set; throws where it is not there, since then the table is not ours. */
export function textOf(item: Item, field: string): string {
  const value = item[field];
  if (typeof value !== 'string') throw new TypeError(`item ${item.pk} lacks ${field}`);
  return value;
}

/** Like `textOf`, for numbers. */
export function numberOf(item: Item, field: string): number {
  const value = item[field];
  if (typeof value !== 'number') throw new TypeError(`item ${item.pk} lacks ${field}`);
  return value;
}

/** Like `textOf`, for bytes. */
export function bytesOf(item: Item, field: string): Uint8Array {
  const value = item[field];
  if (!(value instanceof Uint8Array)) throw new TypeError(`item ${item.pk} lacks ${field}`);
  return value;
}
