import type { Deps } from '../deps.ts';
import type { AfterFile } from '../disclosure/after.ts';
import type { Entry } from '../domain/entry.ts';
import type { ForgettingKind } from '../domain/forgetting.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import { putLive } from '../store/live-file.ts';
import { readPointers } from './point-entries.ts';

/** A published gift, by its index, whose name was taken back or erased by the entry `by`. */
export type Forgotten = { readonly index: number; readonly by: number; readonly k: ForgettingKind };

/** What entries of the published log take back; `from` is the index of the first. */
export async function readForgotten(deps: Pick<Deps, 'log'>, entries: readonly Entry[], from: number): Promise<readonly Forgotten[]> {
  const forgotten: Forgotten[] = [];
  for (const [at, entry] of entries.entries()) {
    if (entry.k !== 'withdraw' && entry.k !== 'erase') continue;
    const { k } = entry;
    forgotten.push(...(await readPointers(deps, entry)).map(({ index }) => ({ index, by: from + at, k })));
  }
  return forgotten;
}

/** Writes into `/after/<bundle>.json` which later entries point at entries of the bundle, and into `/after/index.json` which bundles have such a file. */
export async function noteAfter(deps: Pick<Deps, 'publicFiles'>, forgotten: readonly Forgotten[], size: number): Promise<void> {
  if (forgotten.length === 0) return;
  const byBundle = Map.groupBy(forgotten, ({ index }) => Math.floor(index / TILE_WIDTH));
  for (const [bundle, here] of byBundle) {
    const file = await readAfter(deps, bundle);
    await put(deps, afterKey(bundle), { size, after: here.reduce(addLater, file.after) });
  }
  const bundles = [...new Set([...(await readAfterIndex(deps)), ...byBundle.keys()])].sort((a, b) => a - b);
  await put(deps, INDEX_KEY, { size, bundles });
}

/** Everything that was ever taken back, as the public files list it. */
export async function readAllForgotten(deps: Pick<Deps, 'publicFiles'>): Promise<readonly Forgotten[]> {
  const forgotten: Forgotten[] = [];
  for (const bundle of await readAfterIndex(deps)) {
    const { after } = await readAfter(deps, bundle);
    for (const [index, later] of Object.entries(after)) forgotten.push(...later.map((one) => ({ index: Number(index), by: one.index, k: one.k })));
  }
  return forgotten;
}

const INDEX_KEY = 'after/index.json';
const afterKey = (bundle: number): string => `after/${bundle}.json`;

function addLater(after: AfterFile['after'], { index, by, k }: Forgotten): AfterFile['after'] {
  const known = after[index] ?? [];
  return known.some((one) => one.index === by) ? after : { ...after, [index]: [...known, { index: by, k }] };
}

async function readAfter(deps: Pick<Deps, 'publicFiles'>, bundle: number): Promise<AfterFile> {
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
