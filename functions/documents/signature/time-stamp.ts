// Asks an authority for the time of a signature: RFC 3161, which is what makes PAdES B-T of B-B.
import { createHash, randomBytes } from 'node:crypto';
import { SHA_256 } from './algorithms.ts';
import { integer, octets, sequence, smallInteger, TRUE } from './der.ts';
import { type DerValue, readDer, readInside } from './der-reading.ts';
import type { TimeStamper } from './document-signer.ts';

export type TimeStamperOptions = {
  readonly address: string;
  /** Told that a signature goes out without a time stamp, and why. */
  readonly alarm: (code: 'time_stamp_missing', detail: { readonly cause: string }) => void;
  readonly fetch?: typeof fetch;
};

/** What an authority of today answers, with the certificates of its chain. */
const ROOM_BYTES = 7168;
const TIMEOUT_MS = 3000;
const NONCE_BYTES = 8;

/** Asks the authority at an address, once and for three seconds at most: a document never waits for it, and never fails with it. */
export function timeStamper({ address, alarm, fetch: ask = fetch }: TimeStamperOptions): TimeStamper {
  return {
    roomBytes: ROOM_BYTES,
    stamp: async (bytes) => {
      const digest = createHash('sha256').update(bytes).digest();
      const nonce = randomBytes(NONCE_BYTES);
      const answer = await post(ask, address, timeStampRequest(digest, nonce));
      const read = answer instanceof Uint8Array ? readTimeStamp(answer, { digest, nonce }) : { ok: false as const, cause: answer };
      if (read.ok) return read.token;
      alarm('time_stamp_missing', { cause: read.cause });
      return undefined;
    },
  };
}

/** TimeStampReq (RFC 3161, 2.4.1): version 1, what is stamped, a number against old answers, and the authority's certificates are wanted. */
export function timeStampRequest(digest: Uint8Array, nonce: Uint8Array): Uint8Array {
  return sequence(smallInteger(1), sequence(SHA_256, octets(digest)), integer(nonce), TRUE);
}

export type TimeStampRead = { readonly ok: true; readonly token: Uint8Array } | { readonly ok: false; readonly cause: string };

/** Takes the token out of a TimeStampResp (RFC 3161, 2.4.2), if it is granted, fits its room, and answers what was asked. */
export function readTimeStamp(answer: Uint8Array, asked: { readonly digest: Uint8Array; readonly nonce: Uint8Array }): TimeStampRead {
  const [statusInfo, token] = readInside(answer) ?? [];
  const status = statusInfo && readDer(statusInfo.content)?.[0];
  if (status === undefined || status.content.length !== 1 || (status.content[0] ?? 2) > GRANTED_WITH_MODS) return { ok: false, cause: 'not granted' };
  if (token === undefined) return { ok: false, cause: 'no token' };
  if (token.whole.length > ROOM_BYTES) return { ok: false, cause: 'token too large' };
  const stamped = tokenContent(token);
  const [, , imprint, , , ...rest] = (stamped && readDer(stamped)) ?? [];
  const said = imprint && readDer(imprint.content)?.[1];
  if (said === undefined || !same(said.content, asked.digest)) return { ok: false, cause: 'stamped something else' };
  const nonce = integer(asked.nonce);
  if (!rest.some(({ whole }) => same(whole, nonce))) return { ok: false, cause: 'answers another request' };
  return { ok: true, token: token.whole };
}

const GRANTED_WITH_MODS = 1;

/** The content of TSTInfo inside the token: ContentInfo, SignedData, encapsulated content, its octets (RFC 3161, 2.4.2; RFC 5652, 5.1). */
function tokenContent(token: DerValue): Uint8Array | undefined {
  const signedData = inside(inside(token)?.[1])?.[0];
  const encapsulated = inside(signedData)?.[2];
  const string = inside(inside(encapsulated)?.[1])?.[0];
  return inside(string)?.[0]?.content;
}

const inside = (value: DerValue | undefined): readonly DerValue[] | undefined => value && readDer(value.content);

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/** The answer's bytes, or in a word why there are none (RFC 3161, 3.4). */
async function post(ask: typeof fetch, address: string, request: Uint8Array): Promise<Uint8Array | string> {
  try {
    const headers = { 'content-type': 'application/timestamp-query' };
    const response = await ask(address, {
      method: 'POST',
      headers,
      body: Uint8Array.from(request),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    });
    if (!response.ok) return `status ${response.status}`;
    return await readAtMost(response, 2 * ROOM_BYTES);
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
