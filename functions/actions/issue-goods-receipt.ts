import type { Deps } from '../deps.ts';
import type { GoodsFacts } from '../documents/desk/goods-receipt.ts';
import type { GoodsEntry } from '../domain/entry-moves.ts';
import { commit } from '../domain/ledger/commitment.ts';
import { linesOf } from '../domain/movements.ts';
import { documentNumber, recordNumber } from '../domain/number.ts';
import type { Bilingual } from '../domain/society.ts';
import type { Item } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { donationKey } from '../store/tables.ts';
import { eraseFile } from './erase-documents.ts';
import { documentFileKey } from './issue-document-file.ts';
import { readRecord } from './issue-document-proof.ts';
import { fieldsLeft, isErased, saltOf } from './opened-values.ts';
import { GENERATION, type Place, publishedPlace } from './read-donation.ts';
import { readLines } from './read-lines.ts';

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'privateFiles' | 'publicUrl' | 'society' | 'alarm'>;

type Given = { readonly gift: Item; readonly index: number };

export type GoodsReceiptIssued =
  | { readonly ok: true; readonly name: string; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly code: 'not_published_yet' | 'gift_erased' };

/** Draws the acknowledgement of goods once, stores it where the donor's documents lie, and gives what lies there. */
export async function issueGoodsReceipt(deps: Needs, { gift, index }: Given): Promise<GoodsReceiptIssued> {
  if (isErased(gift)) return { ok: false, code: 'gift_erased' };
  const place = await publishedPlace(deps, textOf(gift, 'entryId'));
  if (place === undefined) return { ok: false, code: 'not_published_yet' };
  const number = documentNumber('receipt', GENERATION, index);
  const key = documentFileKey({ donationId: textOf(gift, 'id'), number, ending: 'pdf' });
  const bytes = (await deps.privateFiles.get(key))?.bytes ?? (await drawOnce(deps, { gift, place, key, number }));
  return bytes.length === 0 ? { ok: false, code: 'gift_erased' } : { ok: true, name: `${number}.pdf`, bytes };
}

type Drawing = { readonly gift: Item; readonly place: Place; readonly key: string; readonly number: string };

/** Two who draw at once draw the same; whoever stores first decides. */
async function drawOnce(deps: Needs, { gift, place, key, number }: Drawing): Promise<Uint8Array> {
  const entry = await readGoods(deps, gift, place);
  const { drawGoodsReceipt } = await import('../documents/desk/goods-receipt.ts');
  const drawn = await drawGoodsReceipt(factsOf(deps, { gift, place, entry, number }));
  const put = await deps.privateFiles.put(key, drawn, { when: 'absent', contentType: 'application/pdf', cache: 'private, no-store' });
  const now = await deps.db.get('records', donationKey(textOf(gift, 'id')));
  if (now !== undefined && isErased(now)) await eraseFile(deps, key); // an erasure that came meanwhile may have found nothing to erase
  return put.ok && now !== undefined && !isErased(now) ? drawn : ((await deps.privateFiles.get(key))?.bytes ?? drawn);
}

/** The published entry, held against what is kept of its giver; throws where the two contradict each other. */
async function readGoods(deps: Needs, gift: Item, { index, number }: Place): Promise<GoodsEntry> {
  const { entry } = await readRecord(deps, index);
  const opens =
    entry.k === 'goods' &&
    entry.id === gift.entryId &&
    fieldsLeft(gift).every((field) => entry.c[field] === commit(saltOf(gift, field) ?? new Uint8Array(), field, textOf(gift, field)));
  const whole = opens ? await readLines(deps, entry) : entry;
  if (opens && whole.k === 'goods') return whole;
  deps.alarm('document_facts_differ', { number });
  throw new Error(`goods and entry ${number} contradict each other`);
}

function factsOf(
  { society, publicUrl }: Needs,
  { gift, place, entry, number }: { readonly gift: Item; readonly place: Place; readonly entry: GoodsEntry; readonly number: string },
): GoodsFacts {
  const { name, code, contact, demonstration } = society;
  const [donor, intent] = [textOf(gift, 'name'), textOf(gift, 'intent')];
  return {
    number,
    recordNumber: recordNumber(GENERATION, place.index),
    issue: place.issue,
    society: { name, code, contact, demonstration },
    donor: donor === '' ? { kind: 'anonymous', name: '' } : { kind: gift.donorKind === 'organisation' ? 'organisation' : 'person', name: donor },
    on: entry.on,
    publishedAtMs: Date.parse(place.publishedAt),
    campaign: nameIn(society.campaigns, entry.campaign),
    branch: nameIn(society.branches, entry.branch),
    ...(entry.place === undefined ? {} : { place: nameIn(society.places, entry.place) }),
    ...(intent === '' ? {} : { restricted: intent }),
    ...(typeof gift.note !== 'string' || gift.note === '' ? {} : { message: gift.note }),
    lines: linesOf(entry),
    verifyUrl: `${publicUrl}/verify.html#${place.number}`,
  };
}

/** A name as the profile has it; one that has left the profile is called by its id. */
function nameIn(list: readonly { readonly id: string; readonly name: Bilingual }[], id: string): Bilingual {
  return list.find((one) => one.id === id)?.name ?? { zh: id, en: id };
}
