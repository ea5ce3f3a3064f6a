import { documentNumber } from '../domain/number.ts';
import { textOf } from '../store/item.ts';
import { type FoundGift, findGift } from './find-gift.ts';
import { type IssueRefusal, issueDocument } from './issue-document.ts';
import { parseDocumentFileKey, readDocumentFile } from './issue-document-file.ts';
import { issueGoodsReceipt } from './issue-goods-receipt.ts';
import { GENERATION } from './read-donation.ts';
import { donorToken } from './tokens.ts';

/** A document with the name under which a desk keeps it, which is its number: a file's name says whose it is to nobody. */
export type IssuedByNumber =
  | { readonly ok: true; readonly name: string; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly code: Extract<FoundGift, { ok: false }>['code'] | IssueRefusal };

type Needs = Parameters<typeof issueDocument>[0];

/**
 * Hands a document to the desk: the one that the number names, and of a record's own number the certificate, or the
 * acknowledgement where goods were given. It is the same file as the donor's, drawn once and stored.
 */
export async function issueByNumber(deps: Needs, number: string): Promise<IssuedByNumber> {
  const found = await findGift(deps, number);
  if (!found.ok) return found;
  const { gift, index } = found;
  if (gift.goods === true) return issueGoodsReceipt(deps, { gift, index });
  const id = textOf(gift, 'id');
  const kind = found.kind === 'receipt' ? 'receipt' : 'certificate';
  const issued = await issueDocument(deps, { id, token: donorToken(deps.secret, id) }, { kind, format: 'pdf' });
  if (!issued.ok) return issued;
  const file = parseDocumentFileKey(issued.key);
  const bytes = file === undefined ? undefined : await readDocumentFile(deps, file);
  return bytes === undefined ? { ok: false, code: 'gift_erased' } : { ok: true, name: `${documentNumber(kind, GENERATION, index)}.pdf`, bytes };
}
