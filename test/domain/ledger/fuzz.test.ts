import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCheckpoint, parseCheckpoint } from '../../../functions/domain/ledger/checkpoint.ts';
import { hashLeaf, sameBytes } from '../../../functions/domain/ledger/hash.ts';
import { formatNote, parseNote, parseVerifierKey, signatureLine, verifyNote } from '../../../functions/domain/ledger/note.ts';
import { verifyInclusion } from '../../../functions/domain/ledger/proof.ts';
import { formatProofFile, parseProofFile } from '../../../functions/domain/ledger/proof-file.ts';
import { decodeBundle, encodeBundle, formatTilePath, parseTilePath, type TilePath } from '../../../functions/domain/ledger/tile.ts';
import { MissingTile, proveConsistency, proveInclusion, rootFromTiles, tileSource, tilesForInclusion } from '../../../functions/domain/ledger/tree.ts';
import { growThrough, key, logOf, plainLeaves, present, utf8 } from './vector-bytes.ts';
import type { Vectors } from './vector-shape.ts';

const vectors: Vectors = JSON.parse(readFileSync(new URL('../../vectors/tlog.json', import.meta.url), 'utf8'));
const log = logOf(vectors);
const cosigned = vectors.cosignedCheckpoint300;
const everyKey = [vectors.keys.log, vectors.keys.witness1, vectors.keys.witness2].map(({ vkey }) => key(vkey));

/** Text made of what notes are made of, so that it often comes close to being one. */
const noteLike = fc
  .array(
    fc.oneof(
      fc.constantFrom('\n', '\n\n', '\u2014 ', ' ', log.origin, '300', '\ufeff', '\u0000', cosigned.slice(0, 90), cosigned.slice(-120)),
      fc.string({ unit: 'binary' }),
    ),
    {
      maxLength: 14,
    },
  )
  .map((parts) => parts.join(''));

describe('notes', () => {
  test('what is no note is refused without a crash, and never verifies', () => {
    const texts = fc.property(noteLike, (text) => {
      const note = parseNote(text);
      if (note !== undefined) expect(verifyNote(note, everyKey).ok).toBe(false);
      expect(openCheckpoint(text, log).ok).toBe(false);
    });
    const bytes = fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => {
      expect(openCheckpoint(raw, log).ok).toBe(false);
    });
    fc.assert(texts, { numRuns: 400 });
    fc.assert(bytes, { numRuns: 200 });
  });

  test('a cosigned checkpoint with any one bit turned over never opens with all its signers', () => {
    const whole = utf8(cosigned);
    const changed = fc.property(fc.nat(whole.length * 8 - 1), (bit) => {
      const note = parseNote(turned(whole, bit));
      if (note === undefined) return;
      const verdict = verifyNote(note, everyKey);
      // A changed name or id makes a line unknown; it is passed over, and then its key does not count.
      expect(verdict.ok && verdict.by.length === everyKey.length && note.text === parseNote(cosigned)?.text).toBe(false);
      if (note.text !== parseNote(cosigned)?.text) expect(verdict.ok).toBe(false);
    });
    fc.assert(changed, { numRuns: 150 });
  });

  test('a note comes back as it was written', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !/[\u0000-\u001f]/.test(text) && text.isWellFormed());
    const names = fc.stringMatching(/^[a-z./]{1,20}$/);
    const made = fc.property(
      fc.array(line, { minLength: 1, maxLength: 5 }),
      fc.array(fc.tuple(names, fc.uint8Array({ minLength: 1, maxLength: 80 })), { minLength: 1, maxLength: 5 }),
      (lines, signatures) => {
        const text = `${lines.join('\n')}\n`;
        const id = Uint8Array.of(1, 2, 3, 4);
        const note = present(
          parseNote(
            formatNote(
              text,
              signatures.map(([name, bytes]) => signatureLine({ name, id }, bytes)),
            ),
          ),
          'note',
        );
        expect(note.text).toBe(text);
        expect(note.signatures.map(({ name, bytes }) => [name, [...bytes]])).toEqual(signatures.map(([name, bytes]) => [name, [...bytes]]));
      },
    );
    fc.assert(made, { numRuns: 100 });
  });

  test('a key with any one character changed is another key or none', () => {
    const { vkey } = vectors.keys.log;
    const changed = fc.property(fc.nat(vkey.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, one) => {
      const text = vkey.slice(0, at) + one + vkey.slice(at + 1);
      if (text !== vkey) expect(parseVerifierKey(text)).toBeUndefined(); // its id is over all of it
    });
    fc.assert(changed, { numRuns: 300 });
  });
});

