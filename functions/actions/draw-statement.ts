import type { Deps } from '../deps.ts';
import type { StatementRow } from '../documents/desk/statement-rows.ts';
import { ANONYMOUS_NAME } from '../domain/donor-name.ts';
import type { Entry } from '../domain/entry.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import { movementsOf } from '../domain/movements.ts';
import type { Item } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { readAfter } from './forgotten.ts';
import { readRecord } from './issue-document-proof.ts';
import { isErased, opensEntry } from './opened-values.ts';
import { type Place, readDonation } from './read-donation.ts';

/** Whose gifts of which year: each with the token that its donor holds. */
export type StatementWish = { readonly year: number; readonly gifts: readonly { readonly id: string; readonly token: string }[] };

export type StatementDrawn =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly code: 'token_invalid' | 'not_found'; readonly field: string };

type Needs = Pick<Deps, 'now' | 'db' | 'log' | 'logKey' | 'secret' | 'society' | 'publicFiles' | 'publicUrl' | 'documentSigner' | 'alarm'>;

type Found = { readonly kind: 'row'; readonly row: StatementRow; readonly index: number } | { readonly kind: 'waiting' | 'other_year' };

/**
 * Draws a donor's gifts of one year from the links that the donor holds, signed, and keeps nothing: one wrong link refuses all,
 * since nobody shall find out by trying which of several is right.
 */
export async function drawDonorStatement(deps: Needs, { year, gifts }: StatementWish): Promise<StatementDrawn> {
  const found = new Map<string, Found>();
  for (const [at, claim] of gifts.entries()) {
    const read = await readDonation(deps, claim);
    if (!read.ok) return { ok: false, code: 'token_invalid', field: `gifts.${at}` };
    if (!found.has(claim.id)) found.set(claim.id, await findRow(deps, { item: read.item, place: read.view.entry, year }));
  }
  const all = [...found.values()];
  const rows = all.flatMap((one) => (one.kind === 'row' ? [one] : [])).sort((left, right) => left.index - right.index);
  if (rows.length === 0) return { ok: false, code: 'not_found', field: 'year' };
  const { name, code, demonstration } = deps.society;
  const { drawStatement } = await import('../documents/desk/statement.ts');
  const statement = {
    year,
    society: { name, code, demonstration },
    rows: rows.map(({ row }) => row),
    waiting: all.filter(({ kind }) => kind === 'waiting').length,
    otherYears: all.filter(({ kind }) => kind === 'other_year').length,
    madeAtMs: deps.now(),
    verifyUrl: `${deps.publicUrl}/verify.html`,
  };
  return { ok: true, bytes: await drawStatement(statement, await deps.documentSigner()) };
}

async function findRow(deps: Needs, { item, place, year }: { readonly item: Item; readonly place: Place | null; readonly year: number }): Promise<Found> {
  if (place === null) return { kind: 'waiting' };
  const { entry } = await readRecord(deps, place.index);
  if (entry.k !== 'gift' || !opensEntry(item, entry)) {
    deps.alarm('document_facts_differ', { number: place.number });
    throw new Error(`gift and entry ${place.number} contradict each other`);
  }
  if (!entry.on.startsWith(`${year}-`)) return { kind: 'other_year' };
  const { by, changed } = await changesOf(deps, place.index);
  const name = deps.society.campaigns.find((one) => one.id === entry.campaign)?.name ?? { zh: entry.campaign, en: entry.campaign };
  const row = { on: entry.on, recordNumber: place.number, campaign: name, donor: donorOf(item), netMinor: entry.amt + by };
  return { kind: 'row', index: place.index, row: changed === undefined ? row : { ...row, changed } };
}

/** What later entries did to a gift's amount, in minor units; a refund is said before a correction. */
async function changesOf(deps: Needs, index: number): Promise<{ readonly by: number; readonly changed?: 'refunded' | 'corrected' }> {
  const later = (await readAfter(deps, Math.floor(index / TILE_WIDTH))).after[index]?.filter(({ k }) => k === 'refund' || k === 'fix') ?? [];
  let by = 0;
  for (const one of later) by += moneyIn((await readRecord(deps, one.index)).entry);
  const [isRefunded, isCorrected] = [later.some(({ k }) => k === 'refund'), later.length > 0];
  return { by, ...(isRefunded ? { changed: 'refunded' as const } : isCorrected ? { changed: 'corrected' as const } : {}) };
}

const moneyIn = (entry: Entry): number => movementsOf(entry).reduce((sum, { of, by }) => ('cur' in of ? sum + by : sum), 0);

/** The full name, which is the holder's own; without one, or once erased, as for any anonymous giver. */
function donorOf(item: Item): string {
  const name = isErased(item) ? '' : textOf(item, 'name');
  return name === '' ? ANONYMOUS_NAME : name;
}
