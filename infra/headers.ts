/**
 * The one content security policy of every page. Scripts, styles and requests come from the portal only, nothing
 * may frame it, and nothing inline runs; `data:` and `blob:` pictures are QR codes and documents made in the browser.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Seconds for which a browser remembers that the portal is to be asked by https only; two years. */
export const STRICT_TRANSPORT_SECONDS = 63_072_000;

/**
 * Headers of every answer, lower-case name to value. `strict-transport-security` belongs on https only and is
 * therefore not among them: a portal on plain http in the local network must stay reachable.
 */
export const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const satisfies { readonly [header: string]: string };

/** How long browsers and the edge may keep what lies under `path`, where `*` stands for any characters, slashes included. */
export type CacheRule = {
  readonly path: string;
  readonly cacheControl: string;
  /** How long the edge may keep a refusal (403, 404) of such a path, in seconds. */
  readonly errorSeconds: number;
};

const FOREVER = 'public, max-age=31536000, immutable';
const MINUTE = 'public, max-age=60';
// A name that was withdrawn must be gone at once, so what shows names is kept for a moment only.
const MOMENT = 'public, max-age=2, must-revalidate';

/**
 * Caching by path; the first rule that fits counts, and the last one fits everything. A refusal in the log is kept for
 * a second at most, since the tile asked for too early is there in the next moment and then for ever.
 */
export const CACHE_RULES = [
  { path: '/api/*', cacheControl: 'no-store', errorSeconds: 0 },
  { path: '/log/1/checkpoint', cacheControl: 'public, max-age=1, must-revalidate', errorSeconds: 1 },
  { path: '/log/1/witnessed', cacheControl: 'public, max-age=1, must-revalidate', errorSeconds: 1 },
  { path: '/log/1/tile/*', cacheControl: FOREVER, errorSeconds: 1 },
  { path: '/log/1/close/*', cacheControl: FOREVER, errorSeconds: 1 },
  { path: '/log/*', cacheControl: MINUTE, errorSeconds: 1 },
  { path: '/_astro/*', cacheControl: FOREVER, errorSeconds: 1 },
  { path: '/shells/*', cacheControl: MINUTE, errorSeconds: 1 },
  { path: '/d/*', cacheControl: MINUTE, errorSeconds: 1 },
  { path: '/favicon*', cacheControl: 'public, max-age=3600', errorSeconds: 60 },
  { path: '/*', cacheControl: MOMENT, errorSeconds: 1 },
] as const satisfies readonly CacheRule[];

/** Cache-Control of an answer to `path`, which begins with a slash and has no query. */
export function cacheFor(path: string): string {
  return CACHE_RULES.find((rule) => fits(rule.path, path))?.cacheControl ?? MOMENT;
}

function fits(pattern: string, path: string): boolean {
  const star = pattern.indexOf('*');
  return star === -1 ? path === pattern : path.startsWith(pattern.slice(0, star)) && path.endsWith(pattern.slice(star + 1));
}
