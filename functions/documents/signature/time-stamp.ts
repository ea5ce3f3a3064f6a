// Asks an authority for the time of a signature: RFC 3161, which makes PAdES B-T of B-B.
import { createHash, randomBytes } from 'node:crypto';
import { SHA_256 } from './algorithms.ts';
import { integer, octets, sequence, smallInteger, TRUE } from './der.ts';
import type { TimeStamper } from './document-signer.ts';
import { readTimeStamp } from './time-stamp-token.ts';

export type TimeStamperOptions = {
  readonly address: string;
  /** Told that a signature goes out without a time stamp, and why. */
  readonly alarm: (code: 'time_stamp_missing', detail: { readonly cause: string }) => void;
  /** How long one may wait for an answer; three seconds unless given. */
  readonly timeoutMs?: number;
};

/** What an authority of today answers, with the certificates of its chain. */
const ROOM_BYTES = 7168;
const TIMEOUT_MS = 3000;
const NONCE_BYTES = 8;

/** Asks the authority at an address once: a document never fails with it. */
export function timeStamper({ address, alarm, timeoutMs = TIMEOUT_MS }: TimeStamperOptions): TimeStamper {
  return {
    roomBytes: ROOM_BYTES,
    stamp: async (bytes) => {
      const digest = createHash('sha256').update(bytes).digest();
      const nonce = randomBytes(NONCE_BYTES);
      const answer = await post(address, timeStampRequest(digest, nonce), timeoutMs);
      const token = typeof answer === 'string' ? answer : readTimeStamp(answer, { digest, nonce, roomBytes: ROOM_BYTES });
      if (typeof token !== 'string') return token;
      alarm('time_stamp_missing', { cause: token });
      return undefined;
    },
  };
}

/** TimeStampReq (RFC 3161, 2.4.1): version 1, what is stamped, a number against old answers, and the authority's certificates are wanted. */
function timeStampRequest(digest: Uint8Array, nonce: Uint8Array): Uint8Array {
  return sequence(smallInteger(1), sequence(SHA_256, octets(digest)), integer(nonce), TRUE);
}

/** The answer's bytes, or in a word why there are none (RFC 3161, 3.4). */
async function post(address: string, request: Uint8Array, timeoutMs: number): Promise<Uint8Array | string> {
  try {
    const headers = { 'content-type': 'application/timestamp-query' };
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(address, { method: 'POST', headers, body: Uint8Array.from(request), signal, redirect: 'error' });
    return response.ok ? await readAtMost(response, 2 * ROOM_BYTES) : `status ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
}

async function readAtMost(response: Response, limit: number): Promise<Uint8Array | string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    length += piece.length;
    if (length > limit) return 'answer too large';
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
