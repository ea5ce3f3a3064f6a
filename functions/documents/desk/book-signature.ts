// Signs a book as receipts and certificates are signed (ISO 32000-1, 12.8): its dictionary stays outside of the object streams,
// so that its place is found in the finished bytes, and is filled there.
import { createHash } from 'node:crypto';
import { type PDFDocument, PDFInvalidObject, PDFName, PDFString } from 'pdf-lib';
import { dateString } from '../pdf/pdf-text.ts';
import { digestAround, fillHole } from '../pdf/signature-field.ts';
import { cmsSize, makeCms } from '../signature/cms.ts';
import type { DocumentSigner } from '../signature/document-signer.ts';

/** Enough for four numbers of seven digits. */
const RANGE_ROOM = ' '.repeat(36);

/** Keeps the place of a signature on the first page, as a field without looks, printable and locked. */
export function reserveSignature(document: PDFDocument, { signer, atMs }: { readonly signer: DocumentSigner; readonly atMs: number }): void {
  const { context, catalog } = document;
  const [page] = document.getPages();
  if (page === undefined) throw new RangeError('a book without pages cannot be signed');
  const signature = context.register(PDFInvalidObject.of(new TextEncoder().encode(dictionaryOf(signer, atMs))));
  const field = context.register(
    context.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      T: PDFString.of('Signature'),
      F: 132,
      Rect: [0, 0, 0, 0],
      P: page.ref,
      V: signature,
    }),
  );
  page.node.set(PDFName.of('Annots'), context.obj([field]));
  catalog.set(PDFName.of('AcroForm'), context.obj({ SigFlags: 3, Fields: [field] }));
}

const dictionaryOf = (signer: DocumentSigner, atMs: number): string =>
  `<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M${dateString(atMs)}/ByteRange${RANGE_ROOM}/Contents${emptyOf(signer)}>>`;

const emptyOf = (signer: DocumentSigner): string => `<${'0'.repeat(2 * cmsSize(signer))}>`;

/** Signs finished bytes in which a place was kept for this signer. Throws where the key does. */
export async function signBook(pdf: Uint8Array, signer: DocumentSigner): Promise<Uint8Array> {
  const bytes = Buffer.from(pdf);
  const dictionary = bytes.indexOf(RANGE_ROOM);
  const from = bytes.indexOf(emptyOf(signer), dictionary);
  if (dictionary < 0 || from < 0) throw new RangeError('these bytes keep no place for a signature');
  const file = { bytes, length: bytes.length, places: [], packed: [] };
  const hole = { range: dictionary, from, to: from + emptyOf(signer).length };
  const digest = digestAround(file, hole, { hash: createHash('sha256'), bytes: 0 });
  fillHole(file, hole, await makeCms(signer, digest));
  return Uint8Array.from(bytes);
}
