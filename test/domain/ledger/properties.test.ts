import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, decodeBase64Url, decodeHex, encodeBase64, encodeBase64Url, encodeHex } from '../../../functions/domain/ledger/base64.ts';
import { canonicalBytes, type Json, parseCanonical } from '../../../functions/domain/ledger/canonical.ts';
import { openCheckpoint } from '../../../functions/domain/ledger/checkpoint.ts';
import { commit, fieldSalt } from '../../../functions/domain/ledger/commitment.ts';
import { growTree } from '../../../functions/domain/ledger/grow.ts';
import { EMPTY_ROOT, hashLeaf } from '../../../functions/domain/ledger/hash.ts';
import { parseNote } from '../../../functions/domain/ledger/note.ts';
import { verifyConsistency, verifyInclusion } from '../../../functions/domain/ledger/proof.ts';
import { parseProofFile } from '../../../functions/domain/ledger/proof-file.ts';
import { decodeBundle } from '../../../functions/domain/ledger/tile.ts';
import { proveConsistency, proveInclusion, rootFromTiles, rootOf, tileSource } from '../../../functions/domain/ledger/tree.ts';

const leaves = Array.from({ length: 900 }, (_, index) => hashLeaf(new TextEncoder().encode(String(index))));

test('random batches give the same tree as one go, and each growth proves itself against the one before', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }), (batches) => {
      const tiles = new Map<string, Uint8Array>();
      let size = 0;
      for (const batch of batches) {
        const oldSize = size;
        const growth = growTree({ size, tiles }, leaves.slice(size, size + batch));
        for (const tile of growth.tiles) tiles.set(tile.path, tile.bytes);
        size = growth.size;
        const source = tileSource(size, tiles);
        const newRoot = rootFromTiles(size, source);
        expect(encodeHex(newRoot)).toBe(encodeHex(rootOf(leaves.slice(0, size))));
        const proof = proveConsistency({ oldSize, newSize: size }, source);
        expect(verifyConsistency({ oldSize, oldRoot: oldSize === 0 ? EMPTY_ROOT : rootOf(leaves.slice(0, oldSize)), newSize: size, newRoot, proof })).toBe(
          true,
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('every inclusion proof verifies, and none does with one bit changed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(), fc.nat(), (size, at, flip) => {
      const index = at % size;
      const tiles = new Map(growTree({ size: 0, tiles: new Map() }, leaves.slice(0, size)).tiles.map((tile) => [tile.path, tile.bytes]));
      const proof = proveInclusion({ index, size }, tileSource(size, tiles));
      const claim = { leaf: leaves[index] ?? expect.unreachable(), index, size, proof, root: rootOf(leaves.slice(0, size)) };
      expect(verifyInclusion(claim)).toBe(true);
      const changed = [claim.leaf, claim.root, ...proof].map((hash) => hash.slice());
      const bit = flip % (changed.length * 256);
      const hash = changed[Math.floor(bit / 256)] ?? expect.unreachable();
      hash[Math.floor((bit % 256) / 8)] = (hash[Math.floor((bit % 256) / 8)] ?? 0) ^ (1 << (bit % 8));
      const [leaf = EMPTY_ROOT, root = EMPTY_ROOT, ...path] = changed;
      expect(verifyInclusion({ ...claim, leaf, root, proof: path })).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('bytes from a stranger never crash a reader and never verify', () => {
  const log = { origin: 'log.example.org/log/1', keys: [] };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(openCheckpoint(bytes, log).ok).toBe(false);
      const text = new TextDecoder().decode(bytes);
      parseNote(bytes);
      parseProofFile(text);
      decodeBundle(bytes);
      parseCanonical(bytes);
    }),
    { numRuns: 2000 },
  );
});

test('base64 and hexadecimal come back as they went, and have one spelling only', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
      expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(decodeBase64Url(encodeBase64Url(bytes))).toEqual(bytes);
      expect(decodeHex(encodeHex(bytes))).toEqual(bytes);
    }),
  );
  for (const text of ['AB==', 'A', 'AA=', 'AA= =', 'AA-_', ' AAAA', 'AAAA\n']) expect(decodeBase64(text)).toBeUndefined();
});

const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string().map((text) => text.normalize('NFC').replace(/[\u0000-\u001f\u007f-\u009f]/g, '')),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z0-9_]{1,8}$/), tie('value'), { maxKeys: 5 }),
  ),
})).value;

test('canonical bytes are those of RFC 8785, and only they are read', () => {
  fc.assert(
    fc.property(json, (value) => {
      const bytes = canonicalBytes(value);
      expect(new TextDecoder().decode(bytes)).toBe(canonicalize(value));
      expect(canonicalBytes(parseCanonical(bytes) ?? expect.unreachable())).toEqual(bytes);
    }),
  );
  for (const text of ['{"b":1,"a":2}', '{"a":1,"a":1}', ' 1', '1.5', 'null', '1e3', '"\\u0041"', '-0', '{"a":null}', '9007199254740993']) {
    expect(parseCanonical(new TextEncoder().encode(text))).toBeUndefined();
  }
  for (const value of [0.5, 'e\u0301', '\ud800', Number.NaN]) expect(() => canonicalBytes(value)).toThrow(TypeError);
});

test('the worked example of the commitments can be redone by hand', () => {
  const salt = Uint8Array.from({ length: 32 }, (_, at) => at);
  expect(encodeHex(fieldSalt(salt, 'name'))).toBe('38cee1f312f6374277c0eaa6c5ff090eb358d6a72c0b4b8fadf642d84968dc8a');
  const of = (field: string, value: string) => commit(fieldSalt(salt, field), field, value);
  expect(of('name', '王小明')).toBe('GObE3GKKOIQHSDFHZ-P_ndtKd3XUNfap3jyY2qxlLrc');
  expect(of('note', '武汉加油')).toBe('d1yHpWNxlq_BX49WcB9wW8bGFC7uUh9OGw5ZAODBLlg');
  expect(of('ref', '0202202001250000110081740653')).toBe('Whs3bhf1cHvXBpvAxJ4t3MUj2TDiIJsfFLwtkXYVT-4');
  const entry = {
    amt: 10_000,
    c: { at: of('at', '2026-11-23T09:15:02+08:00'), name: of('name', '王小明'), note: of('note', '武汉加油'), ref: of('ref', '0202202001250000110081740653') },
  };
  const bytes = canonicalBytes({ ...entry, ch: 'wx', cur: 'CNY', id: '0192f3c1a7b24c5e8d90', k: 'gift', on: '2026-11-23', to: 'fund/2026-flood', v: 1 });
  expect(bytes).toHaveLength(336);
  expect(encodeBase64(hashLeaf(bytes))).toBe('JSIln+qDPz99LxXgwda4aTkK5N7foaRwVNcHCh3R9tM=');
});
