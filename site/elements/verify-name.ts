import { ANONYMOUS_NAME } from '../../functions/domain/anonymous-name.ts';
import { decodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import { commit } from '../../functions/domain/ledger/commitment.ts';
import { TILE_WIDTH } from '../../functions/domain/ledger/tile.ts';
import { countMember, member, readJson, textMember } from './answer-shape.ts';
import type { ReadFile } from './log-reader.ts';
import type { Claim } from './verify-claim.ts';
import { halt, held, type Reason, type Stage } from './verify-finding.ts';

/** The shown name where the public record opens it. */
export type OpenedName = { readonly shown?: string; readonly reason: Reason };

/** What commits to a shown name: a gift, or the claim to one. */
export type Naming = { readonly c: { readonly shown: string }; readonly unclaimed?: true };

/** Opens the shown name by the record's opening or by the salt of the document, and holds it against the entry's commitment. */
export async function verifyName(read: ReadFile, entry: Naming, claim: Pick<Claim, 'index' | 'salt'>): Promise<Stage<OpenedName>> {
  const found = await readOpening(read, claim.index);
  if (found.state === 'opened') {
    const fits = opensTo(entry, found.salt, found.value);
    if (!fits) return halt('altered', { id: 'name', reason: 'name_differs', compared: [entry.c.shown] });
    return step(found.value === ANONYMOUS_NAME ? 'name_anonymous' : 'name_opened', found.value);
  }
  if (claim.salt !== undefined && opensTo(entry, claim.salt, ANONYMOUS_NAME)) return step('name_anonymous', ANONYMOUS_NAME);
  if (entry.unclaimed === true) return step('name_unclaimed');
  return step(found.state === 'held' ? 'name_held' : found.state === 'left_out' ? 'name_missing' : 'name_unopened');
}

type Opened = { readonly state: 'opened'; readonly salt: Uint8Array; readonly value: string } | { readonly state: 'held' | 'left_out' | 'unknown' };

/** A file made before this entry says nothing about it; one made after it, which leaves it out, says that the name is not public: only the log says why. */
async function readOpening(read: ReadFile, index: number): Promise<Opened> {
  const file = await read(`/open/${Math.floor(index / TILE_WIDTH)}.json`, true);
  const body = typeof file === 'string' ? undefined : readJson(file);
  const size = countMember(body, 'size');
  const openings = member(body, 'openings');
  if (size === undefined || size <= index || typeof openings !== 'object' || openings === null) return { state: 'unknown' };
  const waiting = member(body, 'held');
  if (Array.isArray(waiting) && waiting.includes(index)) return { state: 'held' };
  const opening = member(openings, String(index));
  if (opening === undefined) return { state: 'left_out' };
  const shown = member(opening, 'shown');
  return { state: 'opened', salt: decodeBase64Url(textMember(shown, 'salt') ?? '') ?? new Uint8Array(), value: textMember(shown, 'value') ?? '' };
}

/** Tells whether a salt and a value open what an entry commits to as its shown name. */
export const opensTo = (entry: Naming, salt: Uint8Array, value: string): boolean => commit(salt, 'shown', value) === entry.c.shown;

function step(reason: Reason, shown?: string): Stage<OpenedName> {
  const open = reason === 'name_unopened' || reason === 'name_held' || reason === 'name_missing' || reason === 'name_unclaimed';
  const one = held('name', reason, shown === undefined ? [] : [shown]);
  return { go: true, steps: [open ? { ...one, state: 'open' } : one], value: { reason, ...(shown === undefined ? {} : { shown }) } };
}
