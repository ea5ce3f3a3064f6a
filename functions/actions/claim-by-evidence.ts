import type { Deps } from '../deps.ts';
import type { ClaimAnswer } from '../domain/dated-answer.ts';
import { formatInstant } from '../domain/time.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { donationKey } from '../store/tables.ts';
import { type Claimant, claimGift, isClaimedBy, type JudgedClaimant, judgeClaimant } from './claim-gift.ts';
import { claimOf } from './claim-of.ts';
import { type Evidence, findClaimable, isRefunded, isSameName } from './find-claimable.ts';
import type { NameRefusal } from './judge-name.ts';
import { type Answering, type SignedAnswer, signAnswer } from './sign-answer.ts';
import { takeAttempt } from './take-attempt.ts';
import { donorToken } from './tokens.ts';

/** What somebody says who has no link: which gift, and who they are. `key` is 128 random bits of the client's own. */
export type ClaimWish = { readonly key: string; readonly evidence: Evidence; readonly donor: Claimant };

/** Whoever is granted a gift holds its link from then on. Every other answer is the same one, whatever the reason. */
export type ClaimAnswered =
  | { readonly ok: true; readonly state: 'granted'; readonly id: string; readonly token: string }
  | ({ readonly ok: true; readonly state: 'undecided' } & SignedAnswer<ClaimAnswer>)
  | { readonly ok: false; readonly code: 'too_many' }
  | { readonly ok: false; readonly code: NameRefusal; readonly field: string; readonly characters?: readonly string[] };

type Needs = Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'logKey' | 'gateways' | 'secret' | 'publicFiles'> & Answering;

/**
 * Gives a gift to whoever shows that it is theirs: one that came without an order gets its holder by a claim, one that has
 * a holder gives its link back to the one who knows its whole number and its name as it was typed. Exactly one gift must
 * fit. "No such gift", "it has its holder", "several fit" and "the name differs" are one answer, dated and signed.
 */
export async function claimByEvidence(deps: Needs, wish: ClaimWish, address: string): Promise<ClaimAnswered> {
  const judged = judgeClaimant(deps, wish.donor);
  if (!judged.ok) return judged;
  if (!(await mayTry(deps, wish.evidence, address))) return { ok: false, code: 'too_many' };
  const gift = await chooseGift(deps, { wish, claimant: judged.claimant });
  if (gift !== undefined && (await grant(deps, { gift, wish, claimant: judged.claimant })))
    return { ok: true, state: 'granted', id: textOf(gift, 'id'), token: donorToken(deps.secret, textOf(gift, 'id')) };
  return { ok: true, state: 'undecided', ...(await signAnswer(deps, sayUndecided(deps, wish.evidence))) };
}

/** Names and digits are guessed for one gift from many addresses, and so they are counted for the gift as well. */
export async function mayTry(deps: Needs, evidence: Evidence, address: string): Promise<boolean> {
  if (!(await takeAttempt(deps, address, 'claim'))) return false;
  return evidence.by === 'number' || takeAttempt(deps, `${evidence.day}|${evidence.amountFen}`, 'account');
}

/** The one gift that fits. Of several that one account paid alike on one day each claim takes the first that has no holder: they differ in nothing. */
async function chooseGift(deps: Needs, { wish, claimant }: Omit<Granting, 'gift'>): Promise<Item | undefined> {
  const found = await findClaimable(deps, wish.evidence);
  if (wish.evidence.by === 'number') return found.length === 1 ? found[0] : undefined;
  for (const gift of found) if (await isClaimedBy(deps, textOf(gift, 'id'), { key: wish.key, claimant })) return gift;
  const free = found.filter((gift) => !isHeld(gift)).toSorted((a, b) => numberOf(a, 'paidAtMs') - numberOf(b, 'paidAtMs') || a.pk.localeCompare(b.pk));
  const accounts = new Set(free.map((gift) => gift.payerTail ?? gift.pk));
  return accounts.size === 1 ? free[0] : undefined;
}

type Granting = { readonly gift: Item; readonly wish: ClaimWish; readonly claimant: JudgedClaimant };

async function grant(deps: Needs, { gift, wish, claimant }: Granting): Promise<boolean> {
  const { by } = wish.evidence;
  if (gift.erasedAtMs !== undefined || (await isRefunded(deps, gift))) return false;
  const own = { gift, claimant, key: wish.key, ground: by };
  if (isHeld(gift) ? await isClaimedBy(deps, textOf(gift, 'id'), own) : (await claimGift(deps, own)).outcome === 'claimed') return true;
  return by === 'number' && giveBack(deps, (await deps.db.get('records', donationKey(textOf(gift, 'id')))) ?? gift, claimant);
}

/** A gift that came by an order has its donor, named or not; one that did not has whoever claimed it. */
export const isHeld = (gift: Item): boolean => gift.claim !== undefined || typeof gift.wish === 'string';

/** Gives the link back: the same link as before, so that whoever holds it already holds it still. That it was given back is noted for them to see. */
async function giveBack(deps: Needs, gift: Item, claimant: JudgedClaimant): Promise<boolean> {
  const { name } = (await claimOf(deps, gift)) ?? gift;
  if (!isHeld(gift) || typeof name !== 'string' || !isSameName(name, claimant.name)) return false;
  const when = { is: { state: 'paid', claim: gift.claim, erasedAtMs: undefined } };
  return (await deps.db.write([{ table: 'records', update: donationKey(textOf(gift, 'id')), set: { recoveredAtMs: deps.now() }, when }])).ok;
}

function sayUndecided(deps: Pick<Needs, 'now' | 'logKey'>, { by, day, amountFen }: Evidence): ClaimAnswer {
  return { v: 1, k: 'claim', at: formatInstant(deps.now()), log: deps.logKey.name, cur: 'CNY', amt: amountFen, on: day, by, state: 'undecided' };
}
