import { createHash } from 'node:crypto';
import { createLog } from '../../functions/actions/create-log.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { readLive } from '../../functions/actions/refresh-disclosure.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { addEntries, type Live } from '../../functions/disclosure/live.ts';
import type { Entry, GiftEntry } from '../../functions/domain/entry.ts';
import { encodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import { canonicalBytes, parseCanonical } from '../../functions/domain/ledger/canonical.ts';
import { formatCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { growTree } from '../../functions/domain/ledger/grow.ts';
import { type Hash, hashLeaf } from '../../functions/domain/ledger/hash.ts';
import { formatNote, signatureLine } from '../../functions/domain/ledger/note.ts';
import { edgeTiles, encodeBundle, formatTilePath, TILE_WIDTH } from '../../functions/domain/ledger/tile.ts';
import { rootFromTiles, tileSource, tilesForRoot } from '../../functions/domain/ledger/tree.ts';
import type { Item } from '../../functions/store/database.ts';
import { bytesOf } from '../../functions/store/item.ts';
import { bundlePartition, COUNTER_KEY, entryKey, publicationKey } from '../../functions/store/tables.ts';
import { payment, type World } from '../support/world.ts';

/** Bundles behind the last one that are kept whole: a page of rows reaches back over two. */
const KEPT = 2 * TILE_WIDTH;
const WRITES = 50;

/**
 * Makes the world's stores those of a log of `size` entries in one open issue, as far as a publisher can see: every
 * entry is made, hashed and counted, and of what that comes to the first bundle and the right edge alone are stored. The
 * rest would lie there and never be read.
 */
export async function growRightEdge(world: World, size: number): Promise<void> {
  await createLog(world, { simulated: false });
  await settlePayment(world, payment('NOBODY', { paidAtMs: world.clockMs, serial: 'the first' }));
  await publishSettled(world);
  const began = await world.db.query('ledger', { pk: bundlePartition(0) });
  const leaves: Hash[] = began.map((item) => hashLeaf(bytesOf(item, 'bytes')));
  const first = began.map((item) => bytesOf(item, 'bytes'));
  const kept = size - first.length < KEPT ? [...first] : [];
  const pattern = parseCanonical(first.at(-1) ?? new Uint8Array()) as unknown as GiftEntry;
  let live = (await readLive(world)) ?? missing();
  const make = maker(pattern);
  let minor = 0;
  for (let index = leaves.length; index < size; index++) {
    const bytes = make(index);
    minor += amountOf(index);
    leaves.push(leafOf(bytes));
    if (first.length < TILE_WIDTH) first.push(bytes);
    if (index >= size - KEPT) kept.push(bytes);
  }
  const added = size - live.size;
  live = countMade(live, { last: kept.at(-1) ?? missing(), added, minor });
  await put(world.log, formatTilePath({ kind: 'entries', index: 0, width: first.length }), encodeBundle(first)); // the issue's front page shows its first rows
  await storeOpenings(world, { size, from: 0, to: first.length });
  await storeTree(world, { leaves, kept });
  await storeTable(world, { leaves, kept });
  await storeOpenings(world, { size, from: size - kept.length, to: size });
  await put(world.publicFiles, 'live.json', JSON.stringify(live));
}

const amountOf = (index: number): number => 100 + (index % 50_000);

/** Writes gifts of the same kind; their commitments are as long as real ones, and open to nothing. */
function maker(pattern: GiftEntry): (index: number) => Uint8Array {
  const [digest, id, amt] = ['D'.repeat(43), 'I'.repeat(20), 7_777_777];
  const c = { at: digest, intent: digest, name: digest, note: digest, ref: digest, shown: digest };
  const text = new TextDecoder().decode(canonicalBytes({ ...pattern, id, amt, c }));
  const encoder = new TextEncoder();
  return (index) => {
    const drawn = createHash('sha256').update(`gift ${index}`).digest();
    const whole = text.replaceAll(digest, encodeBase64Url(drawn)).replace(id, drawn.toString('hex').slice(0, 20));
    return encoder.encode(whole.replace(String(amt), String(amountOf(index))));
  };
}

/** As `hashLeaf`, by the machine's own code: there are a million of them. */
const leafOf = (bytes: Uint8Array): Hash => new Uint8Array(createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest());

/** Counts the made gifts in, which all fall under one tally, as if each had been added. */
function countMade(live: Live, made: { readonly last: Uint8Array; readonly added: number; readonly minor: number }): Live {
  const one = addEntries(live, [parseCanonical(made.last) as unknown as Entry]);
  const tallies = one.issue.tallies.map((tally) => {
    const before = live.issue.tallies.find((other) => other.ch === tally.ch && other.campaign === tally.campaign);
    if (before?.count === tally.count) return tally;
    return { ...tally, count: (before?.count ?? 0) + made.added, minor: (before?.minor ?? 0) + made.minor };
  });
  return { ...one, size: live.size + made.added, issue: { ...one.issue, tallies } };
}

type Grown = { readonly leaves: readonly Hash[]; readonly kept: readonly Uint8Array[] };

async function storeTree(world: World, { leaves, kept }: Grown): Promise<void> {
  const size = leaves.length;
  const grown = new Map(growTree({ size: 0, tiles: new Map() }, leaves).tiles.map(({ path, bytes }) => [path, bytes]));
  for (const path of new Set([...edgeTiles(size), ...tilesForRoot(size)].map(formatTilePath))) await put(world.log, path, grown.get(path) ?? missing());
  // The tiles of the rows that are shown, for whoever proves them.
  for (let index = Math.floor((size - kept.length) / TILE_WIDTH); index * TILE_WIDTH < size; index++) {
    const first = index * TILE_WIDTH;
    const entries = kept.slice(Math.max(0, first - (size - kept.length)), first + TILE_WIDTH - (size - kept.length));
    const isWhole = first >= size - kept.length;
    if (isWhole) await put(world.log, formatTilePath({ kind: 'entries', index, width: Math.min(TILE_WIDTH, size - first) }), encodeBundle(entries));
  }
  const text = formatCheckpoint({ origin: world.logKey.name, size, root: rootFromTiles(size, tileSource(size, grown)) });
  const signature = await world.signer.sign(new TextEncoder().encode(text));
  const signed = formatNote(text, [signatureLine(world.signer.key, signature)]);
  await put(world.log, 'checkpoint', signed);
  const publication = { ...publicationKey(size), atMs: world.clockMs, signed: new TextEncoder().encode(signed) };
  await world.db.write([{ table: 'ledger', put: publication, when: 'always' }]);
}

async function storeTable(world: World, { leaves, kept }: Grown): Promise<void> {
  const size = leaves.length;
  const from = Math.ceil((size - kept.length) / TILE_WIDTH) * TILE_WIDTH;
  const items = Array.from({ length: size - from }, (_, at): Item => {
    const bytes = kept.at(from + at - size) ?? missing();
    return { ...entryKey(from + at), index: from + at, bytes, leaf: hashLeaf(bytes), id: `made ${from + at}`, donation: '' };
  });
  for (let at = 0; at < items.length; at += WRITES)
    await world.db.write(items.slice(at, at + WRITES).map((item) => ({ table: 'ledger' as const, put: item, when: 'always' as const })));
  await world.db.write([{ table: 'ledger', update: COUNTER_KEY, set: { next: size }, when: 'present' }]);
}

/** Every gift there shows a name of three characters. */
async function storeOpenings(world: World, { size, from, to }: { readonly size: number; readonly from: number; readonly to: number }): Promise<void> {
  for (let bundle = Math.ceil(from / TILE_WIDTH); bundle * TILE_WIDTH < to; bundle++) {
    const indices = Array.from({ length: Math.min(TILE_WIDTH, to - bundle * TILE_WIDTH) }, (_, at) => bundle * TILE_WIDTH + at);
    const openings = Object.fromEntries(indices.map((index) => [index, { shown: { salt: 'A'.repeat(43), value: '欧阳霁' } }]));
    await put(world.publicFiles, `open/${bundle}.json`, JSON.stringify({ size, openings, held: [] }));
  }
}

async function put(files: World['log'], key: string, content: Uint8Array | string): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await files.put(key, bytes, { when: 'always', contentType: 'application/octet-stream' });
}

function missing(): never {
  throw new Error('the right edge lacks a part');
}
