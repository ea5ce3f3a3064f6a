import type { Deps } from '../deps.ts';
import type { AfterFile } from '../disclosure/after.ts';
import type { Entry, PointingKind } from '../domain/entry.ts';
import type { ForgettingKind } from '../domain/forgetting.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import { putLive } from '../store/live-file.ts';
import { readPointers } from './point-entries.ts';

/** A published gift, by its index, whose name was taken back or erased by the entry `by`. */
export type Forgotten = { readonly index: number; readonly by: number; readonly k: ForgettingKind };

/** A published entry, by its index, that the later entry `by` points at. */
export type Pointed = { readonly index: number; readonly by: number; readonly k: PointingKind };

/** What entries of the published log point at; `from` is the index of the first. */
export async function readPointed(deps: Pick<Deps, 'log'>, entries: readonly Entry[], from: number): Promise<readonly Pointed[]> {
  const pointed: Pointed[] = [];
  for (const [at, entry] of entries.entries()) {
    const of = entry.k === 'withdraw' || entry.k === 'erase' ? await readPointers(deps, entry) : 'of' in entry ? entry.of : [];
    pointed.push(...of.map(({ index }) => ({ index, by: from + at, k: entry.k as PointingKind })));
  }
  return pointed;
}

/** Of these, the gifts of which something was taken back. */
export function forgottenAmong(pointed: readonly Pointed[]): readonly Forgotten[] {
  return pointed.flatMap(({ index, by, k }) => (k === 'withdraw' || k === 'erase' ? [{ index, by, k }] : []));
}

/** Writes into `/after/<bundle>.json` which later entries point at entries of the bundle, and into `/after/index.json` which bundles have such a file. */
export async function noteAfter(deps: Pick<Deps, 'publicFiles'>, pointed: readonly Pointed[], size: number): Promise<void> {
  if (pointed.length === 0) return;
  const byBundle = Map.groupBy(pointed, ({ index }) => Math.floor(index / TILE_WIDTH));
  for (const [bundle, here] of byBundle) {
    const file = await readAfter(deps, bundle);
    await put(deps, afterKey(bundle), { size, after: here.reduce(addLater, file.after) });
  }
  const bundles = [...new Set([...(await readAfterIndex(deps)), ...byBundle.keys()])].sort((a, b) => a - b);
  await put(deps, INDEX_KEY, { size, bundles });
}

/** Says that nothing is pointed at yet, where nobody has said anything: a reader then asks for one file that is there, and for no other. */
export async function beginAfter(deps: Pick<Deps, 'publicFiles'>, size: number): Promise<void> {
  if ((await deps.publicFiles.get(INDEX_KEY)) === undefined) await put(deps, INDEX_KEY, { size, bundles: [] });
}

/** Everything that was ever taken back, as the public files list it. */
export async function readAllForgotten(deps: Pick<Deps, 'publicFiles'>): Promise<readonly Forgotten[]> {
  return forgottenAmong(await readAllPointed(deps));
}

/** Everything that was ever pointed at, as the public files list it. */
export async function readAllPointed(deps: Pick<Deps, 'publicFiles'>): Promise<readonly Pointed[]> {
  const pointed: Pointed[] = [];
  for (const bundle of await readAfterIndex(deps)) {
    const { after } = await readAfter(deps, bundle);
    for (const [index, later] of Object.entries(after)) pointed.push(...later.map((one) => ({ index: Number(index), by: one.index, k: one.k })));
  }
  return pointed;
}

const INDEX_KEY = 'after/index.json';
const afterKey = (bundle: number): string => `after/${bundle}.json`;

function addLater(after: AfterFile['after'], { index, by, k }: Pointed): AfterFile['after'] {
  const known = after[index] ?? [];
  return known.some((one) => one.index === by) ? after : { ...after, [index]: [...known, { index: by, k }] };
}

/** What later entries point at entries of a bundle, as the public files list it. */
export async function readAfter(deps: Pick<Deps, 'publicFiles'>, bundle: number): Promise<AfterFile> {
  const stored = await deps.publicFiles.get(afterKey(bundle));
  return stored === undefined ? { size: 0, after: {} } : JSON.parse(new TextDecoder().decode(stored.bytes));
}

async function readAfterIndex(deps: Pick<Deps, 'publicFiles'>): Promise<readonly number[]> {
  const stored = await deps.publicFiles.get(INDEX_KEY);
  if (stored === undefined) return [];
  const { bundles }: { readonly bundles: readonly number[] } = JSON.parse(new TextDecoder().decode(stored.bytes));
  return bundles;
}

async function put(
  deps: Pick<Deps, 'publicFiles'>,
  key: string,
  file: AfterFile | { readonly size: number; readonly bundles: readonly number[] },
): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(file));
  await putLive(deps.publicFiles, key, { bytes, size: file.size, contentType: 'application/json; charset=utf-8' });
}
