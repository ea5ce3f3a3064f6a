import type { Deps } from '../deps.ts';
import { documentNumber } from '../domain/number.ts';
import { eraseBill } from './erase-bill.ts';
import { eraseFile } from './erase-file.ts';
import { documentFileKey } from './issue-document-file.ts';
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
