const BY_EXTENSION: { readonly [extension: string]: string } = {
  css: 'text/css; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
};

/**
 * Content type of the object that is served under `path`, which begins with a slash. A folder has no room for content
 * types, so they follow from the path: posters' addresses (`/d/<place>`) are pages, a checkpoint is text, a tile is bytes.
 */
export function contentTypeFor(path: string): string {
  if (path.startsWith('/d/')) return 'text/html; charset=utf-8';
  if (path.startsWith('/log/1/tile/')) return 'application/octet-stream';
  if (path.startsWith('/log/1/checkpoint') || path === '/log/1/witnessed') return 'text/plain; charset=utf-8';
  const extension = /\.([a-z0-9]+)$/.exec(path)?.[1];
  return (extension === undefined ? undefined : BY_EXTENSION[extension]) ?? 'application/octet-stream';
}
