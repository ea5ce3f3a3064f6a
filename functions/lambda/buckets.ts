import type { Files } from '../store/files.ts';
import { s3Files } from '../store/s3-files.ts';
import { setting } from './setting.ts';

/** Beginning of every object key in the bucket `log`: the same as in the address, because no edge in China rewrites paths. */
export const LOG_PREFIX = 'log/1/';

/**
 * Cache-Control of what is put without one, by bucket: the edge stamps short lives itself, so these hold where somebody
 * reads past it. In `log` that is what may still change (`log.json`, a statement before its close); in `public` what
 * shows names, which may be withdrawn; in `private` what nobody but its holder may keep.
 */
export const CACHES = { log: 'public, max-age=60', public: 'public, max-age=2, must-revalidate', private: 'no-store' } as const;

/** The log's bucket; keys of the port are relative to `/log/1/`. */
export const logFiles = (): Files => s3Files({ bucket: setting('LOG_BUCKET'), prefix: LOG_PREFIX, cache: CACHES.log });

/** The bucket that the edge serves everything else from. */
export const publicBucket = (): Files => s3Files({ bucket: setting('PUBLIC_BUCKET'), cache: CACHES.public });

/** The bucket of documents. */
export const privateBucket = (): Files => s3Files({ bucket: setting('PRIVATE_BUCKET'), cache: CACHES.private });
