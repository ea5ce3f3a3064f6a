import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { addMovements, type Balances, carryOver, NO_BALANCES } from '../domain/balances.ts';
import { openingAfter } from '../domain/close.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import { movementsOf } from '../domain/movements.ts';
import { readPublished } from './read-published.ts';

/** Bundles read at once where a whole log is added up. */
const BUNDLES_AT_ONCE = 64;

/**
 * What all funds hold where the issue that begins at `first` opens: from the statement of the issue before, if it is the
 * one whose digest stands in the log. Issues of the first version say nothing of it, so that their entries are added up;
 * that happens once. Nothing where the published files contradict each other.
 */
export async function readOpening(
  deps: Pick<Deps, 'log'>,
  { issue, first, size }: { readonly issue: number; readonly first: number; readonly size: number },
): Promise<Balances | undefined> {
  if (first === 0) return NO_BALANCES;
  const [close] = (await readPublished(deps, { from: first - 1, to: first, size })) ?? [];
  const statement = await deps.log.get(`close/${issue - 1}.json`);
  if (close?.k !== 'close' || statement === undefined) return undefined;
  if (createHash('sha256').update(statement.bytes).digest('hex') !== close.sha256) return undefined;
  return openingAfter(statement.bytes) ?? addUp(deps, { to: first, size });
}

async function addUp(deps: Pick<Deps, 'log'>, { to, size }: { readonly to: number; readonly size: number }): Promise<Balances | undefined> {
  let balances = NO_BALANCES;
  for (let from = 0; from < to; from += BUNDLES_AT_ONCE * TILE_WIDTH) {
    const entries = await readPublished(deps, { from, to: Math.min(to, from + BUNDLES_AT_ONCE * TILE_WIDTH), size });
    if (entries === undefined) return undefined;
    balances = addMovements(balances, entries.flatMap(movementsOf));
  }
  return carryOver(balances);
}
