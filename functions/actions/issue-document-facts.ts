import type { Deps } from '../deps.ts';
import { channelName, texts } from '../disclosure/text.ts';
import { type DocumentDonor, type DocumentFacts, type DocumentKind, TEMPLATE } from '../documents/documents.ts';
import type { DefineEntry, GiftEntry } from '../domain/entry.ts';
import { encodeBase64, encodeBase64Url, encodeHex } from '../domain/ledger/base64.ts';
import { TILE_WIDTH } from '../domain/ledger/tile.ts';
import { formatMoney, money } from '../domain/money.ts';
import { documentNumber } from '../domain/number.ts';
import type { Bilingual } from '../domain/society.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { findBill, stateOfBill } from './bills.ts';
import { claimOf } from './claim-of.ts';
import { dedicationOf } from './dedication-of.ts';
import { type PublishedRecord, readRecord } from './issue-document-proof.ts';
import { opensClaim, opensEntry, saltOf } from './opened-values.ts';
import { GENERATION, type Place, publishedPlace } from './read-donation.ts';
import { readHead } from './read-head.ts';
import { readPublished } from './read-published.ts';

type Needs = Pick<Deps, 'db' | 'society' | 'log' | 'logKey' | 'publicUrl' | 'alarm'>;

/** A settled gift and where it stands. */
export type PublishedGift = { readonly item: Item; readonly place: Place };

export type FactsRead =
  | { readonly ok: true; readonly facts: DocumentFacts; readonly record: PublishedRecord; readonly claim?: PublishedClaim }
  | { readonly ok: false; readonly code: 'gift_unclaimed' | 'not_published_yet' };

/**
 * Everything a document says of a gift: what was frozen at settlement, held against the published commitments, the
 * place in the log, and the wording of today. Throws where the gift and its entry contradict each other.
 */
export async function readDocumentFacts(deps: Needs, kind: DocumentKind, gift: PublishedGift): Promise<FactsRead> {
  const record = await readRecord(deps, gift.place.index);
  const { entry } = record;
  if (entry.k !== 'gift' || !opensEntry(gift.item, entry)) {
    deps.alarm('document_facts_differ', { number: gift.place.number });
    throw new Error(`gift and entry ${gift.place.number} contradict each other`);
  }
  const granted = await readClaim(deps, gift, record);
  if (granted === 'not_published_yet' || (granted === undefined && entry.unclaimed === true)) return { ok: false, code: granted ?? 'gift_unclaimed' };
  const named = granted?.item ?? gift.item;
  const dedication = kind === 'certificate' ? dedicationOf(gift.item) : undefined;
  const fiscalBill = kind === 'receipt' ? await billState(deps, textOf(gift.item, 'id')) : undefined;
  const own = { kind, ...numbers(kind, gift), ...(dedication === undefined ? {} : { dedication }), ...(fiscalBill === undefined ? {} : { fiscalBill }) };
  const facts = { ...giftFacts(deps, gift, record, entry), donor: donorOf(named), ...(await namedFacts(deps, { ...gift, named }, entry)), ...own };
  return { ok: true, facts, record, ...(granted === undefined ? {} : { claim: granted }) };
}

/** How far the fiscal bill was when the receipt was drawn; nothing where none was asked for. The check code stands on no document of ours. */
async function billState(deps: Pick<Deps, 'db'>, donationId: string): Promise<Bilingual | undefined> {
  const bill = await findBill(deps, donationId);
  const state = bill === undefined ? 'cancelled' : stateOfBill(bill);
  if (bill === undefined || state === 'cancelled') return undefined;
  if (state === 'reversed') return { zh: '已冲红', en: 'reversed' };
  if (typeof bill.code !== 'string') return { zh: '已申请，开具中', en: 'applied for, not issued yet' };
  const [code, number] = [bill.code, textOf(bill, 'number')];
  return { zh: `已开具，代码 ${code}，号码 ${number}`, en: `issued, code ${code}, number ${number}` };
}

function numbers(kind: DocumentKind, { place }: PublishedGift) {
  return { number: documentNumber(kind, GENERATION, place.index), recordNumber: place.number, index: place.index, issue: place.issue };
}

