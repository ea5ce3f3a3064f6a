import { join } from 'node:path';
import type { Face } from '../faces.ts';
import { builtFolder } from '../font-files.ts';
import { nothingSet, type SetTexts, type StoredLadder } from '../line.ts';
import type { Ladders } from '../page-marks.ts';
import { openGlyphStore } from './glyph-store.ts';
import { faceOf, isFullWidthLatin, type StoredFace } from './quick-line.ts';

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

/** What the last document of a template was set from, by ladder. */
export type SetBefore = { readonly [ladder in keyof Ladders]: SetTexts };

type More = {
  /** Faces that HarfBuzz sets, where a text needs it. */
  readonly shaped?: { readonly [ladder in keyof Ladders]: readonly Face[] } | undefined;
  readonly before?: SetBefore | undefined;
};

/** The ladders of one document. */
export function laddersOf({ sans, serif, korean }: Stores, { shaped, before }: More = {}): { readonly [ladder in keyof Ladders]: StoredLadder } {
  return {
    sans: ladderOf([sans, serif, korean], { faces: shaped?.sans, before: before?.sans }),
    serif: ladderOf([serif, sans, korean], { faces: shaped?.serif, before: before?.serif }),
  };
}

function ladderOf(
  stores: readonly StoredFace[],
  { faces, before }: { readonly faces: readonly Face[] | undefined; readonly before: SetTexts | undefined },
): StoredLadder {
  return { stores, set: nothingSet(), before: before ?? nothingSet(), ...(faces === undefined ? {} : { faces }) };
}

/** Every text in a value, however deep. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Tells whether every line of a text can be set from the stores, whatever stands beside what and wherever it breaks. */
export function isInStores(text: string, { sans, serif, korean }: Stores): boolean {
  const faces = [sans, serif, korean];
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const codePoint = text.codePointAt(at) ?? 0;
    if (codePoint > 0xffff) at++;
    const face = codePoint === LINE_FEED ? sans : faceOf(codePoint, faces);
    if (face === undefined || isFullWidthLatin(codePoint) || (codePoint === before && face.store.joins.includes(codePoint))) return false;
    before = codePoint;
  }
  return true;
}

const LINE_FEED = 0x0a;
