import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { localPath } from '../disclosure/address.ts';
import type { Lang } from '../disclosure/text.ts';
import { campaignState } from '../domain/campaign.ts';
import { checkDedication, type Dedication } from '../domain/dedication.ts';
import { checkText } from '../domain/donor-text.ts';
import { heldReason } from '../domain/held-text.ts';
import type { Money } from '../domain/money.ts';
import { orderNumber } from '../domain/number.ts';
import { dayOf, formatInstant } from '../domain/time.ts';
import { gatewayFor, type Pay } from '../gateways/gateway.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, shardOf } from '../store/tables.ts';
import { judgeName, type NamedDonor, type NameRefusal } from './judge-name.ts';
import { orderFor } from './order-again.ts';
import { pledgeWrite } from './pledges.ts';
import { msUntilTurn } from './take-turn.ts';
import { donationId, donorToken } from './tokens.ts';

/** What a donor asks for; bounds and forms were checked at the edge. */
export type DonationWish = {
  /** At least 128 random bits of the client's own; repeating it repeats nothing. */
  readonly key: string;
  readonly campaign: string;
  readonly place?: string;
  readonly amount: Money;
  readonly method: string;
  readonly donor: NamedDonor;
  readonly consent?: { readonly version: string };
  readonly adult: true | 'guardian';
  readonly restricted?: string;
  readonly message?: string;
  readonly dedication?: Dedication;
  readonly receipt?: { readonly wanted: boolean; readonly title?: string; readonly taxId?: string };
  /** Who pays, as a gateway calls them; passed on and kept nowhere. */
  readonly payer?: string;
  /** Address of the browser; passed on and kept nowhere. */
  readonly browserIp?: string;
};

export type StartRefusal =
  | 'campaign_unknown'
  | 'campaign_closed'
  | 'place_unknown'
  | 'amount_out_of_bounds'
  | 'currency_not_taken'
  | 'method_unknown'
  | NameRefusal
  | 'text_characters'
  | 'key_reused'
  | 'already_paid'
  | 'gateway_unavailable'
  | 'gateway_refused';

export type Started =
  | { readonly ok: true; readonly id: string; readonly token: string; readonly pay: Pay; readonly preview: Preview }
  | { readonly ok: false; readonly code: StartRefusal; readonly field?: string; readonly characters?: readonly string[] };

/** What the public will read in the place of the name; `held` where staff read it first. */
export type Preview = { readonly shown: string; readonly held: boolean };

const ORDER_LIFE_MS = 30 * 60_000;
const FIRST_LOOK_MS = 60_000;

type Needs = Pick<Deps, 'now' | 'society' | 'db' | 'gateways' | 'secret'>;

/** Stores the gift as pending, then asks the gateway for a way to pay; the same key and wish give the same gift. After payment the donor comes back to a page in `lang`. */
export async function startDonation(deps: Needs, wish: DonationWish, lang: Lang = 'zh'): Promise<Started> {
  const nowMs = deps.now();
  const judged = judge(deps, wish, nowMs);
  if (!judged.ok) return judged;
  const id = donationId(wish.key);
  const { words, preview, gateway } = judged;
  const wanted = pendingItem({ id, wish, words, shown: preview, lang, nowMs, lifeMs: gateway.orderLifeMs ?? ORDER_LIFE_MS });
  // Recorded first, called second: a crash between the two leaves a pending gift that the sweeper asks about.
  const pledge = (orderNo: string) => pledgeWrite({ id, orderNo, amountFen: wish.amount.minor, nowMs });
  const pledged = gateway.byReference === true ? { pledge } : {};
  const stored = await deps.db.write([
    { table: 'records', put: wanted, when: 'absent' },
    ...(pledged.pledge === undefined ? [] : [pledge(orderNumber(id, 1))]),
  ]);
  const item = stored.ok ? wanted : stored.failed.find(({ at }) => at === 0)?.found;
  if (item === undefined || textOf(item, 'wish') !== textOf(wanted, 'wish')) return { ok: false, code: 'key_reused', field: 'key' };
  if (item.state !== 'pending') return { ok: false, code: item.state === 'expired' ? 'key_reused' : 'already_paid' };
  const started = (pay: Pay): Started => ({ ok: true, id, token: donorToken(deps.secret, id), pay, preview });
  const wait = (waitMs: number): Pay => ({ kind: 'wait', waitMs, expiresAt: formatInstant(numberOf(item, 'expiresAtMs')) });
  const untilTurnMs = await msUntilTurn(deps, item, gateway);
  if (untilTurnMs > 0) return started(wait(untilTurnMs));
  const order = await orderFor(deps, item, { method: wish.method, nowMs, lifeMs: gateway.orderLifeMs ?? ORDER_LIFE_MS, ...pledged });
  if (order === undefined) return { ok: false, code: 'key_reused', field: 'key' };
  const placed = await gateway.placeOrder({
    ...order,
    amount: wish.amount,
    subject: judged.subject,
    method: wish.method,
    ...(wish.payer === undefined ? {} : { payer: wish.payer }),
    ...(wish.browserIp === undefined ? {} : { browserIp: wish.browserIp }),
    // The language of the first time: to a gateway an order that leads back elsewhere is another order.
    returnUrl: `${localPath(item.lang === 'en' ? 'en' : 'zh', '/thanks.html')}#${id}.${donorToken(deps.secret, id)}`,
  });
  if (placed.ok) return started(placed.pay);
  return placed.reason === 'gateway_busy' ? started(wait(await msUntilTurn(deps, item, gateway, true))) : { ok: false, code: placed.reason };
}

