import { readFileSync } from 'node:fs';
import { sign } from '@noble/ed25519';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64, decodeBase64Url, decodeHex, encodeBase64, encodeBase64Url, encodeHex } from '../../../functions/domain/ledger/base64.ts';
import { parseCanonical } from '../../../functions/domain/ledger/canonical.ts';
import { openCheckpoint, parseCheckpoint } from '../../../functions/domain/ledger/checkpoint.ts';
import { cosignatureMessage } from '../../../functions/domain/ledger/cosignature.ts';
import { joinBytes } from '../../../functions/domain/ledger/hash.ts';
import { COSIGNATURE, formatNote, parseNote, parseVerifierKey, signatureLine, verifierKey, verifyNote } from '../../../functions/domain/ledger/note.ts';
import { formatProofFile, parseProofFile } from '../../../functions/domain/ledger/proof-file.ts';
import { decodeBundle, encodeBundle, formatTilePath, parseTilePath } from '../../../functions/domain/ledger/tile.ts';
import { key, logOf, present, utf8 } from './vector-bytes.ts';
import type { Vectors } from './vector-shape.ts';

const vectors: Vectors = JSON.parse(readFileSync(new URL('../../vectors/tlog.json', import.meta.url), 'utf8'));
const log = logOf(vectors);
const signed = vectors.cosignedCheckpoint300;
const keys = Object.values(vectors.keys).map(({ vkey }) => key(vkey));
const logKey = key(vectors.keys.log.vkey);
const [good] = present(parseNote(signed), 'note').signatures;
const text = present(parseNote(signed), 'note').text;

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

test('bytes from a stranger never crash a reader and never verify', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(openCheckpoint(bytes, log).ok).toBe(false);
      const text = new TextDecoder().decode(bytes);
      expect(parseProofFile(text)).toBeUndefined();
      expect(parseVerifierKey(text)).toBeUndefined();
      expect(parseTilePath(text)).toBeUndefined();
      const bundle = decodeBundle(bytes);
      expect(bundle === undefined ? bytes : encodeBundle(bundle)).toEqual(bytes);
      parseCanonical(bytes);
    }),
    { numRuns: 1000 },
  );
});

test('a checkpoint whose text has one bit changed does not open, and a changed signature line never gives it another text', () => {
  const bytes = utf8(signed);
  fc.assert(
    fc.property(fc.nat({ max: bytes.length * 8 - 1 }), (bit) => {
      const changed = bytes.map((byte, at) => (at === Math.floor(bit / 8) ? byte ^ (1 << (bit % 8)) : byte));
      const opened = openCheckpoint(changed, { origin: log.origin, keys });
      // A bit in a witness's name or key id makes that line one of an unknown key, which is passed over; the log's text is the same.
      if (opened.ok) expect(opened.note.text).toBe(text);
      if (bit < 8 * utf8(text).length) expect(opened.ok).toBe(false);
    }),
    { numRuns: 400 },
  );
});

test('a proof file cut or changed anywhere is read as something else or not at all', () => {
  const { file } = present(vectors.proofFiles[1], 'proof file');
  fc.assert(
    fc.property(fc.nat({ max: file.length - 1 }), fc.constantFrom('', ' ', '=', '0', '\n', '\u0085'), (at, put) => {
      const changed = file.slice(0, at) + put + file.slice(at + 1);
      const parsed = parseProofFile(changed);
      if (parsed !== undefined) expect(formatProofFile(parsed)).toBe(changed);
    }),
    { numRuns: 400 },
  );
});

test('paths and bundles come back as they went', () => {
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.integer({ min: 0, max: 63 }), fc.integer({ min: 1, max: 256 }), (index, level, width) => {
      for (const tile of [{ kind: 'hash', level, index, width } as const, { kind: 'entries', index, width } as const]) {
        expect(parseTilePath(formatTilePath(tile))).toEqual(tile);
      }
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 }), fc.integer({ min: 1, max: 1000 }), (entries, cut) => {
      const bundle = encodeBundle(entries);
      expect(decodeBundle(bundle)).toEqual(entries);
      const shorter = decodeBundle(bundle.slice(0, -cut));
      if (shorter !== undefined) expect(shorter.length).toBeLessThan(entries.length);
    }),
    { numRuns: 50 },
  );
  expect(decodeBundle(encodeBundle([new Uint8Array(65_535)]))).toHaveLength(1);
  expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(RangeError);
  expect(decodeBundle(new Uint8Array())).toBeUndefined();
  expect(decodeBundle(new Uint8Array(2 * 257))).toBeUndefined();
});

