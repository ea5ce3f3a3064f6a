import { getPublicKey, hashes, sign } from '@noble/ed25519';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import qrcode from 'qrcode';
import { describe, expect, test } from 'vitest';
import { decodeBase64Url, encodeHex } from '../../../functions/domain/ledger/base64.ts';
import { canonicalBytes } from '../../../functions/domain/ledger/canonical.ts';
import { formatCheckpoint } from '../../../functions/domain/ledger/checkpoint.ts';
import { cosignatureMessage } from '../../../functions/domain/ledger/cosignature.ts';
import { hashLeaf, joinBytes } from '../../../functions/domain/ledger/hash.ts';
import { COSIGNATURE, ED25519, formatNote, signatureLine, verifierKey } from '../../../functions/domain/ledger/note.ts';
import { condenseProof, verifyOfflineProof } from '../../../functions/domain/ledger/offline-check.ts';
import { packEntry, unpackEntry } from '../../../functions/domain/ledger/offline-entry.ts';
import { decodeOfflineProof, encodeOfflineProof, type OfflineProof } from '../../../functions/domain/ledger/offline-proof.ts';
import { rootOfInclusion } from '../../../functions/domain/ledger/proof.ts';
import { sampleRow } from '../../site/sample.ts';
import { giftEntry, shownSalt } from '../../site/sample-log.ts';
import { present, utf8 } from './vector-bytes.ts';

hashes.sha512 = sha512;

const origin = 'giving.example.org/log/1';
const seeds = [1, 2, 3].map((seed) => new Uint8Array(32).fill(seed));
const [logSeed = new Uint8Array(), ...witnessSeeds] = seeds;
const key = verifierKey(origin, ED25519, getPublicKey(logSeed));
const witnesses = witnessSeeds.map((seed, at) => verifierKey(`witness${at}.example.org`, COSIGNATURE, getPublicKey(seed)));
const keys = { origin, keys: [key], witnesses };
const SIGNED_AT = 1_795_500_000;

/** A gift at an index of a log of this size, whose neighbours' digests are made up; two witnesses have signed. */
function proofIn(size: number, index: number): OfflineProof {
  const row = { ...sampleRow(13), index };
  const entry = canonicalBytes({ ...giftEntry(row, '欧阳克里斯蒂娜·阿不都热依木') });
  const proof = Array.from({ length: Math.ceil(Math.log2(size)) }, (_, level) => sha256(utf8(`neighbour ${level}`)));
  const root = present(rootOfInclusion({ leaf: hashLeaf(entry), index, size, proof }), 'root');
  const text = formatCheckpoint({ origin, size, root });
  const lines = witnesses.map((witness, at) => signatureLine(witness, cosign(text, present(witnessSeeds[at], 'seed'))));
  const checkpoint = formatNote(text, [signatureLine(key, sign(utf8(text), logSeed)), ...lines]);
  const shown = { salt: present(decodeBase64Url(shownSalt(index)), 'salt'), value: '欧阳克里斯蒂娜·阿不都热依木' };
  return present(condenseProof({ file: { index, proof, checkpoint }, entry, key, shown }), 'a proof that verifies');
}

function cosign(text: string, seed: Uint8Array): Uint8Array {
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(SIGNED_AT));
  return joinBytes([time, sign(cosignatureMessage(text, SIGNED_AT), seed)]);
}

const million = proofIn(1_000_000, 123_456);

describe('a proof as digits', () => {
  test('comes back as it went, and names the log’s own signature and both witnesses with their times', () => {
    const digits = encodeOfflineProof(million);
    const read = present(decodeOfflineProof(digits), 'record');
    expect(read).toEqual(million);
    expect(verifyOfflineProof(read, keys)).toMatchObject({
      ok: true,
      checkpoint: { origin, size: 1_000_000 },
      witnessed: [
        { key: witnesses[0], seconds: SIGNED_AT },
        { key: witnesses[1], seconds: SIGNED_AT },
      ],
    });
  });

  test('any record comes back as it went', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const opening = fc.option(fc.record({ salt: bytes(32), value: fc.string({ unit: 'grapheme', maxLength: 30 }) }), { nil: undefined });
    const record = fc.record({
      keyId: bytes(4),
      index: fc.maxSafeNat(),
      size: fc.maxSafeNat(),
      proof: fc.array(bytes(32), { maxLength: 30 }),
      signature: bytes(64),
      cosignatures: fc.array(fc.record({ keyId: bytes(4), bytes: bytes(72) }), { maxLength: 3 }),
      entry: fc.uint8Array({ min: 1, maxLength: 600 }),
      shown: opening,
      name: opening,
    });
    const returns = fc.property(record, (one) => {
      expect(decodeOfflineProof(encodeOfflineProof(one))).toEqual(one);
    });
    fc.assert(returns, { numRuns: 200 });
  });

  test('of a gift in a log of a million with two witnesses and a long name fits a QR code of version 27 at level L, address included', () => {
    const address = 'https://giving.example.org/verify.html#';
    const code = qrcode.create(
      [
        { data: utf8(address), mode: 'byte' },
        { data: encodeOfflineProof(million), mode: 'numeric' },
      ],
      { errorCorrectionLevel: 'L' },
    );
    expect(code.version).toBeLessThanOrEqual(27);
  });

  test('is refused with any one digit changed, left out, doubled or swapped with the next', () => {
    const digits = encodeOfflineProof(million);
    for (let at = 0; at < digits.length; at += 7) {
      const changed = `${digits.slice(0, at)}${(Number(digits[at]) + 1 + (at % 9)) % 10}${digits.slice(at + 1)}`;
      const left = digits.slice(0, at) + digits.slice(at + 1);
      const doubled = digits.slice(0, at + 1) + digits.slice(at);
      const swapped =
        digits.slice(0, at) +
        digits
          .slice(at, at + 2)
          .split('')
          .reverse()
          .join('') +
        digits.slice(at + 2);
      for (const slip of [changed, left, doubled, swapped]) if (slip !== digits) expect(decodeOfflineProof(slip), `digit ${at}`).toBeUndefined();
    }
  });

  test.each(['', '0', '00', '1', '256', '1e9', '-1', '１２３', ' 12', '12 ', '9'.repeat(7089), '1'.repeat(7090), '#12'])('%j is no proof', (text) =>
    expect(decodeOfflineProof(text)).toBeUndefined(),
  );

  test('whatever digits come, nothing crashes, also where they carry the right check over bytes that are nothing', () => {
    const digits = fc.property(fc.stringMatching(/^[1-9]\d{0,400}$/), (text) => {
      expect(decodeOfflineProof(text)).toBeUndefined();
    });
    const checked = fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const body = joinBytes([Uint8Array.of(1), bytes]);
      const text = BigInt(`0x${encodeHex(joinBytes([body, sha256(body).slice(0, 4)]))}`).toString();
      const read = decodeOfflineProof(text);
      if (read !== undefined) expect(verifyOfflineProof(read, keys).ok).toBe(false);
    });
    fc.assert(digits, { numRuns: 300 });
    fc.assert(checked, { numRuns: 1000 });
  });
});