function judge(deps: Needs, wish: DonationWish, nowMs: number) {
  const refuse = (code: StartRefusal, field: string) => ({ ok: false as const, code, field });
  const campaign = deps.society.campaigns.find((one) => one.id === wish.campaign);
  if (campaign === undefined) return refuse('campaign_unknown', 'campaign');
  if (campaignState(campaign, dayOf(nowMs)) !== 'open') return refuse('campaign_closed', 'campaign');
  if (wish.place !== undefined && !deps.society.places.some((one) => one.id === wish.place && !one.revoked)) return refuse('place_unknown', 'place');
  if (wish.amount.currency !== deps.society.currency) return refuse('currency_not_taken', 'amount');
  const { minFen, maxFen } = deps.society.limits;
  if (wish.amount.minor < minFen || wish.amount.minor > maxFen) return refuse('amount_out_of_bounds', 'amount');
  const gateway = gatewayFor(deps.gateways, wish.method);
  if (gateway === undefined) return refuse('method_unknown', 'method');
  const worded = judgeWords(deps, wish);
  return worded.ok ? { ...worded, gateway, subject: campaign.name.zh } : worded;
}

/** What a donor wrote, cleaned; everything in it can be drawn on receipt and certificate. */
type Words = { readonly name: string; readonly intent: string; readonly note: string; readonly dedication?: Dedication };

function judgeWords(deps: Needs, wish: DonationWish) {
  const named = judgeName(deps, wish.donor, wish.consent);
  if (!named.ok) return named;
  const [intent, note] = [checkText(wish.restricted ?? ''), checkText(wish.message ?? '')];
  if (!intent.ok) return { ...intent, field: 'restricted' };
  if (!note.ok) return { ...note, field: 'message' };
  const dedicated = wish.dedication === undefined ? undefined : checkDedication(wish.dedication);
  if (dedicated?.ok === false) return { ...dedicated, field: 'dedication.text' };
  const words: Words = { name: named.name, intent: intent.text, note: note.text, ...(dedicated === undefined ? {} : { dedication: dedicated.dedication }) };
  const held = [named.shown, note.text].some((text) => heldReason(text, deps.society.heldWords) !== undefined);
  return { ok: true as const, words, preview: { shown: named.shown, held } };
}

/** How a gift is paid is not part of what was wished: another way to pay is another order of the same gift. */
function wishDigest({ method: _, payer: __, browserIp: ___, ...wish }: DonationWish): string {
  return createHash('sha256').update(JSON.stringify(wish)).digest('hex');
}

function pendingItem(gift: { id: string; wish: DonationWish; words: Words; shown: Preview; lang: Lang; nowMs: number; lifeMs: number }): Item {
  const { id, wish, words, nowMs } = gift;
  return {
    ...donationKey(id),
    id,
    state: 'pending',
    lang: gift.lang,
    wish: wishDigest(wish),
    campaign: wish.campaign,
    ...(wish.place === undefined ? {} : { place: wish.place }),
    cur: wish.amount.currency,
    amt: wish.amount.minor,
    method: wish.method,
    orderNo: orderNumber(id, 1),
    orderedAtMs: nowMs,
    expiresAtMs: nowMs + gift.lifeMs,
    dueShard: shardOf(id),
    dueAt: nowMs + FIRST_LOOK_MS,
    donorKind: wish.donor.kind,
    ...words,
    shown: gift.shown.shown,
    held: gift.shown.held,
    display: wish.donor.display,
    ...(wish.consent === undefined ? {} : { consent: wish.consent.version, consentAtMs: nowMs }),
    adult: wish.adult === true ? 'adult' : 'guardian',
    receipt: wish.receipt ?? { wanted: false },
  };
}
