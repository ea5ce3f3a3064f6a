import type { Deps } from '../deps.ts';
import { type DocumentKind, drawDocument, pictureOf, TEMPLATE } from '../documents/documents.ts';
import { documentNumber } from '../domain/number.ts';
import { textOf } from '../store/item.ts';
import { donationKey } from '../store/tables.ts';
import { ERASED_FILE, eraseFile } from './erase-file.ts';
import { carryRecord } from './issue-document-carried.ts';
import { type PublishedGift, readDocumentFacts } from './issue-document-facts.ts';
import { documentFileKey } from './issue-document-file.ts';
import { mayShare } from './issue-share.ts';
import { noteDocument, readNote, refuseOther, verifyNoted } from './noted-document.ts';
import { isErased } from './opened-values.ts';
import { GENERATION, readDonation } from './read-donation.ts';
import { isRefunded } from './refund-of.ts';

/** Receipt and certificate are drawn once and kept; proof, opening and the picture for sharing are made fresh whenever they are read. */
export type DocumentWish =
  | { readonly kind: DocumentKind; readonly format: 'pdf' | 'png' }
  | { readonly kind: 'proof' | 'opening' | 'share'; readonly format: 'tlog-proof' | 'json' | 'share.png' | 'dedicated.png' };

export type IssueRefusal = 'token_invalid' | 'not_published_yet' | 'gift_unclaimed' | 'gift_erased' | 'gift_refunded';

/** `key` names the file for `linkDocument`. */
export type Issued = { readonly ok: true; readonly key: string } | { readonly ok: false; readonly code: IssueRefusal };

type Needs = Pick<Deps, 'now' | 'society' | 'db' | 'log' | 'logKey' | 'privateFiles' | 'publicUrl' | 'secret' | 'documentSigner' | 'alarm'>;

/** Hands a document of a published gift to whoever holds the gift's token. */
export async function issueDocument(deps: Needs, claim: { readonly id: string; readonly token: string }, wish: DocumentWish): Promise<Issued> {
  const read = await readDonation(deps, claim);
  if (!read.ok) return read;
  const { entry: place } = read.view;
  if (place === null) return { ok: false, code: 'not_published_yet' };
  if (isErased(read.item) && wish.kind !== 'proof') return { ok: false, code: 'gift_erased' };
  if (wish.kind === 'share') {
    const may = await mayShare(deps, { item: read.item, place });
    if (!may.ok) return may;
  }
  if (wish.kind !== 'receipt' && wish.kind !== 'certificate') {
    return { ok: true, key: documentFileKey({ donationId: claim.id, number: place.number, ending: wish.format }) };
  }
  return wish.format === 'png' ? issuePicture(deps, wish.kind, { item: read.item, place }) : issuePdf(deps, wish.kind, { item: read.item, place });
}

/**
 * The document's bytes are stored first, if nothing is there, and noted second. A kill between the two leaves bytes
 * that the next request finds and notes; two requests at once draw the same, and the first to store decides.
 */
async function issuePdf(deps: Needs, kind: DocumentKind, gift: PublishedGift): Promise<Issued> {
  const donationId = textOf(gift.item, 'id');
  const number = documentNumber(kind, GENERATION, gift.place.index);
  const key = documentFileKey({ donationId, number, ending: 'pdf' });
  const noted = await readNote(deps, donationId, kind);
  const stored = (await deps.privateFiles.get(key))?.bytes ?? (noted === undefined ? await drawOnce(deps, { kind, gift, key }) : refuseOther(deps, noted));
  if (!(stored instanceof Uint8Array)) return stored;
  if (stored.length === 0) return { ok: false, code: 'gift_erased' };
  verifyNoted(deps, noted, stored);
  if (noted === undefined) await noteDocument(deps, { donationId, kind, number, key, bytes: stored, template: TEMPLATE });
  return { ok: true, key };
}

type Drawing = { readonly kind: DocumentKind; readonly gift: PublishedGift; readonly key: string };

async function drawOnce(deps: Needs, { kind, gift, key }: Drawing): Promise<Uint8Array | Extract<Issued, { ok: false }>> {
  if (isRefunded(gift.item)) return { ok: false, code: 'gift_refunded' }; // what was drawn before stays, and answers so when it is checked
  const read = await readDocumentFacts(deps, kind, gift);
  if (!read.ok) return read;
  const [record, signer] = await Promise.all([carryRecord(deps, kind, { ...gift, ...read }), deps.documentSigner()]);
  const drawn = await drawDocument(read.facts, { record, signer });
  return keepUnlessErased(deps, textOf(gift.item, 'id'), { key, bytes: await storeOnce(deps, { key, bytes: drawn, contentType: 'application/pdf' }) });
}

/** Pixels to a point, at which a page's code can be read from a phone's screen. */
const PICTURE_SCALE = 2.5;
const PICTURE_WIDTH: Record<DocumentKind, number> = { receipt: 595 * PICTURE_SCALE, certificate: 842 * PICTURE_SCALE };

/** The first picture taken of a stored document stays its picture. */
async function issuePicture(deps: Needs, kind: DocumentKind, gift: PublishedGift): Promise<Issued> {
  const issued = await issuePdf(deps, kind, gift);
  if (!issued.ok) return issued;
  const key = issued.key.replace(/pdf$/, 'png');
  if ((await deps.privateFiles.get(key)) !== undefined) return { ok: true, key };
  const pdf = await deps.privateFiles.get(issued.key);
  if (pdf === undefined) throw new Error(`${issued.key} was there and is gone`);
  if (pdf.bytes.length === 0) return { ok: false, code: 'gift_erased' };
  const bytes = await pictureOf(pdf.bytes, { page: 1, width: Math.round(PICTURE_WIDTH[kind]) });
  const kept = await keepUnlessErased(deps, textOf(gift.item, 'id'), { key, bytes: await storeOnce(deps, { key, bytes, contentType: 'image/png' }) });
  return kept.length === 0 ? { ok: false, code: 'gift_erased' } : { ok: true, key };
}

/** Looks at the gift again after a file was stored: an erasure that came while it was drawn may have found nothing to erase. */
async function keepUnlessErased(
  deps: Pick<Deps, 'db' | 'privateFiles'>,
  donationId: string,
  file: { readonly key: string; readonly bytes: Uint8Array },
): Promise<Uint8Array> {
  const gift = await deps.db.get('records', donationKey(donationId));
  if (gift === undefined || !isErased(gift)) return file.bytes;
  await eraseFile(deps, file.key);
  return ERASED_FILE;
}

/** Stores bytes unless some are there; gives back those that stay. */
async function storeOnce(
  { privateFiles }: Pick<Deps, 'privateFiles'>,
  file: { readonly key: string; readonly bytes: Uint8Array; readonly contentType: string },
): Promise<Uint8Array> {
  const put = await privateFiles.put(file.key, file.bytes, { when: 'absent', contentType: file.contentType, cache: 'private, no-store' });
  if (put.ok) return file.bytes;
  const there = await privateFiles.get(file.key);
  if (there === undefined) throw new Error(`${file.key} was there and is gone`);
  return there.bytes;
}