describe('a proof that somebody computed anew', () => {
  const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, place) => (place === at ? byte ^ 1 : byte));
  const entryWith = (from: string, to: string): Uint8Array => utf8(new TextDecoder().decode(million.entry).replace(from, to));

  test.each<[string, Partial<OfflineProof>, string]>([
    ['another amount', { entry: entryWith('"amt":', '"amt":9') }, 'bad_signature'],
    ['another index', { index: 123_457 }, 'bad_signature'],
    ['another size', { size: 1_000_001 }, 'bad_signature'],
    ['a neighbour’s digest altered', { proof: million.proof.map((hash, at) => (at === 19 ? flip(hash, 31) : hash)) }, 'bad_signature'],
    ['a step less', { proof: million.proof.slice(1) }, 'bad_proof'],
    ['an index outside the log', { index: 1_000_000 }, 'bad_proof'],
    ['the log’s signature altered', { signature: flip(million.signature, 63) }, 'bad_signature'],
    ['a known witness’s time altered', { cosignatures: million.cosignatures.map((one) => ({ ...one, bytes: flip(one.bytes, 7) })) }, 'bad_signature'],
    ['a key that is not the log’s', { keyId: flip(million.keyId, 0) }, 'unknown_key'],
  ])('%s', (_, change, code) => {
    const forged = present(decodeOfflineProof(encodeOfflineProof({ ...million, ...change })), 'record');
    expect(verifyOfflineProof(forged, keys)).toEqual({ ok: false, code });
  });

  test('any one bit of entry, way or signature turned over never verifies', () => {
    fc.assert(
      fc.property(fc.constantFrom('entry', 'signature', 'proof'), fc.nat(), (part, bit) => {
        const turned = (bytes: Uint8Array) => bytes.map((byte, at) => (at === Math.floor(bit / 8) % bytes.length ? byte ^ (1 << (bit % 8)) : byte));
        const change =
          part === 'proof'
            ? { proof: million.proof.map((hash, at) => (at === bit % million.proof.length ? turned(hash) : hash)) }
            : { [part]: turned(million[part]) };
        expect(verifyOfflineProof({ ...million, ...change }, keys).ok).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test('a witness that the reader does not know is passed over and not counted', () => {
    expect(verifyOfflineProof(million, { ...keys, witnesses: [] })).toMatchObject({ ok: true, witnessed: [] });
  });

  test('no code is made from a proof file whose entry is another one, or that the log’s key did not sign', () => {
    const text = formatCheckpoint({ origin, size: 1, root: hashLeaf(million.entry) });
    const checkpoint = formatNote(text, [signatureLine(key, sign(utf8(text), logSeed))]);
    const file = { index: 0, proof: [], checkpoint };
    expect(condenseProof({ file, entry: million.entry, key })).toBeDefined();
    expect(condenseProof({ file, entry: utf8('{}'), key })).toBeUndefined();
    expect(condenseProof({ file, entry: million.entry, key: verifierKey(origin, ED25519, getPublicKey(present(witnessSeeds[0], 'seed'))) })).toBeUndefined();
    expect(condenseProof({ file: { ...file, checkpoint: 'no note' }, entry: million.entry, key })).toBeUndefined();
  });
});

test('an entry’s digests are packed to their bytes, and the entry comes back to the byte', () => {
  expect(million.entry.length - packEntry(million.entry).length).toBe(6 * 12);
  expect(unpackEntry(packEntry(million.entry))).toEqual(million.entry);
  const odd = `"${'A'.repeat(42)}B"`; // stray last bits: 43 characters that are no digest's only spelling
  expect(packEntry(utf8(odd))).toEqual(utf8(odd));
  expect(unpackEntry(Uint8Array.of(0, 1, 2))).toBeUndefined();
  expect(() => packEntry(Uint8Array.of(0))).toThrow(RangeError);
});
