import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBase64, encodeHex } from '../../functions/domain/ledger/base64.ts';
import { ENTRY_LIMIT, type Json, parseCanonical } from '../../functions/domain/ledger/canonical.ts';
import type { Checkpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { TILE_WIDTH } from '../../functions/domain/ledger/tile.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import { countMember, member, readJson, textMember } from './answer-shape.ts';
import type { ReadFile } from './log-reader.ts';
import { readProven } from './verify-entry.ts';
import { held, type Step } from './verify-finding.ts';

/** Later entries that are looked at; a gift has two at the most, one for its name and one for the rest. */
const LATER_AT_MOST = 8;

/**
 * Looks for the entry that took a gift's name back, among the later entries that the public files name, and holds it
 * against the log: it stands under the same checkpoint and points at this very gift. Nothing where there is none.
 */
export async function verifyWithdrawal(read: ReadFile, tree: Checkpoint, index: number): Promise<Step | undefined> {
  const gift = await readProven(read, tree, index);
  if (typeof gift === 'string' || !gift.holds) return undefined;
  for (const by of await readLater(read, index)) {
    const later = await readProven(read, tree, by);
    if (typeof later === 'string' || !later.holds) continue;
    const entry = parseCanonical(later.bytes, ENTRY_LIMIT);
    if (entry === undefined || !isForgetting(entry)) continue;
    const pointers = await readPointers(read, entry);
    if (pointers.some((one) => countMember(one, 'index') === index && textMember(one, 'leaf') === encodeBase64(gift.leaf))) {
      return held('later', 'withdrawal_proven', [recordNumber(1, by), encodeHex(later.leaf)]);
    }
  }
  return undefined;
}

async function readLater(read: ReadFile, index: number): Promise<readonly number[]> {
  const file = await read(`/after/${Math.floor(index / TILE_WIDTH)}.json`, true);
  const later = typeof file === 'string' ? undefined : member(member(readJson(file), 'after'), String(index));
  if (!Array.isArray(later)) return [];
  return later.flatMap((one) => countMember(one, 'index') ?? []).slice(0, LATER_AT_MOST);
}

const isForgetting = (entry: Json): boolean => ['withdraw', 'erase'].includes(textMember(entry, 'k') ?? '');

/** What an entry points at; a long list lies beside the log, under the digest in the entry. */
async function readPointers(read: ReadFile, entry: Json): Promise<readonly unknown[]> {
  const of = member(entry, 'of');
  if (Array.isArray(of)) return of;
  const file = await read(`/log/1/lists/${textMember(entry, 'id') ?? ''}.json`, false);
  if (typeof file === 'string' || encodeHex(sha256(file)) !== textMember(member(entry, 'list'), 'sha256')) return [];
  const listed = member(parseCanonical(file), 'of');
  return Array.isArray(listed) ? listed : [];
}
