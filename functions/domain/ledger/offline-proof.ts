import { sha256 } from '@noble/hashes/sha2.js';
import { decodeHex, encodeHex } from './base64.ts';
import { ByteCursor, countBytes } from './byte-cursor.ts';
import { type Hash, joinBytes, sameBytes } from './hash.ts';
import { packEntry, unpackEntry } from './offline-entry.ts';

/** A witness's line: the first bytes that identify its key, and 8 bytes of time with 64 of Ed25519. */
export type OfflineCosignature = { readonly keyId: Uint8Array; readonly bytes: Uint8Array };

/** Opens one committed field of the entry. */
export type OfflineOpening = { readonly salt: Uint8Array; readonly value: string };

/**
 * A whole proof in a code on paper: the entry, its way to the root, and who signed. The root, the checkpoint's text and
 * the commitments are left out, since the reader computes them. `keyId` is of the log's key, `proof` is leaf's sibling first.
 */
export type OfflineProof = {
  readonly keyId: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Hash[];
  readonly signature: Uint8Array;
  readonly cosignatures: readonly OfflineCosignature[];
  readonly entry: Uint8Array;
  readonly shown?: OfflineOpening | undefined;
  readonly name?: OfflineOpening | undefined;
};

const VERSION = 1;
const CHECK_BYTES = 4;

/** Most digits that any QR code holds (ISO/IEC 18004, version 40-L). */
const DIGITS_AT_MOST = 7089;

/** The record as decimal digits, which a QR code packs almost as tightly as bytes; throws for what the format cannot hold. */
export function encodeOfflineProof(record: OfflineProof): string {
  const body = joinBytes([
    Uint8Array.of(VERSION),
    fixed(record.keyId, 4),
    countBytes(record.index),
    countBytes(record.size),
    countBytes(record.proof.length),
    ...record.proof.map((hash) => fixed(hash, 32)),
    fixed(record.signature, 64),
    countBytes(record.cosignatures.length),
    ...record.cosignatures.flatMap(({ keyId, bytes }) => [fixed(keyId, 4), fixed(bytes, 72)]),
    ...counted(packEntry(record.entry)),
    ...openingBytes(record.shown),
    ...openingBytes(record.name),
  ]);
  return BigInt(`0x${encodeHex(joinBytes([body, checksum(body)]))}`).toString();
}

/** Reads the digits; nothing where one is wrong, or where they are not the one way to write their record. Nothing is verified by that. */
export function decodeOfflineProof(digits: string): OfflineProof | undefined {
  if (!/^[1-9]\d*$/.test(digits) || digits.length > DIGITS_AT_MOST) return undefined;
  try {
    const record = parseRecord(bytesOfDigits(digits));
    return record !== undefined && encodeOfflineProof(record) === digits ? record : undefined;
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined; // cut, or no UTF-8
    throw error;
  }
}

function parseRecord(bytes: Uint8Array): OfflineProof | undefined {
  const body = bytes.slice(0, -CHECK_BYTES);
  if (body[0] !== VERSION || !sameBytes(checksum(body), bytes.slice(-CHECK_BYTES))) return undefined;
  const cursor = new ByteCursor(body.slice(1));
  const [keyId, index, size] = [cursor.take(4), cursor.count(), cursor.count()];
  const proof = list(cursor, () => cursor.take(32));
  const signature = cursor.take(64);
  const cosignatures = list(cursor, () => ({ keyId: cursor.take(4), bytes: cursor.take(72) }));
  const entry = unpackEntry(cursor.take(cursor.count()));
  const [shown, name] = [readOpening(cursor), readOpening(cursor)];
  return entry === undefined || !cursor.done ? undefined : { keyId, index, size, proof, signature, cosignatures, entry, shown, name };
}

/** A leading byte of 1 keeps the number from losing zeros. */
function bytesOfDigits(digits: string): Uint8Array {
  const hex = BigInt(digits).toString(16);
  return decodeHex(hex.length % 2 === 0 ? hex : `0${hex}`) ?? new Uint8Array();
}

/** Tells a slip of the pen from an altered document; it is no defence against who computes it anew. */
const checksum = (body: Uint8Array): Uint8Array => sha256(body).slice(0, CHECK_BYTES);

function fixed(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new RangeError(`${bytes.length} bytes where ${length} belong`);
  return bytes;
}

const counted = (bytes: Uint8Array): readonly Uint8Array[] => [countBytes(bytes.length), bytes];

function openingBytes(opening: OfflineOpening | undefined): readonly Uint8Array[] {
  if (opening === undefined) return [countBytes(0)];
  return [countBytes(1), fixed(opening.salt, 32), ...counted(new TextEncoder().encode(opening.value))];
}

function readOpening(cursor: ByteCursor): OfflineOpening | undefined {
  if (cursor.count() === 0) return undefined;
  const salt = cursor.take(32);
  return { salt, value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(cursor.take(cursor.count())) };
}

/** As many as the count before them says; each takes bytes, so that a large count ends with the bytes. */
function list<T>(cursor: ByteCursor, read: () => T): readonly T[] {
  const found: T[] = [];
  for (let left = cursor.count(); left > 0; left--) found.push(read());
  return found;
}
