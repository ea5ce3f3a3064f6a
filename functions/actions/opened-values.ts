import type { GiftEntry, OpenedField } from '../domain/entry.ts';
import type { ClaimEntry } from '../domain/entry-moves.ts';
import { OPENED_FIELDS } from '../domain/forgetting.ts';
import { commit, fieldSalt } from '../domain/ledger/commitment.ts';
import type { Item, Value } from '../store/database.ts';
import { textOf } from '../store/item.ts';

/** Salt of one field of a gift: from the entry's own salt, or the one that was kept when that was dropped; nothing where it was erased. */
export function saltOf(item: Item, field: OpenedField): Uint8Array | undefined {
  if (item.salt instanceof Uint8Array) return fieldSalt(item.salt, field);
  const kept = isMap(item.salts) ? item.salts[field] : undefined;
  return kept instanceof Uint8Array ? kept : undefined;
}

/** Fields that the gift still opens. */
export function fieldsLeft(item: Item): readonly OpenedField[] {
  return OPENED_FIELDS.filter((field) => typeof item[field] === 'string' && saltOf(item, field) !== undefined);
}

/** Tells whether a gift opens what was committed to in public, as far as it is still there; a value changed behind our back makes no certificate. */
export function opensEntry(item: Item, entry: GiftEntry): boolean {
  const opened = fieldsLeft(item).every((field) => entry.c[field] === commit(saltOf(item, field) ?? new Uint8Array(), field, textOf(item, field)));
  return opened && entry.id === item.entryId && entry.amt === item.amt && entry.cur === item.cur;
}

/** Tells whether what is kept of a claim opens what was committed to in public, as far as it is still there. */
export function opensClaim(item: Item, entry: ClaimEntry): boolean {
  const opened = CLAIM_FIELDS.filter((field) => saltOf(item, field) !== undefined);
  return entry.id === item.entryId && opened.every((field) => entry.c[field] === commit(saltOf(item, field) ?? new Uint8Array(), field, textOf(item, field)));
}

const CLAIM_FIELDS = ['name', 'note', 'shown'] as const;

/** Tells whether all that is personal was erased. */
export const isErased = (item: Item): boolean => item.erasedAtMs !== undefined;

const isMap = (value: Value | undefined): value is { readonly [name: string]: Value } =>
  typeof value === 'object' && !(value instanceof Uint8Array) && !Array.isArray(value);
