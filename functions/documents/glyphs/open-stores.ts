import { join } from 'node:path';
import type { Face } from '../faces.ts';
import { builtFolder } from '../font-files.ts';
import type { Ladder, Line } from '../line.ts';
import type { Ladders } from '../page-marks.ts';
import { EN } from '../wording-en.ts';
import { ZH } from '../wording-zh.ts';
import { openGlyphStore } from './glyph-store.ts';
import { faceOf, isFullWidthLatin, type StoredFace, shapeQuickly } from './quick-line.ts';

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

/** The ladders of one document; `shaped` are those that HarfBuzz sets, where a text needs it. */
export function laddersOf(stores: Stores, shaped?: { readonly [ladder in keyof Ladders]: readonly Face[] }): Ladders {
  const { sans, serif, korean } = stores;
  return {
    sans: ladderOf([sans, serif, korean], shaped?.sans),
    serif: ladderOf([serif, sans, korean], shaped?.serif),
  };
}

function ladderOf(stores: readonly StoredFace[], faces: readonly Face[] | undefined): Ladder {
  return { stores, known: new Map(), wording: wordingIn(stores), ...(faces === undefined ? {} : { faces }) };
}

const wordings = new WeakMap<StoredFace, ReadonlyMap<string, Line>>();

/** Our own words as lines, set once a process; faces that begin a ladder begin only one. */
function wordingIn(stores: readonly StoredFace[]): ReadonlyMap<string, Line> {
  const [first] = stores;
  if (first === undefined) return new Map();
  const known = wordings.get(first);
  if (known !== undefined) return known;
  const lines = textsIn([ZH, EN]).flatMap((text): [string, Line][] => {
    const line = shapeQuickly(text, stores);
    return line === undefined ? [] : [[text, line]];
  });
  const wording = new Map(lines);
  wordings.set(first, wording);
  return wording;
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
