import type { Deps } from '../deps.ts';
import type { Live } from '../disclosure/live.ts';
import { reportPages, type Shells, usePages } from '../disclosure/live-pages.ts';
import { addUse, NO_USES, touchesUses, type Uses } from '../disclosure/uses.ts';
import type { Entry } from '../domain/entry.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import { putPage, putPages } from './put-page.ts';
import { readPublished } from './read-published.ts';

/** Key of the projection from which the pages of uses and of reports are drawn. */
export const USES_KEY = 'uses.json';

const BUNDLES_AT_ONCE = 64;

type Needs = Pick<Deps, 'log' | 'publicFiles' | 'society'>;

/**
 * Draws the pages of uses and of reports as far as the new entries have to do with them, or `always` where there are none
 * yet. A gift alone changes the figures of the uses and nothing that they are listed from; what came since that was listed last is
 * read again from the bundles.
 */
export async function drawUses(
  deps: Needs,
  work: { readonly live: Live; readonly entries: readonly Entry[]; readonly shells: Shells; readonly always: boolean },
): Promise<void> {
  const { live, shells, entries } = work;
  const frame = { society: deps.society, shells, live };
  const stored = await deps.publicFiles.get(USES_KEY);
  const kept = stored === undefined ? undefined : readUses(stored.bytes);
  if (kept !== undefined && kept.size <= live.size && !entries.some(touchesUses)) {
    if (work.always || entries.some(({ k }) => k === 'gift')) await putPages(deps, live.size, usePages(frame, { ...kept, size: live.size }));
    return;
  }
  if (kept === undefined && !work.always && !entries.some(touchesUses)) return;
  const uses = await readOn(deps, live, kept);
  await putPages(deps, live.size, [...usePages(frame, uses), ...reportPages(frame, uses)]);
  await putPage(deps, live.size, { key: USES_KEY, text: JSON.stringify(uses) });
}

/** What was kept; nothing of an earlier version, which lacks something that the log says. */
function readUses(bytes: Uint8Array): Uses | undefined {
  const kept: Uses = JSON.parse(new TextDecoder().decode(bytes));
  return kept.v === NO_USES.v ? kept : undefined;
}

/** The projection as of `live.size`, from the last one on. */
async function readOn(deps: Needs, live: Live, kept: Uses = NO_USES): Promise<Uses> {
  const known = kept.size <= live.size ? placeOf(live, kept.size) : undefined;
  let uses = known === undefined ? NO_USES : kept;
  let place = known ?? { issue: 1, first: 0 };
  for (let from = uses.size; from < live.size; from += BUNDLES_AT_ONCE * TILE_WIDTH) {
    const entries = await readPublished(deps, { from, to: Math.min(live.size, from + BUNDLES_AT_ONCE * TILE_WIDTH), size: live.size });
    if (entries === undefined) throw new Error('the published bundles cannot be read');
    for (const [at, entry] of entries.entries()) {
      const index = from + at;
      uses = addUse(uses, entry, { index, issue: place.issue, row: index - place.first + 1 });
      if (entry.k === 'close') place = { issue: entry.number + 1, first: index + 1 };
    }
  }
  return uses;
}

/** Which issue an index belongs to, and where that begins: each close draws these pages, so that it is the open one or one of the last. */
function placeOf(live: Live, index: number): { readonly issue: number; readonly first: number } | undefined {
  if (index === 0) return { issue: 1, first: 0 };
  const found = [live.issue, ...live.closed].find(({ first }) => first <= index);
  return found === undefined ? undefined : { issue: found.number, first: found.first };
}