function giftFacts(deps: Needs, { item, place }: PublishedGift, { leaf }: PublishedRecord, entry: GiftEntry) {
  const { name, code, contact, demonstration } = deps.society;
  const [intent, note] = [textOf(item, 'intent'), item.note];
  return {
    society: { name, code, contact, demonstration },
    money: money(entry.cur, entry.amt),
    paidAtMs: numberOf(item, 'paidAtMs'),
    publishedAtMs: Date.parse(place.publishedAt),
    channel: both((lang) => channelName(entry.ch, lang)),
    orderNo: textOf(item, 'orderNo'),
    serial: textOf(item, 'serial'),
    ...(intent === '' ? {} : { restricted: intent }),
    ...(typeof note !== 'string' || note === '' ? {} : { message: note }),
    verifyUrl: `${deps.publicUrl}/verify.html#${fragmentOf(item, place, leaf)}`,
    template: TEMPLATE,
  };
}

/** A claim as it is kept, and where the log says so. */
export type PublishedClaim = { readonly item: Item; readonly index: number; readonly record: PublishedRecord };

/** The claim that was granted to a gift, held against what is published of it; nothing where none was. Throws where the two contradict each other. */
async function readClaim(deps: Needs, { item, place }: PublishedGift, gift: PublishedRecord): Promise<PublishedClaim | 'not_published_yet' | undefined> {
  if (item.claim === undefined) return undefined;
  const kept = await claimOf(deps, item);
  const stands = kept === undefined ? undefined : await publishedPlace(deps, textOf(kept, 'entryId'));
  if (kept !== undefined && stands === undefined) return 'not_published_yet';
  const record = stands === undefined ? undefined : await readRecord(deps, stands.index);
  const entry = record?.entry;
  const [of] = entry?.k === 'claim' ? entry.of : [];
  const points = of?.index === place.index && of.leaf === encodeBase64(gift.leaf);
  if (kept === undefined || stands === undefined || record === undefined || entry?.k !== 'claim' || !points || !opensClaim(kept, entry)) {
    deps.alarm('document_facts_differ', { number: place.number });
    throw new Error(`gift ${place.number} and the claim to it contradict each other`);
  }
  return { item: kept, index: stands.index, record };
}

/** What the code opens: the shown name, or, where that was taken back, only the place in the record. */
function fragmentOf(item: Item, { index, number }: Place, leaf: Uint8Array): string {
  const salt = saltOf(item, 'shown');
  return salt === undefined ? number : `${GENERATION}.${index}.${encodeBase64Url(salt)}.${encodeHex(leaf).slice(0, 8)}`;
}

function donorOf(item: Item): DocumentDonor {
  const name = textOf(item, 'name');
  if (name === '') return { kind: 'anonymous', name };
  return { kind: item.donorKind === 'organisation' ? 'organisation' : 'person', name };
}

/** Names as the profile has them; one that has left the profile is still called what the log says. */
async function namedFacts(deps: Needs, { named, place }: PublishedGift & { readonly named: Item }, entry: GiftEntry) {
  const { society } = deps;
  const known = society.campaigns.find((one) => one.id === entry.campaign);
  const branch = society.branches.find((one) => one.id === entry.branch)?.name;
  const defined = known === undefined || branch === undefined ? await readDefinitions(deps) : [];
  const definition = (what: DefineEntry['what'], key: string) => defined.find((one) => one.what === what && one.key === key);
  const campaign = known ?? definition('campaign', entry.campaign);
  const name = campaign?.name ?? both(() => entry.campaign);
  const shown = named.held === true ? texts.zh.held : typeof named.shown === 'string' ? named.shown : texts.zh.withdrawn;
  return {
    campaign: name,
    purpose: campaign?.purpose ?? name,
    branch: branch ?? definition('branch', entry.branch)?.name ?? both(() => entry.branch),
    publicRow: [place.number, shown, name.zh, formatMoney(money(entry.cur, entry.amt))].join('　'),
  };
}

/** Definitions stand at the beginning of the log, all of them in its first bundle. */
async function readDefinitions(deps: Pick<Deps, 'log' | 'logKey'>): Promise<readonly DefineEntry[]> {
  const size = (await readHead(deps))?.checkpoint.size ?? 0;
  const entries = (await readPublished(deps, { from: 0, to: Math.min(size, TILE_WIDTH), size })) ?? [];
  return entries.filter((entry) => entry.k === 'define');
}

const both = (say: (lang: 'zh' | 'en') => string): Bilingual => ({ zh: say('zh'), en: say('en') });
