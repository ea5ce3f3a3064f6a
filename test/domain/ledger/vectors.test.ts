import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hashes, sign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { decodeBase64, decodeHex, encodeBase64, encodeHex } from '../../../functions/domain/ledger/base64.ts';
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from '../../../functions/domain/ledger/checkpoint.ts';
import { growTree } from '../../../functions/domain/ledger/grow.ts';
import { hashLeaf } from '../../../functions/domain/ledger/hash.ts';
import {
  cosignatureTime,
  formatNote,
  formatVerifierKey,
  parseNote,
  parseVerifierKey,
  signatureLine,
  verifyNote,
} from '../../../functions/domain/ledger/note.ts';
import { verifyConsistency, verifyInclusion } from '../../../functions/domain/ledger/proof.ts';
import { formatProofFile, parseProofFile } from '../../../functions/domain/ledger/proof-file.ts';
import {
  decodeBundle,
  edgeTiles,
  encodeBundle,
  formatTilePath,
  newBundles,
  newTiles,
  parseTilePath,
  type TilePath,
  tilesOfSize,
} from '../../../functions/domain/ledger/tile.ts';
import { proveConsistency, proveInclusion, rootFromTiles, rootOf, type TileSource, tileSource, tilesForRoot } from '../../../functions/domain/ledger/tree.ts';

hashes.sha512 = sha512;
// The file's shape is what these tests say of it.
// biome-ignore lint/suspicious/noExplicitAny: see above
const vectors: Record<string, any> = JSON.parse(readFileSync(new URL('../../vectors/tlog.json', import.meta.url), 'utf8'));
const base64 = (text: string) => decodeBase64(text) ?? expect.unreachable(text);
const hex = (text: string) => decodeHex(text) ?? expect.unreachable(text);
const key = (text: string) => parseVerifierKey(text) ?? expect.unreachable(text);
const sha = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const plain = (index: number) => new TextEncoder().encode(`entry-${index}`);

const entries: Uint8Array[] = vectors.entriesHex.map(hex);
const leaves = entries.map(hashLeaf);
const byLeaf =
  (all: readonly Uint8Array[]): TileSource =>
  (level, index) =>
    level === 0 ? all[index] : undefined;
// biome-ignore lint/suspicious/noExplicitAny: see above
type Case = any;

const log = { origin: vectors.keys.log.name, keys: [key(vectors.keys.log.vkey)] };

/** A tree built by growth from an empty edge in the batches given; every tile ever written is kept. */
function grow(all: readonly Uint8Array[], batches: readonly number[]) {
  const tiles = new Map<string, Uint8Array>();
  let size = 0;
  for (const batch of batches) {
    const growth = growTree({ size, tiles }, all.slice(size, size + batch));
    for (const tile of growth.tiles) tiles.set(tile.path, tile.bytes);
    size = growth.size;
  }
  return { size, tiles };
}

test('leaf hashes and the root of every size are those of the vectors', () => {
  expect(leaves.map(encodeBase64)).toEqual(vectors.leafHash);
  for (const [size, root] of vectors.root.entries()) expect(encodeBase64(rootOf(leaves.slice(0, size)))).toBe(root);
});

test('the proofs of every eighth size, and of the sizes round a full tile, are those of the vectors; those given in full verify', () => {
  const source = byLeaf(leaves);
  const digest = (proofs: readonly (readonly Uint8Array[])[]) => {
    const hash = createHash('sha256');
    for (const proof of proofs) for (const part of [Uint8Array.of(proof.length), ...proof]) hash.update(part);
    return hash.digest('hex');
  };
  for (const size of [...Array.from({ length: 37 }, (_, at) => 8 * at + 1), 2, 3, 4, 255, 256, 257, 300]) {
    const inclusion = leaves.slice(0, size).map((_, index) => proveInclusion({ index, size }, source));
    expect(digest(inclusion)).toBe(vectors.inclusionDigestSHA256[size - 1]);
    const consistency = leaves.slice(0, size).map((_, at) => proveConsistency({ oldSize: at + 1, newSize: size }, source));
    expect(digest(consistency)).toBe(vectors.consistencyDigestSHA256[size - 1]);
  }
  for (const { index, size, proof } of vectors.inclusion) {
    const claim = { leaf: leaves[index] ?? expect.unreachable(), index, size, proof: proof.map(base64), root: base64(vectors.root[size]) };
    expect(verifyInclusion(claim)).toBe(true);
  }
  for (const { old, new: size, proof } of vectors.consistency) {
    const claim = { oldSize: old, oldRoot: base64(vectors.root[old]), newSize: size, newRoot: base64(vectors.root[size]), proof: proof.map(base64) };
    expect(verifyConsistency(claim)).toBe(true);
  }
});

