import type { OpenFile, Opening } from '../../disclosure/row.ts';
import { ANONYMOUS_NAME } from '../../domain/anonymous-name.ts';
import type { GiftEntry, OpenedField } from '../../domain/entry.ts';
import type { ClaimEntry, GoodsEntry } from '../../domain/entry-moves.ts';
import { decodeBase64Url } from '../../domain/ledger/base64.ts';
import { commit } from '../../domain/ledger/commitment.ts';
import { TILE_WIDTH } from '../../domain/ledger/tile.ts';
import { exactText } from './exact-text.ts';
import type { Finding } from './finding.ts';

/** An entry that commits to a donor's name. */
export type NamingEntry = GiftEntry | GoodsEntry | ClaimEntry;

/** What is known of the entries of a bundle: the gift or claim at an index, by which later entries its name was taken back, and whether it was claimed. */
export type BundleFacts = {
  readonly bundle: number;
  readonly giftAt: (index: number) => NamingEntry | undefined;
  readonly takenBackBy: (index: number) => readonly { readonly by: number; readonly k: 'withdraw' | 'erase' }[];
  readonly isClaimed: (index: number) => boolean;
  /** Size of the published log, and of the beginning that all live files must know by now. */
  readonly size: number;
  readonly liveSize: number;
};

/** Openings of a bundle with what was found in them; `held` and `gone` are the gifts whose name is not open. */
export type JudgedOpenings = {
  readonly file: OpenFile;
  readonly size: number;
  readonly findings: readonly Finding[];
  readonly opened: number;
  readonly held: readonly number[];
  readonly gone: readonly { readonly index: number; readonly k: 'withdraw' | 'erase' }[];
};

/** Path of a bundle's openings. */
export const openPath = (bundle: number): string => `open/${bundle}.json`;

/**
 * Judges the openings of a bundle: the very text that the portal writes, each opening fit for its commitment, none for
 * what is no gift or was taken back, and none missing but for gifts that are held, unclaimed or were taken back.
 */
export function judgeOpenings(bytes: Uint8Array, facts: BundleFacts): JudgedOpenings {
  const path = openPath(facts.bundle);
  const file = parseOpenFile(bytes);
  if (file === undefined) return { file: NOTHING_OPEN, size: 0, findings: [{ code: 'openings_malformed', file: path }], opened: 0, held: [], gone: [] };
  const first = facts.bundle * TILE_WIDTH;
  const end = Math.min(first + TILE_WIDTH, facts.size);
  const findings: Finding[] = [];
  const held: number[] = [];
  const gone: { index: number; k: 'withdraw' | 'erase' }[] = [];
  const listed = [...Object.keys(file.openings).map(Number), ...file.held];
  const last = Math.min(first + TILE_WIDTH, file.size) - 1;
  const owed = Math.min(first + TILE_WIDTH, facts.liveSize);
  if (file.size < owed) findings.push({ code: 'page_stale', file: path, detail: `made from ${file.size} entries, not ${owed}` });
  for (const index of listed)
    if (index < first || index > last) findings.push({ code: 'opening_unowed', file: path, index, detail: 'not of this bundle, or beyond the log' });
  for (let index = first; index < end; index++) {
    const gift = facts.giftAt(index);
    const opening = file.openings[index];
    const isHeld = file.held.includes(index);
    const taken = facts.takenBackBy(index);
    if (isHeld) held.push(index);
    const unowed =
      gift === undefined
        ? 'no gift'
        : taken.some(({ by }) => by < facts.liveSize)
          ? 'was taken back'
          : isHeld && opening !== undefined
            ? 'held as well'
            : undefined;
    if ((opening !== undefined || isHeld) && unowed !== undefined) findings.push({ code: 'opening_unowed', file: path, index, detail: unowed });
    if (gift === undefined) continue;
    for (const field of opening === undefined ? [] : misfits(gift, opening)) findings.push({ code: 'opening_differs', file: path, index, detail: field });
    if (opening !== undefined && facts.isClaimed(index) && opening.shown.value !== ANONYMOUS_NAME) findings.push({ code: 'claim_of_named', file: path, index });
    if (opening !== undefined || isHeld) continue;
    const [by] = taken;
    if (by !== undefined) gone.push({ index, k: taken.some((one) => one.k === 'erase') ? 'erase' : 'withdraw' });
    else if (!('unclaimed' in gift) && index < facts.liveSize) findings.push({ code: 'opening_missing', file: path, index });
  }
  return { file, size: file.size, findings, opened: Object.keys(file.openings).length, held, gone };
}

/** A bundle without openings. */
export const NOTHING_OPEN: OpenFile = { size: 0, openings: {}, held: [] };

function misfits(gift: NamingEntry, opening: Opening): readonly OpenedField[] {
  const fits = (field: 'shown' | 'note', opened: { readonly salt: string; readonly value: string } | undefined): boolean => {
    const salt = decodeBase64Url(opened?.salt ?? '');
    return opened === undefined || (salt?.length === 32 && commit(salt, field, opened.value) === gift.c[field]);
  };
  return (['shown', 'note'] as const).filter((field) => !fits(field, opening[field]));
}

/** Reads the file strictly: any other spelling of the same values is refused, so that no reader can see another value. */
function parseOpenFile(bytes: Uint8Array): OpenFile | undefined {
  const text = exactText(bytes);
  const value = parseJson(text ?? '');
  if (!isRecord(value) || !isCount(value.size) || !isRecord(value.openings) || !Array.isArray(value.held)) return undefined;
  const openings: Record<string, Opening> = {};
  for (const [index, one] of Object.entries(value.openings)) {
    const opening = parseOpening(one);
    if (!/^(?:0|[1-9]\d*)$/.test(index) || opening === undefined) return undefined;
    openings[index] = opening;
  }
  const held = value.held.filter(isCount);
  const file: OpenFile = { size: value.size, openings, held };
  const isAscending = held.every((index, at) => at === 0 || index > (held[at - 1] ?? 0));
  return isAscending && JSON.stringify(file) === text ? file : undefined;
}

function parseOpening(value: unknown): Opening | undefined {
  if (!isRecord(value)) return undefined;
  const [shown, note] = [parseOpened(value.shown), parseOpened(value.note)];
  if (shown === undefined) return undefined;
  return note === undefined ? { shown } : { shown, note };
}

function parseOpened(value: unknown): { readonly salt: string; readonly value: string } | undefined {
  return isRecord(value) && typeof value.salt === 'string' && typeof value.value === 'string' ? { salt: value.salt, value: value.value } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON
  }
}

const isRecord = (value: unknown): value is { readonly [field: string]: unknown } => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
