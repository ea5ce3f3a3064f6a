import { type Context, Hono } from 'hono';
import type { Files, Stored } from '../../functions/store/files.ts';
import { contentTypeFor } from '../content-type.ts';
import { cacheFor, SECURITY_HEADERS } from '../headers.ts';
import { compressor, encodingFor } from './compression.ts';
import { isKey } from './folder-files.ts';

/** The two public buckets, with keys as actions use them: those of `log` begin behind `/log/1/`. */
export type PublicBuckets = { readonly public: Pick<Files, 'get'>; readonly log: Pick<Files, 'get'> };

/**
 * Serves the public bucket at `/` and the log at `/log/1/`, as the edge does in the cloud. `/` and `/en/` stand for
 * their `index.html`; what is not there is the page `404.html` with status 404. Mount it last: it answers every GET.
 */
export function staticRoutes(buckets: PublicBuckets): Hono {
  const compress = compressor();
  const app = new Hono();
  app.get('*', async (c) => {
    const path = INDEXES[c.req.path] ?? c.req.path;
    const stored = await find(buckets, path);
    if (stored !== undefined) return answer(c, { path, stored, compress });
    const page = await find(buckets, c.req.path.startsWith('/en/') ? '/en/404.html' : '/404.html');
    if (page === undefined || path.startsWith(LOG)) return c.text('404 Not Found\n', 404, { ...SECURITY_HEADERS, 'cache-control': NOT_FOUND_CACHE });
    return answer(c, { path: '/404.html', stored: page, compress, status: 404 });
  });
  return app;
}

const LOG = '/log/1/';
const INDEXES: { readonly [path: string]: string } = { '/': '/index.html', '/en/': '/en/index.html' };
const NOT_FOUND_CACHE = 'public, max-age=1';

async function find(buckets: PublicBuckets, path: string): Promise<Stored | undefined> {
  const ofLog = path.startsWith(LOG);
  const key = path.slice(ofLog ? LOG.length : 1);
  if (!isKey(key)) return undefined;
  return ofLog ? buckets.log.get(key) : buckets.public.get(key);
}

type Found = { readonly path: string; readonly stored: Stored; readonly compress: ReturnType<typeof compressor>; readonly status?: 404 };

async function answer(c: Context, { path, stored, compress, status }: Found): Promise<Response> {
  const contentType = contentTypeFor(path);
  const encoding = encodingFor(c.req.header('accept-encoding'), contentType);
  const etag = `"${stored.etag}${encoding === undefined ? '' : `-${encoding}`}"`;
  const headers: Record<string, string> = {
    ...SECURITY_HEADERS,
    'cache-control': status === 404 ? NOT_FOUND_CACHE : cacheFor(path),
    'content-type': contentType,
    etag,
    vary: 'accept-encoding',
  };
  if (status !== 404 && knows(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
  if (encoding === undefined) return c.body(Uint8Array.from(stored.bytes), status ?? 200, { ...headers, 'content-length': String(stored.bytes.length) });
  const body = await compress(stored, encoding);
  return c.body(body, status ?? 200, { ...headers, 'content-encoding': encoding, 'content-length': String(body.length) });
}

/** Tells whether `If-None-Match` (RFC 9110 13.1.2) names this very representation. */
function knows(header: string | undefined, etag: string): boolean {
  const known = header?.split(',').map((one) => one.trim().replace(/^W\//, '')) ?? [];
  return known.includes('*') || known.includes(etag);
}