describe('traps of the formats', () => {
  test('1: a key is cut at its first two plus signs, since base64 has its own', () => {
    expect(vectors.keys.log.vkey.split('+').length).toBeGreaterThan(3);
    expect(parseVerifierKey(vectors.keys.log.vkey)).toBeDefined();
    expect(parseVerifierKey(vectors.keys.log.vkey.replace('c7600f95', 'c7600f96'))).toBeUndefined();
  });

  test.each(['\u0085', '\u00a0', '\u1680', '\u2003', '\u2028', '\u202f', '\u3000', '+'])('2: a key name with %j is refused', (character) => {
    expect(() => verifierKey(`log${character}1`, 1, logKey.publicKey)).toThrow(RangeError);
  });

  test('2: a key name with U+FEFF, which JavaScript calls a space and Unicode does not, is accepted', () => {
    expect(verifierKey('log\ufeff1', 1, logKey.publicKey).name).toBe('log\ufeff1');
  });

  test.each(['A A=', 'AA-_', 'AA', 'AB==', 'AA=', 'AAA=\n'])('3: base64 %j, which browsers or Node read, is refused', (bad) => {
    expect(decodeBase64(bad)).toBeUndefined();
  });

  test('4: bytes that are not UTF-8 are refused, and a byte order mark is not swallowed', () => {
    expect(parseNote(Uint8Array.of(...utf8(signed).slice(0, 5), 0xff, ...utf8(signed).slice(5)))).toBeUndefined();
    expect(parseNote(Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8(signed)))?.text.startsWith('\ufeff')).toBe(true);
    expect(openCheckpoint(`\ufeff${signed}`, log).ok).toBe(false);
    expect(parseCanonical(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d))).toBeUndefined();
    expect(parseNote(`\ud800${signed}`)).toBeUndefined();
  });

  test('6: text and signatures part at the last empty line', () => {
    const note = present(parseNote(`first\n\n${signed}`), 'note');
    expect(note.text.startsWith('first\n\n')).toBe(true);
    expect(verifyNote(note, keys)).toEqual({ ok: false, code: 'bad_signature' });
  });

  test('7: a failing signature beside a good one of the same key refuses the note in both orders', () => {
    const { bytes } = present(good, 'signature');
    const right = signatureLine(logKey, bytes);
    const wrong = signatureLine(
      logKey,
      bytes.map((byte, at) => (at === 9 ? byte ^ 1 : byte)),
    );
    const verdict = (lines: readonly string[]) => verifyNote(present(parseNote(formatNote(text, lines)), 'note'), keys);
    expect(verdict([right, right])).toMatchObject({ ok: true, by: [logKey] });
    for (const lines of [
      [right, wrong],
      [wrong, right],
    ])
      expect(verdict(lines)).toEqual({ ok: false, code: 'bad_signature' });
  });

  test.each([
    ['an extension line', (body: string) => `${body}extension\n`],
    ['an empty extension line', (body: string) => `${body}\n`],
    ['an empty origin', (body: string) => body.replace(/^.*\n/, '\n')],
    ['size 07', (body: string) => body.replace('\n300\n', '\n07\n')],
    ['no last line feed', (body: string) => body.slice(0, -1)],
  ])('8: a checkpoint with %s, which others read, is refused', (_, change) => {
    expect(parseCheckpoint(text)).toBeDefined();
    expect(parseCheckpoint(change(text))).toBeUndefined();
  });

  test.each([
    'tile/64/000',
    'tile/data/000',
    'tile/0/x000/001',
    'tile/0/1',
    'tile/00/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/07',
    '/tile/0/000',
  ])('8: the path %s is refused', (path) => expect(parseTilePath(path)).toBeUndefined());
});

test('M12: a checkpoint counts only with the signature of the log itself, not with those of witnesses alone', () => {
  const lines = present(parseNote(signed), 'note')
    .signatures.slice(1)
    .map((one) => signatureLine({ name: one.name, id: one.keyId }, one.bytes));
  expect(openCheckpoint(formatNote(text, lines), { origin: log.origin, keys })).toEqual({ ok: false, code: 'unknown_key' });
  expect(openCheckpoint(signed, { origin: 'other.example.org/log/1', keys })).toEqual({ ok: false, code: 'wrong_origin' });
});

test("M12: a cosignature under the log's own name does not stand in for the signature of the log", () => {
  const witness = verifierKey(log.origin, COSIGNATURE, logKey.publicKey);
  const seconds = 1_700_000_000;
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  const bytes = joinBytes([time, sign(cosignatureMessage(text, seconds), decodeHex(vectors.keys.log.seedHex) ?? expect.unreachable())]);
  const note = formatNote(text, [signatureLine(witness, bytes)]);
  expect(verifyNote(parseNote(note) ?? expect.unreachable(), [witness]).ok).toBe(true);
  expect(openCheckpoint(note, { origin: log.origin, keys: [witness] })).toEqual({ ok: false, code: 'unknown_key' });
});
