import type { Deps } from '../deps.ts';

/** Lies where a document was before it was erased: nobody may delete an object, and no later drawing can take its place. */
export const ERASED_FILE = new Uint8Array();

/** Puts nothing in the place of a stored file; the bucket keeps no versions. */
export async function eraseFile({ privateFiles }: Pick<Deps, 'privateFiles'>, key: string): Promise<void> {
  await privateFiles.put(key, ERASED_FILE, { when: 'always', contentType: 'application/octet-stream', cache: 'private, no-store' });
}
