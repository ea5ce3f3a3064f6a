import type { Deps } from '../deps.ts';
import { GOODS_TEMPLATE, type GoodsFacts } from '../documents/desk/goods-facts.ts';
import type { GoodsEntry } from '../domain/entry-moves.ts';
import { commit } from '../domain/ledger/commitment.ts';
import { linesOf } from '../domain/movements.ts';
import { documentNumber, recordNumber } from '../domain/number.ts';
import type { Bilingual } from '../domain/society.ts';
import type { Item } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { donationKey } from '../store/tables.ts';
import { eraseFile } from './erase-file.ts';
import { carryRecord } from './issue-document-carried.ts';
import { documentFileKey } from './issue-document-file.ts';
import { type PublishedRecord, readRecord } from './issue-document-proof.ts';
import { noteDocument, readNote, refuseOther, verifyNoted } from './noted-document.ts';
import { fieldsLeft, isErased, saltOf } from './opened-values.ts';
import { GENERATION, type Place, publishedPlace } from './read-donation.ts';
import { readLines } from './read-lines.ts';

type Needs = Pick<Deps, 'now' | 'db' | 'log' | 'logKey' | 'privateFiles' | 'publicUrl' | 'society' | 'documentSigner' | 'alarm'>;

type Given = { readonly gift: Item; readonly index: number };

export type GoodsReceiptIssued =
  | { readonly ok: true; readonly name: string; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly code: 'not_published_yet' | 'gift_erased' };

/**
 * Draws the acknowledgement of goods once, signs it with entry, opening and proof inside, stores it where the donor's
 * documents lie, notes its digest, and gives what lies there, as for any receipt.
 */
export async function issueGoodsReceipt(deps: Needs, { gift, index }: Given): Promise<GoodsReceiptIssued> {
  if (isErased(gift)) return { ok: false, code: 'gift_erased' };
  const place = await publishedPlace(deps, textOf(gift, 'entryId'));
  if (place === undefined) return { ok: false, code: 'not_published_yet' };
  const [donationId, number] = [textOf(gift, 'id'), documentNumber('receipt', GENERATION, index)];
  const key = documentFileKey({ donationId, number, ending: 'pdf' });
  const noted = await readNote(deps, donationId, KIND);
  const stored =
    (await deps.privateFiles.get(key))?.bytes ?? (noted === undefined ? await drawOnce(deps, { gift, place, key, number }) : refuseOther(deps, noted));
  if (stored.length === 0) return { ok: false, code: 'gift_erased' };
  verifyNoted(deps, noted, stored);
  if (noted === undefined) await noteDocument(deps, { donationId, kind: KIND, number, key, bytes: stored, template: GOODS_TEMPLATE });
  return { ok: true, name: `${number}.pdf`, bytes: stored };
}

/** A giver of goods has this one document of the kind. */
const KIND = 'receipt';

type Drawing = { readonly gift: Item; readonly place: Place; readonly key: string; readonly number: string };

/** Whoever stores first decides. */
async function drawOnce(deps: Needs, { gift, place, key, number }: Drawing): Promise<Uint8Array> {
  const { entry, record } = await readGoods(deps, gift, place);
  const [{ drawGoodsReceipt }, { recordFiles }] = await Promise.all([import('../documents/desk/goods-receipt.ts'), import('../documents/carried-files.ts')]);
  const [carried, signer] = await Promise.all([carryRecord(deps, KIND, { item: gift, place, record }), deps.documentSigner()]);
  const drawn = await drawGoodsReceipt(factsOf(deps, { gift, place, entry, number }), { files: recordFiles(carried), signer });
  const put = await deps.privateFiles.put(key, drawn, { when: 'absent', contentType: 'application/pdf', cache: 'private, no-store' });
  const now = await deps.db.get('records', donationKey(textOf(gift, 'id')));
  if (now !== undefined && isErased(now)) await eraseFile(deps, key); // an erasure that came meanwhile may have found nothing to erase
  return put.ok && now !== undefined && !isErased(now) ? drawn : ((await deps.privateFiles.get(key))?.bytes ?? drawn);
}

type Goods = { readonly entry: GoodsEntry; readonly record: PublishedRecord };

/** The published entry, held against what is kept of its giver; throws where the two contradict each other. */
async function readGoods(deps: Needs, gift: Item, { index, number }: Place): Promise<Goods> {
  const record = await readRecord(deps, index);
  const { entry } = record;
  const opens =
    entry.k === 'goods' &&
    entry.id === gift.entryId &&
    fieldsLeft(gift).every((field) => entry.c[field] === commit(saltOf(gift, field) ?? new Uint8Array(), field, textOf(gift, field)));
  const whole = opens ? await readLines(deps, entry) : entry;
  if (opens && whole.k === 'goods') return { entry: whole, record };
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