test('the tree of the Certificate Transparency tests has the published roots and proofs', () => {
  const { entriesHex, rootHex, inclusionHex, consistencyHex } = vectors.ctTree;
  const tree = entriesHex.map(hex).map(hashLeaf);
  for (const [size, root] of rootHex.entries()) expect(encodeHex(rootOf(tree.slice(0, size)))).toBe(root);
  for (const { size, index, proof } of inclusionHex) expect(proveInclusion({ index, size }, byLeaf(tree)).map(encodeHex)).toEqual(proof);
  for (const { old, new: size, proof } of consistencyHex) expect(proveConsistency({ oldSize: old, newSize: size }, byLeaf(tree)).map(encodeHex)).toEqual(proof);
});

describe('paths', () => {
  test.each(vectors.tilePath as Case[])('$path', ({ index, level, path, width }) => {
    const tile: TilePath =
      level === 'entries' || level === '-1'
        ? { kind: 'entries', index: Number(index), width }
        : { kind: 'hash', level: Number(level), index: Number(index), width };
    expect(formatTilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });
  test.each(vectors.tilePathParse as Case[])('$path: $accept', ({ path, accept }) => expect(parseTilePath(path) !== undefined).toBe(accept));
});

describe('tiles and bundles', () => {
  test.each(vectors.tiles as { size: number; tiles: { path: string; sha256: string }[]; bundles: { path: string; sha256: string }[] }[])(
    'size $size',
    (expected) => {
      const { tiles } = grow(leaves, [expected.size]);
      const written = tilesOfSize(expected.size).map((tile) => ({
        path: formatTilePath(tile),
        width: tile.width,
        sha256: sha(tiles.get(formatTilePath(tile)) ?? ''),
      }));
      expect(written).toEqual(expected.tiles);
      const bundles = newBundles(0, expected.size).map((bundle) => {
        const bytes = encodeBundle(entries.slice(bundle.index * 256, bundle.index * 256 + bundle.width));
        expect(decodeBundle(bytes)).toHaveLength(bundle.width);
        return { path: formatTilePath(bundle), width: bundle.width, sha256: sha(bytes) };
      });
      expect(bundles).toEqual(expected.bundles);
    },
  );

  test.each(vectors.newTiles as { old: number; new: number; paths: string[] }[])('from $old to $new', ({ old, new: size, paths }) => {
    expect(newTiles(old, size).map(formatTilePath)).toEqual(paths);
  });

  test('M14: growing a tree reads its edge only, and large trees have the listed tiles and roots', () => {
    const many = Array.from({ length: 70_000 }, (_, index) => hashLeaf(plain(index)));
    for (const expected of vectors.large) {
      const steps = [1, 255, 513, expected.size].filter((size) => size <= expected.size);
      const { tiles } = grow(
        many,
        steps.map((size, at) => size - (steps[at - 1] ?? 0)),
      );
      expect(encodeBase64(rootFromTiles(expected.size, tileSource(expected.size, tiles)))).toBe(expected.root);
      expect(newBundles(0, expected.size)).toHaveLength(expected.bundleCount);
      expect(tilesOfSize(expected.size)).toHaveLength(expected.tileCount);
      const bundle = (one: { index: number; width: number }) => encodeBundle(Array.from({ length: one.width }, (_, at) => plain(one.index * 256 + at)));
      const lines = [
        ...tilesOfSize(expected.size).map((tile) => `${formatTilePath(tile)} ${tile.width} ${sha(tiles.get(formatTilePath(tile)) ?? '')}\n`),
        ...newBundles(0, expected.size).map((one) => `${formatTilePath(one)} ${one.width} ${sha(bundle(one))}\n`),
      ];
      expect(sha(lines.join(''))).toBe(expected.listingSHA256);
      const listing = lines.map((line) => line.split(' '));
      for (const { path, sha256 } of expected.edge) expect(listing).toContainEqual([path, expect.any(String), `${sha256}\n`]);
      expect(tilesForRoot(expected.size).length).toBeLessThanOrEqual(edgeTiles(expected.size).length + 1);
    }
    const tiles = grow(many, [70_000]).tiles;
    for (const { index, size, proof } of vectors.largeInclusion) {
      expect(size).toBe(70_000);
      expect(proveInclusion({ index, size }, tileSource(size, tiles)).map(encodeBase64)).toEqual(proof);
    }
    for (const { old, new: size, proof } of vectors.largeConsistency) {
      expect(
        proveConsistency({ oldSize: old, newSize: size }, size === 70_000 ? tileSource(size, tiles) : tileSource(size, grow(many, [size]).tiles)).map(
          encodeBase64,
        ),
      ).toEqual(proof);
    }
  });
});

describe('notes, checkpoints, cosignatures, proof files', () => {
  test('keys are read and written, the one with a plus in its base64 too', () => {
    for (const one of Object.values<{ vkey: string; name: string }>(vectors.keys)) expect(formatVerifierKey(key(one.vkey))).toBe(one.vkey);
    expect(vectors.keys.log.vkey.split('+').length).toBeGreaterThan(3);
    expect(parseVerifierKey(vectors.keys.log.vkey.replace('c7600f95', 'c7600f96'))).toBeUndefined();
  });

  test('checkpoints are written to the byte and open', () => {
    const seed = hex(vectors.keys.log.seedHex);
    for (const { signed, size, text } of vectors.checkpoints) {
      expect(formatCheckpoint({ origin: log.origin, size, root: base64(vectors.root[size]) })).toBe(text);
      const signature = sign(new TextEncoder().encode(text), seed);
      expect(formatNote(text, [signatureLine(key(vectors.keys.log.vkey), signature)])).toBe(signed);
      expect(openCheckpoint(signed, log)).toMatchObject({ ok: true, checkpoint: { size } });
    }
    expect(openCheckpoint(vectors.largeCheckpoint, log)).toMatchObject({ ok: true, checkpoint: { size: 70_000 } });
    expect(openCheckpoint(vectors.largeCheckpoint, { ...log, origin: 'other' })).toEqual({ ok: false, code: 'wrong_origin' });
  });

  test('cosignatures carry their time and bind the checkpoint', () => {
    const text = parseNote(vectors.cosignedCheckpoint300)?.text ?? '';
    for (const { line, time, vkey } of vectors.cosignatures) {
      const note = parseNote(formatNote(text, [line])) ?? expect.unreachable();
      expect(cosignatureTime(key(vkey), text, note.signatures[0]?.bytes ?? new Uint8Array())).toBe(time);
      expect(cosignatureTime(key(vkey), `${text} `, note.signatures[0]?.bytes ?? new Uint8Array())).toBeUndefined();
    }
    const keys = [key(vectors.keys.log.vkey), key(vectors.keys.witness1.vkey), key(vectors.keys.witness2.vkey)];
    expect(openCheckpoint(vectors.cosignedCheckpoint300, { origin: log.origin, keys })).toMatchObject({ ok: true });
  });

  test.each(vectors.proofFiles as Case[])('the proof file of index $index in size $size', ({ file, index, size }) => {
    const parsed = parseProofFile(file) ?? expect.unreachable();
    expect(formatProofFile(parsed)).toBe(file);
    expect(new TextEncoder().encode(file).length).toBe(vectors.proofFiles.find((one: { file: string }) => one.file === file).length);
    const opened = openCheckpoint(parsed.checkpoint, log);
    expect(parsed.index).toBe(index);
    const root = opened.ok ? opened.checkpoint.root : expect.unreachable();
    const all = size > 300 ? Array.from({ length: index + 1 }, (_, at) => hashLeaf(plain(at))) : leaves;
    expect(verifyInclusion({ leaf: all[index] ?? expect.unreachable(), index, size, proof: parsed.proof, root })).toBe(true);
  });

  test.each(vectors.noteCases as Case[])('a note with $what: $accept', ({ note, accept }) => {
    const parsed = parseNote(base64(note));
    expect(parsed !== undefined && verifyNote(parsed, log.keys).ok).toBe(accept);
  });

  test.each(vectors.checkpointBodyCases as Case[])('a checkpoint with $what: $accept', ({ body, accept }) =>
    expect(parseCheckpoint(body) !== undefined).toBe(accept),
  );

  test.each(vectors.inclusionCases as Case[])('an inclusion proof, $what: $accept', ({ index, leaf, proof, root, size, accept }) => {
    expect(verifyInclusion({ index, size, leaf: base64(leaf), proof: proof.map(base64), root: base64(root) })).toBe(accept);
  });

  test.each(vectors.consistencyCases as Case[])('a consistency proof, $what: $accept', ({ old, new: size, oldRoot, newRoot, proof, accept }) => {
    expect(verifyConsistency({ oldSize: old, newSize: size, oldRoot: base64(oldRoot), newRoot: base64(newRoot), proof: proof.map(base64) })).toBe(accept);
  });
});
