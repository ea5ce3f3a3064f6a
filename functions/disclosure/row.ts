import type { Entry } from '../domain/entry.ts';
import type { Money } from '../domain/money.ts';
import type { Day } from '../domain/time.ts';
import type { Later } from './after.ts';

/** How a gift's name stands on the public row. Only `named` carries the donor's text. */
export type ShownName = { readonly state: 'named'; readonly text: string } | { readonly state: 'anonymous' | 'held' | 'withdrawn' | 'unclaimed' };

/** The public row of a gift, exactly as pages and the preview show it. `row` counts from 1 within the issue. */
export type GiftRow = {
  readonly kind: 'gift';
  readonly index: number;
  readonly row: number;
  readonly on: Day;
  readonly late: boolean;
  readonly branch: string;
  readonly campaign: string;
  readonly place?: string;
  readonly restricted: boolean;
  readonly channel: string;
  readonly money: Money;
  readonly shown: ShownName;
  readonly message?: string;
  /** Later entries that correct or refund it, void a document of it, or say what it was used for. */
  readonly later?: readonly Later[];
};

/** A row for every other entry: the opening, a definition, a gap; goods, with their giver; whatever uses, moves or corrects. */
export type NoteRow = {
  readonly kind: 'note';
  readonly index: number;
  readonly row: number;
  readonly on: Day;
  readonly entry: Entry;
  readonly late?: true;
  readonly given?: { readonly shown: ShownName; readonly message?: string };
  readonly later?: readonly Later[];
};

export type Row = GiftRow | NoteRow;

/** Whether a row is shown among those written down last: what came, went, or was put right. */
export function isNews(row: Row): boolean {
  return row.kind === 'gift' || NEWS.has(row.entry.k);
}

const NEWS: ReadonlySet<Entry['k']> = new Set(['goods', 'spend', 'hand', 'refund', 'fix', 'transfer', 'claim']);

/** Public opening of a gift's shown name and message, as `/open/<bundle>.json` holds it: salts base64url without padding. */
export type Opening = {
  readonly shown: { readonly salt: string; readonly value: string };
  readonly note?: { readonly salt: string; readonly value: string };
};

/** `/open/<bundle>.json`: openings by index, with the log size they were made from. `held` indices wait for staff. */
export type OpenFile = { readonly size: number; readonly openings: { readonly [index: string]: Opening }; readonly held: readonly number[] };
