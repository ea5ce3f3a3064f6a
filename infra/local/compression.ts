import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Stored } from '../../functions/store/files.ts';

export type Encoding = 'br' | 'gzip';

const COMPRESSIBLE = /^(?:text\/|application\/json|application\/xml|image\/svg)/;
const KEPT_BYTES = 16 * 1024 * 1024;
const QUALITY = 5;

/** The encoding in which a browser that sent this `Accept-Encoding` gets content of that type; a refusal by `q=0` counts. */
export function encodingFor(accepted: string | undefined, contentType: string): Encoding | undefined {
  if (accepted === undefined || !COMPRESSIBLE.test(contentType)) return undefined;
  const names = accepted
    .toLowerCase()
    .split(',')
    .filter((one) => !/;\s*q=0(?:\.0*)?\s*$/.test(one))
    .map((one) => one.split(';')[0]?.trim());
  return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : undefined;
}

/** Compresses objects and keeps the results, up to 16 MiB, the oldest going first; an object is known by its etag. */
export function compressor(): (stored: Stored, encoding: Encoding) => Promise<Uint8Array<ArrayBuffer>> {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  let keptBytes = 0;
  return async (stored, encoding) => {
    const name = `${stored.etag} ${encoding}`;
    const known = kept.get(name);
    if (known !== undefined) return known;
    const bytes = await compress(stored.bytes, encoding);
    if (!kept.has(name)) keptBytes += bytes.length;
    kept.set(name, bytes);
    for (const [oldest, old] of kept) {
      if (keptBytes <= KEPT_BYTES) break;
      kept.delete(oldest);
      keptBytes -= old.length;
    }
    return bytes;
  };
}

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

async function compress(bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await (encoding === 'br' ? brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } }) : gzipped(bytes)));
}
