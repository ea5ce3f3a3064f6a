import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBase64, encodeHex } from '../../functions/domain/ledger/base64.ts';
import { ENTRY_LIMIT, type Json, parseCanonical } from '../../functions/domain/ledger/canonical.ts';
import type { Checkpoint } from '../../functions/domain/ledger/checkpoint.ts';
import type { Hash } from '../../functions/domain/ledger/hash.ts';
import { TILE_WIDTH } from '../../functions/domain/ledger/tile.ts';
import { formatMinor, formatMoney, money } from '../../functions/domain/money.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import { countMember, member, readJson, textMember } from './answer-shape.ts';
import type { ReadFile } from './log-reader.ts';
import { readProven } from './verify-entry.ts';
import { held, type Reason, type Step } from './verify-finding.ts';
import type { Naming } from './verify-name.ts';

/** What later entries did to an entry: a step for each that is proven, and the gravest of them, which the verdict rests on. `claim` is the one that says whose it is. */
export type Later = { readonly steps: readonly Step[]; readonly reason?: Reason; readonly claim?: Proven & Naming };

/** An entry of the log as it was proven. */
export type Proven = { readonly index: number; readonly leaf: Hash };

/** Later entries that are looked at; an entry has a handful at the most. */
const LATER_AT_MOST = 16;

/**
 * Looks at the later entries that the public files name, and holds each against the log: it stands under the same
 * checkpoint and points at this very entry. One that does not is passed over, since nothing is changed by it.
 */
export async function verifyLater(read: ReadFile, tree: Checkpoint, at: Proven): Promise<Later> {
  const named = await readLater(read, at.index);
  if (named === 'unreachable') return { steps: [{ id: 'later', state: 'open', reason: 'later_unread', compared: [] }] };
  const steps: Step[] = [];
  let claim: Later['claim'];
  for (const by of named) {
    const entry = await readPointing(read, tree, { by, at });
    if (entry === undefined) continue;
    steps.push(held('later', reasonOf(entry.value), [recordNumber(1, by), amountOf(entry.value), encodeHex(entry.leaf)]));
    const shown = textMember(member(entry.value, 'c'), 'shown');
    if (textMember(entry.value, 'k') === 'claim' && shown !== undefined) claim ??= { index: by, leaf: entry.leaf, c: { shown } };
  }
  if (steps.length === 0) return { steps: [held('later', 'nothing_later', [String(tree.size)])] };
  const reason = GRAVEST_FIRST.find((one) => steps.some((step) => step.reason === one));
  return { steps, ...(reason === undefined ? {} : { reason }), ...(claim === undefined ? {} : { claim }) };
}

const GRAVEST_FIRST = ['later_void', 'later_refund', 'later_fix', 'later_other', 'later_withdraw', 'later_erase'] as const satisfies readonly Reason[];

/** What a gift was used for, and whose it is, changes nothing in it. */
const USES = ['later_spend', 'later_hand', 'later_claim'] as const satisfies readonly Reason[];

function reasonOf(entry: Json): Reason {
  const reason = `later_${textMember(entry, 'k') ?? ''}`;
  return [...GRAVEST_FIRST, ...USES].find((one) => one === reason) ?? 'later_other';
}

/** The amount that an entry names; of a correction, the one that holds from there on. */
function amountOf(entry: Json): string {
  const facts = textMember(entry, 'k') === 'fix' ? member(entry, 'now') : entry;
  const [amount, currency] = [countMember(facts, 'amt'), textMember(facts, 'cur')];
  if (amount === undefined || currency === undefined) return '';
  return currency === 'CNY' ? formatMoney(money(currency, amount)) : `${currency} ${formatMinor(amount)}`;
}

async function readLater(read: ReadFile, index: number): Promise<readonly number[] | 'unreachable'> {
  const bundle = Math.floor(index / TILE_WIDTH);
  const list = await read('/after/index.json', true);
  if (list === 'unreachable') return list;
  const bundles = list === 'missing' ? undefined : member(readJson(list), 'bundles');
  if (!Array.isArray(bundles) || !bundles.includes(bundle)) return [];
  const file = await read(`/after/${bundle}.json`, true);
  if (file === 'unreachable') return file;
  const later = file === 'missing' ? undefined : member(member(readJson(file), 'after'), String(index));
  if (!Array.isArray(later)) return [];
  return later.flatMap((one) => countMember(one, 'index') ?? []).slice(0, LATER_AT_MOST);
}

async function readPointing(read: ReadFile, tree: Checkpoint, { by, at }: { readonly by: number; readonly at: Proven }) {
  const later = by > at.index ? await readProven(read, tree, by) : 'missing';
  if (typeof later === 'string' || !later.holds) return undefined;
  const value = parseCanonical(later.bytes, ENTRY_LIMIT);
  if (value === undefined) return undefined;
  const leaf = encodeBase64(at.leaf);
  const pointers = await readPointers(read, value);
  const points = pointers.some((one) => countMember(one, 'index') === at.index && textMember(one, 'leaf') === leaf);
  return points ? { value, leaf: later.leaf } : undefined;
}

/** What an entry points at: one entry or several; a long list lies beside the log, under the digest in the entry. */
async function readPointers(read: ReadFile, entry: Json): Promise<readonly unknown[]> {
  const of = member(entry, 'of');
  if (Array.isArray(of)) return of;
  if (of !== undefined) return [of];
  const file = await read(`/log/1/lists/${textMember(entry, 'id') ?? ''}.json`, false);
  if (typeof file === 'string' || encodeHex(sha256(file)) !== textMember(member(entry, 'list'), 'sha256')) return [];
  const listed = member(parseCanonical(file), 'of');
  return Array.isArray(listed) ? listed : [];
}
