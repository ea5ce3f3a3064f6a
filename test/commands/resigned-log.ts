import { getPublicKey, sign } from '@noble/ed25519';
import type { LogSigner } from '../../functions/deps.ts';
import { encodeBase64 } from '../../functions/domain/ledger/base64.ts';
import { canonicalBytes, type Json } from '../../functions/domain/ledger/canonical.ts';
import { formatCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { growTree } from '../../functions/domain/ledger/grow.ts';
import { hashLeaf } from '../../functions/domain/ledger/hash.ts';
import { ED25519, formatNote, signatureLine, verifierKey } from '../../functions/domain/ledger/note.ts';
import { decodeBundle, encodeBundle, formatTilePath, newBundles, TILE_WIDTH, tilesOfSize } from '../../functions/domain/ledger/tile.ts';
import { rootOf } from '../../functions/domain/ledger/tree.ts';
import type { Files } from './record-files.ts';

/** Somebody else who signs under the log's name. */
export async function strangerOf(name: string): Promise<LogSigner> {
  const seed = new Uint8Array(32).fill(7);
  return { key: verifierKey(name, ED25519, getPublicKey(seed)), sign: async (text) => sign(text, seed) };
}

/** The published entries, as bytes. */
export function entriesOf(files: Files, size: number): readonly Uint8Array[] {
  return newBundles(0, size).flatMap((bundle) => decodeBundle(files.get(`log/1/${formatTilePath(bundle)}`) ?? new Uint8Array()) ?? []);
}

/** An entry with some fields changed; `undefined` takes one away. */
export function altered(entry: Uint8Array | undefined, change: { readonly [field: string]: Json | undefined }): Uint8Array {
  const fields = Object.entries({ ...JSON.parse(new TextDecoder().decode(entry)), ...change }).filter(([, value]) => value !== undefined);
  return canonicalBytes(Object.fromEntries(fields) as Json);
}

/** The record with another log in it, which the society itself has signed: every tile, bundle and the checkpoint fit one another. */
export async function resigned(files: Files, entries: readonly Uint8Array[], signer: LogSigner): Promise<Files> {
  const others = [...files].filter(([path]) => !path.startsWith('log/1/tile/') && !path.startsWith('log/1/checkpoints/'));
  const leaves = entries.map(hashLeaf);
  const { size, tiles } = growTree({ size: 0, tiles: new Map() }, leaves);
  const bundles = newBundles(0, size).map((bundle) => {
    const from = bundle.index * TILE_WIDTH;
    return [`log/1/${formatTilePath(bundle)}`, encodeBundle(entries.slice(from, from + bundle.width))] as const;
  });
  const wanted = new Set(tilesOfSize(size).map(formatTilePath));
  const text = formatCheckpoint({ origin: signer.key.name, size, root: rootOf(leaves) });
  const signed = new TextEncoder().encode(formatNote(text, [signatureLine(signer.key, await signer.sign(new TextEncoder().encode(text)))]));
  return new Map([
    ...others,
    ...bundles,
    ...tiles.filter(({ path }) => wanted.has(path)).map(({ path, bytes }) => [`log/1/${path}`, bytes] as const),
    ['log/1/checkpoint', signed],
    [`log/1/checkpoints/${size}`, signed],
  ]);
}

/** The leaf hash of an entry as others point at it. */
export const leafOf = (entry: Uint8Array | undefined): string => encodeBase64(hashLeaf(entry ?? new Uint8Array()));
