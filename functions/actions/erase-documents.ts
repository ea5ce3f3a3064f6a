import type { Deps } from '../deps.ts';
import { documentNumber } from '../domain/number.ts';
import { eraseBill } from './erase-bill.ts';
import { documentFileKey, ERASED_FILE } from './issue-document-file.ts';
import { GENERATION } from './read-donation.ts';

/** Empties receipt and certificate of a published gift, as PDF and as picture, also where none was drawn yet: so none will be; and its fiscal bill. */
export async function eraseDocuments(
  deps: Pick<Deps, 'db' | 'now' | 'privateFiles'>,
  gift: { readonly donationId: string; readonly index: number },
): Promise<void> {
  for (const kind of ['receipt', 'certificate'] as const) {
    const number = documentNumber(kind, GENERATION, gift.index);
    for (const ending of ['pdf', 'png'] as const) await eraseFile(deps, documentFileKey({ donationId: gift.donationId, number, ending }));
  }
  await eraseBill(deps, gift.donationId);
}

/** Puts nothing in the place of a stored file; the bucket keeps no versions. */
export async function eraseFile({ privateFiles }: Pick<Deps, 'privateFiles'>, key: string): Promise<void> {
  await privateFiles.put(key, ERASED_FILE, { when: 'always', contentType: 'application/octet-stream', cache: 'private, no-store' });
}
