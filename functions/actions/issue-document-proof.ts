import type { Deps } from '../deps.ts';
import type { Entry } from '../domain/entry.ts';
import { encodeBase64Url, encodeHex } from '../domain/ledger/base64.ts';
import { parseCanonical } from '../domain/ledger/canonical.ts';
import { openCheckpoint } from '../domain/ledger/checkpoint.ts';
import { type Hash, hashLeaf } from '../domain/ledger/hash.ts';
import { formatProofFile } from '../domain/ledger/proof-file.ts';
import { decodeBundle, formatTilePath, TILE_WIDTH } from '../domain/ledger/tile.ts';
import { proveInclusion, tileOf, tileSource, tilesForInclusion } from '../domain/ledger/tree.ts';
import { recordNumber } from '../domain/number.ts';
import type { Item } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { donationKey } from '../store/tables.ts';
import { claimOf } from './claim-of.ts';
import { WITNESSED } from './keep-cosignatures.ts';
import { fieldsLeft, isErased, saltOf } from './opened-values.ts';
import { GENERATION, publishedPlace } from './read-donation.ts';
import { readHead } from './read-head.ts';

type Log = Pick<Deps, 'log' | 'logKey'>;

/** An entry as the public reads it: from the published bundle, never from our tables. */
export type PublishedRecord = { readonly entry: Entry; readonly leaf: Uint8Array; readonly bytes: Uint8Array };

/** Reads a published entry; throws where the log does not reach so far, or its bundle is gone. */
export async function readRecord(deps: Log, index: number): Promise<PublishedRecord> {
  const size = (await readHead(deps))?.checkpoint.size ?? 0;
  const { index: bundle, width } = tileOf(size, { level: 0, index });
  const stored = await deps.log.get(formatTilePath({ kind: 'entries', index: bundle, width }));
  const bytes = decodeBundle(stored?.bytes ?? new Uint8Array())?.[index % TILE_WIDTH];
  const value = bytes === undefined ? undefined : parseCanonical(bytes);
  if (bytes === undefined || value === undefined) throw new Error(`entry ${index} is not in the published bundles`);
  return { entry: value as unknown as Entry, leaf: hashLeaf(bytes), bytes }; // our own bundles, whose bytes the tree covers
}

/**
 * The proof that an entry stands in the log (c2sp.org/tlog-proof), as a text file: as of the last checkpoint that the witnesses
 * cosigned, with their lines, where it reaches so far, and as of the current one before that.
 */
export async function proveRecord(deps: Log, index: number): Promise<Uint8Array | undefined> {
  for (const key of [WITNESSED, 'checkpoint']) {
    const signed = await deps.log.get(key);
    const opened = signed === undefined ? undefined : openCheckpoint(signed.bytes, { origin: deps.logKey.name, keys: [deps.logKey] });
    if (signed === undefined || opened?.ok !== true || index >= opened.checkpoint.size) continue;
    const proof = await proofIn(deps, { index, size: opened.checkpoint.size });
    return new TextEncoder().encode(formatProofFile({ index, proof, checkpoint: new TextDecoder().decode(signed.bytes) }));
  }
  return undefined;
}

async function proofIn(deps: Log, place: { readonly index: number; readonly size: number }): Promise<readonly Hash[]> {
  const paths = tilesForInclusion(place.index, place.size).map(formatTilePath);
  const stored = await Promise.all(paths.map(async (path) => [path, (await deps.log.get(path))?.bytes] as const));
  const tiles = new Map(stored.flatMap(([path, bytes]) => (bytes === undefined ? [] : [[path, bytes] as const])));
  return proveInclusion(place, tileSource(place.size, tiles));
}

/**
 * The full opening of an entry, for its holder alone: whoever has this file can show every value behind the entry's
 * commitments. After a withdrawal it opens what is left, each field by its own salt; after an erasure there is none.
 */
export async function openRecord(
  deps: Pick<Deps, 'db' | 'log' | 'logKey'>,
  record: { readonly donationId: string; readonly index: number },
): Promise<Uint8Array | undefined> {
  const item = await deps.db.get('records', donationKey(record.donationId));
  if (item === undefined || isErased(item)) return undefined;
  const [{ leaf }, claim] = [await readRecord(deps, record.index), await openClaim(deps, item)];
  const opening = {
    v: 1,
    origin: deps.logKey.name,
    number: recordNumber(GENERATION, record.index),
    index: record.index,
    leaf: encodeHex(leaf),
    ...saltsOf(item),
    values: valuesOf(item),
    ...claim,
  };
  return new TextEncoder().encode(`${JSON.stringify(opening, undefined, 2)}\n`);
}

/** The same of the claim to a gift; nothing where there is none, or it is not published yet. */
async function openClaim(deps: Pick<Deps, 'db' | 'log' | 'logKey'>, gift: Item) {
  const claim = await claimOf(deps, gift);
  const place = claim === undefined || isErased(claim) ? undefined : await publishedPlace(deps, textOf(claim, 'entryId'));
  if (claim === undefined || place === undefined) return {};
  const { leaf } = await readRecord(deps, place.index);
  return { claim: { number: place.number, index: place.index, leaf: encodeHex(leaf), ...saltsOf(claim), values: valuesOf(claim) } };
}

const valuesOf = (item: Item) => Object.fromEntries(fieldsLeft(item).map((field) => [field, textOf(item, field)]));

function saltsOf(item: Item): { readonly salt: string } | { readonly salts: { readonly [field: string]: string } } {
  if (item.salt instanceof Uint8Array) return { salt: encodeBase64Url(item.salt) };
  return { salts: Object.fromEntries(fieldsLeft(item).map((field) => [field, encodeBase64Url(saltOf(item, field) ?? new Uint8Array())])) };
}