describe('tiles and bundles', () => {
  const leaves = plainLeaves(600);
  const tiles = growThrough(leaves, [600]);
  const root = rootFromTiles(600, tileSource(600, tiles));

  test('bundles come back as they went, and one that is cut or has bytes left over is refused or is another one', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });
    const made = fc.property(entries, fc.nat(), (list, cut) => {
      const bundle = encodeBundle(list);
      expect(decodeBundle(bundle)).toEqual(list);
      const shorter = decodeBundle(bundle.slice(0, cut % bundle.length));
      expect(shorter === undefined || shorter.length < list.length).toBe(true);
      expect(decodeBundle(Uint8Array.of(...bundle, 0))).toBeUndefined();
    });
    fc.assert(made, { numRuns: 60 });
  });

  test('any bytes are a bundle or none, without a crash', () => {
    const raw = fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const list = decodeBundle(bytes);
      if (list !== undefined) expect(sameBytes(encodeBundle(list), bytes)).toBe(true);
    });
    fc.assert(raw, { numRuns: 300 });
  });

  test('a proof from tiles of which any one bit is turned over, or that are cut, never verifies for another leaf and never crashes', () => {
    const bad = fc.property(fc.nat(599), fc.nat(), fc.boolean(), (index, at, cut) => {
      const paths = tilesForInclusion(index, 600).map(formatTilePath);
      const chosen = present(paths[at % paths.length], 'path');
      const spoilt = new Map(paths.map((path) => [path, present(tiles.get(path), path)]));
      const bytes = present(spoilt.get(chosen), chosen);
      spoilt.set(chosen, cut ? bytes.slice(0, at % bytes.length) : turned(bytes, at % (bytes.length * 8)));
      const leaf = present(leaves[index], 'leaf');
      const proof = proofFrom(spoilt, index);
      const untouched = proof?.every((hash, place) => sameBytes(hash, present(proofFrom(tiles, index)?.[place], 'hash'))) === true;
      expect(proof !== undefined && verifyInclusion({ leaf, index, size: 600, proof, root })).toBe(untouched);
      if (proof !== undefined) expect(verifyInclusion({ leaf: hashLeaf(utf8('another')), index, size: 600, proof, root })).toBe(false);
    });
    fc.assert(bad, { numRuns: 150 });
  });

  test('tiles that are missing end in the one error that says so', () => {
    const some = fc.property(fc.subarray([...tiles.keys()]), fc.nat(598), (kept, old) => {
      const source = tileSource(600, new Map(kept.map((path) => [path, present(tiles.get(path), path)])));
      for (const make of [() => rootFromTiles(600, source), () => proveConsistency({ oldSize: old + 1, newSize: 600 }, source)]) {
        try {
          make();
        } catch (error) {
          expect(error).toBeInstanceOf(MissingTile);
        }
      }
    });
    fc.assert(some, { numRuns: 60 });
  });

  test('a path is read back as it was written, and any text is the one spelling of a path or none', () => {
    const hash = fc.record({ kind: fc.constant('hash' as const), level: fc.nat(63), index: fc.nat(2 ** 40), width: fc.integer({ min: 1, max: 256 }) });
    const bundle = fc.record({ kind: fc.constant('entries' as const), index: fc.nat(2 ** 40), width: fc.integer({ min: 1, max: 256 }) });
    const written = fc.property(fc.oneof(hash, bundle), (tile: TilePath) => {
      expect(parseTilePath(formatTilePath(tile))).toEqual(tile);
    });
    const any = fc.property(fc.array(fc.constantFrom('tile/', 'entries', '0', '63', '/', 'x', '001', '.p/', '256', '7', 'data'), { maxLength: 9 }), (parts) => {
      const tile = parseTilePath(parts.join(''));
      if (tile !== undefined) expect(formatTilePath(tile)).toBe(parts.join(''));
    });
    fc.assert(written, { numRuns: 200 });
    fc.assert(any, { numRuns: 1000 });
  });

  function proofFrom(from: ReadonlyMap<string, Uint8Array>, index: number) {
    try {
      return proveInclusion({ index, size: 600 }, tileSource(600, from));
    } catch (error) {
      if (error instanceof MissingTile) return undefined;
      throw error;
    }
  }
});

describe('proof files', () => {
  test('come back as they went', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const extra = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined });
    const made = fc.property(fc.maxSafeNat(), fc.array(hash, { maxLength: 40 }), extra, (index, proof, more) => {
      const file = { index, proof, checkpoint: cosigned, ...(more === undefined ? {} : { extra: more }) };
      expect(parseProofFile(formatProofFile(file))).toEqual(file);
    });
    fc.assert(made, { numRuns: 100 });
  });

  test('whatever text comes, nothing crashes, and what is read is written the same way', () => {
    const [{ file } = { file: '' }] = vectors.proofFiles;
    const parts = fc.array(fc.oneof(fc.constantFrom('c2sp.org/tlog-proof@v1\n', 'index 1\n', 'index 01\n', 'extra QQ==\n', '\n', file), fc.string()), {
      maxLength: 8,
    });
    const any = fc.property(parts, (list) => {
      const read = parseProofFile(list.join(''));
      if (read !== undefined) expect(formatProofFile(read)).toBe(list.join(''));
    });
    fc.assert(any, { numRuns: 500 });
  });
});

test('a checkpoint’s text is read back as it was written, or not at all', () => {
  const lines = fc.property(
    fc.array(fc.oneof(fc.constantFrom('\n', log.origin, '7', '07', '-1', '1e3', present(vectors.root[7], 'root')), fc.string()), { maxLength: 8 }),
    (parts) => {
      const text = parts.join('');
      const read = parseCheckpoint(text);
      if (read !== undefined) expect(text).toContain(`\n${read.size}\n`);
    },
  );
  fc.assert(lines, { numRuns: 500 });
});

function turned(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, at) => (at === Math.floor(bit / 8) ? byte ^ (1 << (bit % 8)) : byte));
}
