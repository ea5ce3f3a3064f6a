import { type FaceName, readFace, readSubsetter } from './font-files.ts';

/** A font program that holds only the given glyphs of a face, under the face's own glyph numbers and without layout tables. */
export async function subsetFace(face: FaceName, glyphs: Iterable<number>): Promise<Uint8Array> {
  const harfbuzz = await loadSubsetter();
  const source = await loadSource(face);
  const input = harfbuzz.call('hb_subset_input_create_or_fail');
  harfbuzz.call('hb_subset_input_set_flags', input, NO_HINTING | RETAIN_GLYPH_NUMBERS);
  const dropped = harfbuzz.call('hb_subset_input_set', input, DROP_TABLES);
  for (const table of ['GPOS', 'GSUB', 'GDEF', 'BASE', 'vhea', 'vmtx', 'VORG', 'STAT', 'gasp', 'cmap', 'name', 'post'])
    harfbuzz.call('hb_set_add', dropped, tagOf(table));
  const wanted = harfbuzz.call('hb_subset_input_glyph_set', input);
  for (const glyph of glyphs) harfbuzz.call('hb_set_add', wanted, glyph);
  const subset = harfbuzz.call('hb_subset_or_fail', source, input);
  harfbuzz.call('hb_subset_input_destroy', input);
  if (subset === 0) throw new Error(`no subset of ${face}`);
  return takeBytes(harfbuzz, subset);
}

/** hb-subset.h: HB_SUBSET_FLAGS_NO_HINTING, HB_SUBSET_FLAGS_RETAIN_GIDS, HB_SUBSET_SETS_DROP_TABLE_TAG, HB_MEMORY_MODE_READONLY. */
const NO_HINTING = 1;
const RETAIN_GLYPH_NUMBERS = 2;
const DROP_TABLES = 3;
const READ_ONLY = 1;

const tagOf = (table: string): number => [...table].reduce((tag, character) => tag * 256 + character.charCodeAt(0), 0) | 0;

type Subsetter = { readonly memory: WebAssembly.Memory; readonly call: (name: string, ...values: readonly number[]) => number };

let subsetter: Promise<Subsetter> | undefined;
const sources = new Map<FaceName, Promise<number>>();

function loadSubsetter(): Promise<Subsetter> {
  subsetter ??= openSubsetter();
  return subsetter;
}

async function openSubsetter(): Promise<Subsetter> {
  const { instance } = await WebAssembly.instantiate(new Uint8Array(await readSubsetter()));
  const memory = instance.exports.memory;
  if (!(memory instanceof WebAssembly.Memory)) throw new TypeError('the subsetter has no memory');
  const call: Subsetter['call'] = (name, ...values) => {
    const exported = instance.exports[name];
    if (typeof exported !== 'function') throw new TypeError(`the subsetter lacks ${name}`);
    return Number(exported(...values));
  };
  call('_initialize');
  return { memory, call };
}

function loadSource(face: FaceName): Promise<number> {
  const source = sources.get(face) ?? openSource(face);
  sources.set(face, source);
  return source;
}

/** Copies a face into the subsetter's memory, where it stays for the process. */
async function openSource(face: FaceName): Promise<number> {
  const [harfbuzz, bytes] = await Promise.all([loadSubsetter(), readFace(face)]);
  const at = harfbuzz.call('malloc', bytes.length);
  new Uint8Array(harfbuzz.memory.buffer).set(bytes, at);
  return harfbuzz.call('hb_face_create', harfbuzz.call('hb_blob_create', at, bytes.length, READ_ONLY, 0, 0), 0);
}

function takeBytes(harfbuzz: Subsetter, face: number): Uint8Array {
  const blob = harfbuzz.call('hb_face_reference_blob', face);
  const at = harfbuzz.call('hb_blob_get_data', blob, 0);
  const bytes = new Uint8Array(harfbuzz.memory.buffer).slice(at, at + harfbuzz.call('hb_blob_get_length', blob));
  harfbuzz.call('hb_blob_destroy', blob);
  harfbuzz.call('hb_face_destroy', face);
  return bytes;
}
