import type { Deps } from '../deps.ts';
import type { PageFile } from '../disclosure/live-pages.ts';
import { putLive } from '../store/live-file.ts';

/** Puts a page or a file of rows made from a log of this size, unless one of a larger log stands there (M13). */
export async function putPage(deps: Pick<Deps, 'publicFiles'>, size: number, file: PageFile): Promise<void> {
  const bytes = new TextEncoder().encode(file.text);
  const contentType = contentTypeOf(file.key);
  await (file.key.endsWith('.csv')
    ? deps.publicFiles.put(file.key, bytes, { when: 'always', contentType }) // made at the close, the same bytes whoever makes it
    : putLive(deps.publicFiles, file.key, { bytes, size, contentType }));
}

/** Puts several of one size, side by side. */
export function putPages(deps: Pick<Deps, 'publicFiles'>, size: number, files: readonly PageFile[]): Promise<unknown> {
  return Promise.all(files.map((file) => putPage(deps, size, file)));
}

function contentTypeOf(key: string): string {
  if (key.endsWith('.html')) return 'text/html; charset=utf-8';
  return key.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8';
}
