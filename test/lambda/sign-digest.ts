import { createECDH, type KeyObject, privateEncrypt, randomBytes } from 'node:crypto';

/** Signs a digest as it is, which Node's own `sign` never does: with PKCS #1 v1.5 (RFC 8017, 9.2) or ECDSA on P-256 (FIPS 186-5, 6.4.1). */
export function signDigest(digest: Buffer, key: KeyObject): Buffer {
  return key.asymmetricKeyType === 'rsa' ? privateEncrypt(key, Buffer.concat([SHA_256_INFO, digest])) : ecdsa(digest, key);
}

/** DigestInfo of SHA-256 before its digest (RFC 8017, 9.2, note 1). */
const SHA_256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

function ecdsa(digest: Buffer, key: KeyObject): Buffer {
  const secret = number(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const once = createECDH('prime256v1');
  once.setPrivateKey(randomBytes(32).fill(0, 0, 1));
  const r = number(once.getPublicKey().subarray(1, 33)) % ORDER;
  const s = (power(number(once.getPrivateKey()), ORDER - 2n) * (number(digest) + r * secret)) % ORDER;
  const body = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % ORDER;
    square = (square * square) % ORDER;
  }
  return result;
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const body = (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  return Buffer.concat([Buffer.of(0x02, body.length), body]);
}
