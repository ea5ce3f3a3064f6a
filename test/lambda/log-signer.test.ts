import { verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatNote, parseNote, signatureLine, verifyNote } from '../../functions/domain/ledger/note.ts';
import { kmsSigner, seedSigner } from '../../functions/lambda/log-signer.ts';
import { type KeyStandIn, startKeys } from './key-stand-in.ts';

const ORIGIN = 'daylight.example.org/log/1';
const TEXT = `${ORIGIN}\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n`;
const bytes = new TextEncoder().encode(TEXT);
let keys: KeyStandIn;

beforeAll(async () => {
  keys = await startKeys();
  Object.assign(process.env, { AWS_ENDPOINT_URL_KMS: keys.endpoint, AWS_REGION: 'ap-southeast-1', AWS_ACCESS_KEY_ID: 'publisher', AWS_SECRET_ACCESS_KEY: 'x' });
});
afterAll(() => keys.close());

describe('M12: the log is signed by KMS', () => {
  test('with the message itself, so that a note verifies under the key’s last 32 bytes', async () => {
    const signer = await kmsSigner({ keyId: keys.logKeyId, origin: ORIGIN });
    const signature = await signer.sign(bytes);
    expect(verify(null, bytes, keys.publicKey, signature)).toBe(true);
    const note = parseNote(formatNote(TEXT, [signatureLine(signer.key, signature)]));
    expect(note && verifyNote(note, [signer.key])).toEqual({ ok: true, by: [signer.key] });
    expect(keys.asked).toEqual([
      { who: 'publisher', operation: 'TrentService.GetPublicKey', of: keys.logKeyId },
      { who: 'publisher', operation: 'TrentService.Sign', of: keys.logKeyId },
    ]);
  });

  test('a signature that does not hold is thrown and never published', async () => {
    const signer = await kmsSigner({ keyId: keys.logKeyId, origin: ORIGIN });
    keys.signature = new Uint8Array(64).fill(1);
    await expect(signer.sign(bytes)).rejects.toThrow('does not hold');
    keys.signature = undefined;
  });
});

describe('where KMS does not take the curve, a seed signs', () => {
  // RFC 8032 section 7.1, test 2.
  const seed = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb';

  test('to the letter of RFC 8032', async () => {
    const signer = seedSigner(seed, ORIGIN);
    expect(Buffer.from(signer.key.publicKey).toString('hex')).toBe('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    expect(Buffer.from(await signer.sign(Uint8Array.of(0x72))).toString('hex')).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
  });

  test('what is no seed is refused without being repeated', () => {
    for (const wrong of ['', seed.slice(1), seed.toUpperCase(), `${seed}\n`]) {
      expect(() => seedSigner(wrong, ORIGIN)).toThrow(/^the log's seed is not 64 hex digits$/);
    }
  });
});
