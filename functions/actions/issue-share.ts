import type { Deps } from '../deps.ts';
import type { ShareFacts } from '../documents/desk/share-picture.ts';
import { ANONYMOUS_NAME } from '../domain/donor-name.ts';
import type { Item } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { donationKey } from '../store/tables.ts';
import { type PublishedGift, readDocumentFacts } from './issue-document-facts.ts';
import { isErased } from './opened-values.ts';
import { publishedPlace } from './read-donation.ts';

type Needs = Pick<Deps, 'db' | 'society' | 'log' | 'logKey' | 'publicUrl' | 'alarm'>;

/** Whether there is a picture to share of a published gift. */
export async function mayShare(
  deps: Needs,
  gift: PublishedGift,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly code: 'gift_unclaimed' | 'not_published_yet' }> {
  const read = await readDocumentFacts(deps, 'certificate', gift);
  return read.ok ? { ok: true } : read;
}

/**
 * Draws the certificate as an upright picture for sharing, with its dedication where the holder asks for that. It is drawn anew at every reading and lies nowhere, so that it
 * shows the name as the public reads it at that moment, and neither name nor dedication after it was taken back (M16).
 */
export async function drawShare(deps: Needs, donationId: string, { dedicated = false } = {}): Promise<Uint8Array | undefined> {
  const item = await deps.db.get('records', donationKey(donationId));
  if (item === undefined || isErased(item)) return undefined;
  const place = await publishedPlace(deps, textOf(item, 'entryId'));
  if (place === undefined) return undefined;
  const read = await readDocumentFacts(deps, 'certificate', { item, place });
  if (!read.ok) return undefined;
  const { drawSharePicture } = await import('../documents/desk/share-picture.ts');
  const { society, money, campaign, paidAtMs, issue, recordNumber } = read.facts;
  const [shown, dedication] = [shownName(read.claim?.item ?? item), dedicated && item.withdrawnAtMs === undefined ? read.facts.dedication : undefined];
  const facts: ShareFacts = {
    society: { name: society.name, demonstration: society.demonstration },
    ...(shown === undefined ? {} : { shown }),
    ...(dedication === undefined ? {} : { dedication }),
    money,
    campaign,
    paidAtMs,
    issue,
    recordNumber,
    verifyUrl: `${deps.publicUrl}/verify.html#${recordNumber}`,
  };
  return drawSharePicture(facts);
}

/** The name as the public reads it; nothing where it reads none, which a name that waits for staff is too. */
function shownName(item: Item): string | undefined {
  const { shown } = item;
  return item.held === true || typeof shown !== 'string' || shown === '' || shown === ANONYMOUS_NAME ? undefined : shown;
}
