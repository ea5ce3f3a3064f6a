import type { Deps } from '../deps.ts';
import type { QueryAnswer } from '../domain/dated-answer.ts';
import { formatInstant } from '../domain/time.ts';
import { gatewayFor, type OrderState } from '../gateways/gateway.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey, openQueryKey } from '../store/tables.ts';
import { ordersOf } from './order-again.ts';
import { endQuery, openQuery } from './queries.ts';
import { publishedPlace } from './read-donation.ts';
import { readHead } from './read-head.ts';
import { settlePayment } from './settle-payment.ts';
import { type Answering, type SignedAnswer, signAnswer } from './sign-answer.ts';
import { isDonorToken } from './tokens.ts';

export type Answered = ({ readonly ok: true } & SignedAnswer<QueryAnswer>) | { readonly ok: false; readonly code: 'token_invalid' };

type Needs = Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'log' | 'logKey' | 'gateways' | 'secret' | 'alarm'> & Answering;

/** How often a gateway is asked about one gift, however often somebody asks us. */
const ASK_EVERY_MS = 15_000;

/**
 * Answers "I paid, where is it?" for the one who holds the gift's token, dated and signed. The question is recorded
 * before anything else, and stands in the public list until the gift is in the log. Where no payment was told yet the
 * gateway is asked, and what it says is settled like a callback.
 */
export async function answerQuery(deps: Needs, claim: { readonly id: string; readonly token: string }): Promise<Answered> {
  const gift = isDonorToken(deps.secret, claim) ? await deps.db.get('records', donationKey(claim.id)) : undefined;
  if (gift === undefined) return { ok: false, code: 'token_invalid' };
  const query = await openQuery(deps, claim.id);
  const asked = gift.state === 'paid' ? 'paid' : await askGateway(deps, { gift, query });
  const now = asked === 'paid' ? ((await deps.db.get('records', donationKey(claim.id))) ?? gift) : gift;
  const standing = await standingOf(deps, now, asked);
  if (standing.state === 'published' && query.ended === undefined) await endQuery(deps, query, 'published');
  return { ok: true, ...(await signAnswer(deps, { ...aboutOf(deps, { gift: now, query }), ...standing })) };
}

function aboutOf(deps: Pick<Needs, 'now' | 'logKey'>, { gift, query }: { readonly gift: Item; readonly query: Item }) {
  return {
    v: 1 as const,
    k: 'query' as const,
    at: formatInstant(deps.now()),
    log: deps.logKey.name,
    query: textOf(query, 'query'),
    order: textOf(gift, 'orderNo'),
    cur: textOf(gift, 'cur'),
    amt: numberOf(gift, 'amt'),
  };
}

type Heard = 'paid' | 'unpaid' | 'unknown';

/** Asks the gateway at most once within some seconds; of two askers at once one asks. */
async function askGateway(deps: Needs, { gift, query }: { readonly gift: Item; readonly query: Item }): Promise<Heard> {
  const askedAtMs = numberOf(query, 'askedAtMs');
  if (deps.now() - askedAtMs < ASK_EVERY_MS) return heardBefore(query);
  const key = openQueryKey(textOf(query, 'query'));
  const turn = await deps.db.write([{ table: 'records', update: key, set: { askedAtMs: deps.now() }, when: { is: { askedAtMs } } }]);
  if (!turn.ok) return heardBefore(query);
  // Another way to pay, or a fresh code, was one more order: the payment may be any one's.
  const found = await Promise.all((await ordersOf(deps, gift)).map((order) => findOrder(deps, order)));
  for (const one of found) if (one.state === 'paid') await settlePayment(deps, one.payment);
  const said = new Set(found.map(({ state }) => state));
  const heard: Heard = said.has('paid') ? 'paid' : said.has('unavailable') ? 'unknown' : 'unpaid';
  await deps.db.write([{ table: 'records', update: key, set: { heard }, when: 'present' }]);
  return heard;
}

async function findOrder({ gateways }: Pick<Needs, 'gateways'>, order: Item): Promise<OrderState> {
  return (await gatewayFor(gateways, textOf(order, 'method'))?.findOrder(textOf(order, 'orderNo'))) ?? { state: 'unavailable' };
}

const heardBefore = (query: Item): Heard => (query.heard === 'paid' || query.heard === 'unpaid' ? query.heard : 'unknown');

async function standingOf(deps: Needs, gift: Item, heard: Heard) {
  if (gift.state !== 'paid') return { state: heard === 'paid' ? ('unknown' as const) : heard };
  const place = await publishedPlace(deps, textOf(gift, 'entryId'));
  const size = (await readHead(deps))?.checkpoint.size ?? 0;
  return place === undefined ? { state: 'settled' as const } : { state: 'published' as const, number: place.number, index: place.index, size };
}
