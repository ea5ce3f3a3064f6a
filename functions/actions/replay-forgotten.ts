import type { Deps } from '../deps.ts';
import type { OpenFile } from '../disclosure/row.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import { entryKey } from '../store/tables.ts';
import { claimedGifts } from './claimed-gifts.ts';
import { eraseDocuments } from './erase-documents.ts';
import { forgetAgain } from './forget-again.ts';
import { type Forgotten, forgottenAmong, type Pointed, readAllPointed } from './forgotten.ts';
import { closeOpenings } from './open-names.ts';
import { readOpenFiles } from './read-rows.ts';
import { findStale, redrawRows } from './redraw-rows.ts';
import { readLive, refreshDisclosure } from './refresh-disclosure.ts';

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'privateFiles' | 'readShells' | 'society' | 'now' | 'alarm'>;

/**
 * Takes away again whatever the published log says was taken back, before anything is served: a table, a page or a
 * document may have come back with a restored copy. Returns how many gifts had come back in the table.
 */
export async function replayForgotten(deps: Needs): Promise<number> {
  await refreshDisclosure(deps, { always: true });
  const pointed = await readAllPointed(deps);
  const forgotten = forgottenAmong(pointed);
  const again = await forgetAgain(deps, forgotten);
  await eraseAgain(
    deps,
    forgotten.filter(({ k }) => k === 'erase'),
  );
  await redrawStale(deps, pointed);
  return again;
}

/** Rows drawn before something later was said of their entries: a name that was taken back, a correction. */
async function redrawStale(deps: Needs, pointed: readonly Pointed[]): Promise<void> {
  const live = await readLive(deps);
  if (live === undefined || pointed.length === 0) return;
  const forgotten = forgottenAmong(pointed);
  const opened = await findOpened(deps, forgotten);
  const claimed = await claimedGifts(
    deps,
    forgotten.map(({ index }) => index),
    live.size,
  );
  // A gift that was claimed is drawn with the name of its claim, and keeps its own opening when that is taken back.
  const drawnWith = forgotten.flatMap((one) => (claimed.has(one.index) ? [{ ...one, index: claimed.get(one.index) ?? one.index }] : []));
  const [staleRows, staleGifts] = [await findStale(deps, live, pointed), await findStale(deps, live, drawnWith)];
  const stale = [...opened, ...staleRows, ...staleGifts, ...opened.flatMap((one) => drawnWith.filter(({ by }) => by === one.by))].map(({ index }) => index);
  if (stale.length === 0) return;
  const gone = [...opened, ...forgottenAmong(staleRows)].map(({ index }) => index);
  await closeOpenings(deps, { indices: new Set(gone), size: live.size });
  await redrawRows(deps, { live, shells: await deps.readShells() }, stale);
}

/** Of these gifts, the ones whose name the public files open all the same. */
async function findOpened(deps: Needs, forgotten: readonly Forgotten[]): Promise<readonly Forgotten[]> {
  const files = new Map<number, OpenFile | undefined>();
  for (const bundle of new Set(forgotten.map(bundleOf)))
    files.set(bundle, (await readOpenFiles(deps, bundle * TILE_WIDTH, bundle * TILE_WIDTH + 1)).get(bundle));
  return forgotten.filter((one) => {
    const file = files.get(bundleOf(one));
    return file !== undefined && (file.openings[one.index] !== undefined || file.held.includes(one.index));
  });
}

async function eraseAgain(deps: Needs, erased: readonly Forgotten[]): Promise<void> {
  for (const { index } of erased) {
    const place = await deps.db.get('ledger', entryKey(index));
    if (typeof place?.donation === 'string' && place.donation !== '') await eraseDocuments(deps, { donationId: place.donation, index });
  }
}

const bundleOf = ({ index }: Forgotten): number => Math.floor(index / TILE_WIDTH);
