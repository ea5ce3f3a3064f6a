import { join } from 'node:path';
import type { Face } from '../faces.ts';
import { builtFolder } from '../font-files.ts';
import type { Ladders } from '../page-marks.ts';
import { openGlyphStore } from './glyph-store.ts';
import type { StoredFace } from './quick-line.ts';

/** Faces that have a store, in the order in which a character is looked for. */
export const STORED = ['sans', 'serif', 'korean'] as const;

export type Stores = { readonly [face in (typeof STORED)[number]]: StoredFace };

let opened: Stores | undefined;

/** The stores, opened once a process. */
export function openStores(): Stores {
  opened ??= { sans: openStore('sans'), serif: openStore('serif'), korean: openStore('korean') };
  return opened;
}

/** Name of a face's store in the folder of what was built. */
export const storeName = (face: StoredFace['name']): string => `${face}.glyphs`;

const openStore = (name: StoredFace['name']): StoredFace => ({ name, store: openGlyphStore(join(builtFolder(), storeName(name))) });

/** The ladders of a page; `shaped` are those that HarfBuzz sets, where a text needs it. */
export function laddersOf({ sans, serif, korean }: Stores, shaped?: { readonly sans: readonly Face[]; readonly serif: readonly Face[] }): Ladders {
  return {
    sans: { stores: [sans, serif, korean], ...(shaped === undefined ? {} : { faces: shaped.sans }) },
    serif: { stores: [serif, sans, korean], ...(shaped === undefined ? {} : { faces: shaped.serif }) },
  };
}

/** Tells whether every character of a text is one glyph of a store. */
export function isInStores(text: string, { sans, serif, korean }: Stores): boolean {
  let before = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const face = [sans, serif, korean].find(({ store }) => store.find(codePoint) !== 0);
    if (face === undefined || (codePoint === before && face.store.joins.includes(codePoint))) return false;
    before = codePoint;
  }
  return true;
}
