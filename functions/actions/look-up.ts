import type { Deps } from '../deps.ts';
import type { LookupAnswer } from '../domain/dated-answer.ts';
import { formatInstant } from '../domain/time.ts';
import { numberOf } from '../store/item.ts';
import { outboxPartition, shardOf } from '../store/tables.ts';
import { proveRecord, readRecord } from './issue-document-proof.ts';
import { publishedPlace } from './read-donation.ts';
import { readHead } from './read-head.ts';
import { type Answering, type SignedAnswer, signAnswer } from './sign-answer.ts';
import { takeAttempt } from './take-attempt.ts';
import { paymentEntryId } from './tokens.ts';

/** A payment as its payer's own statement shows it; `minor` in minor units of the currency. */
export type LookupWish = { readonly serial: string; readonly amount: { readonly currency: string; readonly minor: number } };

/** `proof` is a proof file (c2sp.org/tlog-proof) where the payment is published. */
export type LookedUp = ({ readonly ok: true; readonly proof?: string } & SignedAnswer<LookupAnswer>) | { readonly ok: false; readonly code: 'too_many' };

type Needs = Pick<Deps, 'now' | 'db' | 'log' | 'logKey' | 'gateways' | 'secret'> & Answering;

const WAITING_AT_MOST = 1_000;

/**
 * Tells whoever knows serial and amount of a payment where it stands in the log, and neither name nor salt; "not found"
 * is dated and signed like everything else, and is what one complains with. A wrong amount is not found.
 */
export async function lookUp(deps: Needs, wish: LookupWish, address: string): Promise<LookedUp> {
  if (!(await takeAttempt(deps, address))) return { ok: false, code: 'too_many' };
  const about = { v: 1 as const, k: 'lookup' as const, at: formatInstant(deps.now()), log: deps.logKey.name, serial: wish.serial };
  const found = await find(deps, wish);
  const signed = await signAnswer(deps, { ...about, cur: wish.amount.currency, amt: wish.amount.minor, ...found });
  const proof = found.state === 'published' ? await proveRecord(deps, found.index) : undefined;
  return { ok: true, ...signed, ...(proof === undefined ? {} : { proof: new TextDecoder().decode(proof) }) };
}

type Found =
  | { readonly state: 'settled' | 'not_found' }
  | { readonly state: 'published'; readonly number: string; readonly index: number; readonly size: number };

/** The entry of a payment has the same id whenever it is settled, so that no index of serials is kept. */
async function find(deps: Needs, { serial, amount }: LookupWish): Promise<Found> {
  const ids = [...deps.gateways.keys()].map((gateway) => paymentEntryId(deps.secret, { gateway, serial }));
  for (const id of ids) {
    const place = await publishedPlace(deps, id);
    if (place === undefined) continue;
    const { entry } = await readRecord(deps, place.index);
    if (entry.k !== 'gift' || entry.amt !== amount.minor || entry.cur !== amount.currency) continue;
    return { state: 'published', number: place.number, index: place.index, size: (await readHead(deps))?.checkpoint.size ?? 0 };
  }
  const waiting = await Promise.all(ids.map((id) => isWaiting(deps, id, amount.minor)));
  return { state: waiting.includes(true) ? 'settled' : 'not_found' };
}

async function isWaiting({ db }: Needs, id: string, minor: number): Promise<boolean> {
  const items = await db.query('ledger', { pk: outboxPartition(shardOf(id)), limit: WAITING_AT_MOST });
  return items.some((item) => item.id === id && numberOf(item, 'amt') === minor);
}
