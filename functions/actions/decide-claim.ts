import type { Deps } from '../deps.ts';
import type { DisplayMode, DonorKind } from '../domain/donor-name.ts';
import { recordNumber } from '../domain/number.ts';
import { dayOf, parseDay } from '../domain/time.ts';
import type { Item, Write } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { claimRequestKey, donationKey, identityKey, openClaimKey } from '../store/tables.ts';
import { isHeld } from './claim-by-evidence.ts';
import { claimGift, type JudgedClaimant, judgeClaimant } from './claim-gift.ts';
import { withClaim } from './claim-of.ts';
import { openClaims } from './claim-requests.ts';
import { type Evidence, findClaimable, isRefunded, isSameName, unclaimedOf } from './find-claimable.ts';
import { findGift } from './find-gift.ts';
import { isNameable } from './name-by-link.ts';
import { GENERATION } from './read-donation.ts';

/** A gift that a claim may be to, as staff see it: what the bank said beside it, and who holds it. */
export type Candidate = {
  readonly number: string;
  readonly channel: string;
  readonly payer: string;
  readonly remark: string;
  readonly samePayer: boolean;
  readonly holder: 'nobody' | 'ordered' | 'claimed';
  readonly refunded: boolean;
};

/** A claim that waits for staff. */
export type WaitingClaim = {
  readonly request: string;
  readonly askedAtMs: number;
  readonly amountFen: number;
  readonly day: string;
  readonly evidence: string;
  readonly name: string;
  readonly display: string;
  readonly contact: string;
  readonly words: string;
  readonly candidates: readonly Candidate[];
};

export type Decided =
  | { readonly ok: true; readonly state: 'granted' | 'refused'; readonly named: boolean }
  | {
      readonly ok: false;
      readonly code: 'claim_unknown' | 'decided_before' | 'number_malformed' | 'number_unknown' | 'not_a_gift' | 'gift_differs' | 'gift_gone' | 'consent_old';
    };

type Needs = Pick<Deps, 'now' | 'random' | 'society' | 'db' | 'log' | 'logKey' | 'gateways' | 'secret' | 'publicFiles'>;

/** Lists the claims that wait, oldest first, each with the published gifts that fit its amount and day. */
export async function listClaims(deps: Needs): Promise<readonly WaitingClaim[]> {
  const open = [...(await openClaims(deps))].sort((a, b) => numberOf(a, 'askedAtMs') - numberOf(b, 'askedAtMs'));
  return Promise.all(
    open.map(async (item) => ({
      request: textOf(item, 'request'),
      askedAtMs: numberOf(item, 'askedAtMs'),
      amountFen: numberOf(item, 'amt'),
      day: textOf(item, 'day'),
      evidence: item.by === 'number' ? textOf(item, 'number') : `${textOf(item, 'payer')} …${textOf(item, 'digits')}`,
      name: textOf(item, 'name'),
      display: textOf(item, 'display'),
      contact: textOf(item, 'contact'),
      words: textOf(item, 'words'),
      candidates: await candidatesOf(deps, item),
    })),
  );
}

/**
 * Grants a waiting claim to the gift of this number, on papers that staff saw. A gift that nobody is named for gets the
 * claimant's name by their consent; one that has a holder only gives its link back. Repeating it changes nothing.
 */
export async function grantClaim(deps: Needs, wish: { readonly request: string; readonly number: string; readonly by: string }): Promise<Decided> {
  const open = await deps.db.get('records', openClaimKey(wish.request));
  if (open === undefined) return unknown(deps, wish.request);
  const found = await findGift(deps, wish.number);
  if (!found.ok) return { ok: false, code: found.code };
  const { gift } = await withClaim(deps, found.gift);
  if (gift.state !== 'paid' || gift.goods === true || gift.amt !== open.amt) return { ok: false, code: 'gift_differs' };
  if (gift.erasedAtMs !== undefined || (await isRefunded(deps, gift))) return { ok: false, code: 'gift_gone' };
  const claimant = claimantOf(deps, open);
  if (claimant === undefined) return { ok: false, code: 'consent_old' };
  const named =
    !isHeld(gift) || (gift.claim === undefined && isNameable(gift, claimant)) ? await isNamed(deps, { gift, claimant, request: wish.request }) : false;
  if (!named)
    await deps.db.write([{ table: 'records', update: donationKey(textOf(gift, 'id')), set: { recoveredAtMs: deps.now() }, when: { is: { state: 'paid' } } }]);
  return end(deps, open, { decided: 'granted', decidedBy: wish.by, donation: textOf(gift, 'id') }, named);
}

/** Refuses a waiting claim; `why` stays with the society. */
export async function refuseClaim(deps: Needs, wish: { readonly request: string; readonly why: string; readonly by: string }): Promise<Decided> {
  const open = await deps.db.get('records', openClaimKey(wish.request));
  return open === undefined ? unknown(deps, wish.request) : end(deps, open, { decided: 'refused', decidedBy: wish.by, why: wish.why }, false);
}

async function isNamed(
  deps: Needs,
  { gift, claimant, request }: { readonly gift: Item; readonly claimant: JudgedClaimant; readonly request: string },
): Promise<boolean> {
  return (await claimGift(deps, { gift, claimant, key: request, ground: 'staff' })).outcome === 'claimed';
}

/** The claim is granted before this is written: a crash between the two leaves it on the list, and granting it again changes nothing. What was typed goes. */
async function end(
  deps: Needs,
  open: Item,
  how: { readonly [field: string]: string } & { readonly decided: 'granted' | 'refused' },
  named: boolean,
): Promise<Decided> {
  const request = textOf(open, 'request');
  const kept = { request, askedAtMs: numberOf(open, 'askedAtMs'), wish: textOf(open, 'wish'), decidedAtMs: deps.now(), ...how };
  const writes: readonly Write[] = [
    { table: 'records', erase: openClaimKey(request), when: 'present' },
    { table: 'records', put: { ...claimRequestKey(request), ...kept }, when: 'absent' },
  ];
  return (await deps.db.write(writes)).ok ? { ok: true, state: how.decided, named } : { ok: false, code: 'decided_before' };
}

async function unknown({ db }: Needs, request: string): Promise<Decided> {
  return { ok: false, code: (await db.get('records', claimRequestKey(request))) === undefined ? 'claim_unknown' : 'decided_before' };
}

/** The claimant as judged today; nothing where they agreed to another text than the one that holds now. */
function claimantOf(deps: Pick<Deps, 'society'>, open: Item): JudgedClaimant | undefined {
  const donor = { kind: textOf(open, 'donorKind') as DonorKind, name: textOf(open, 'name'), display: textOf(open, 'display') as DisplayMode }; // as judged when it was asked
  const judged = judgeClaimant(deps, typeof open.consent === 'string' ? { ...donor, consent: { version: open.consent } } : donor);
  return judged.ok ? judged.claimant : undefined;
}

async function candidatesOf(deps: Needs, open: Item): Promise<readonly Candidate[]> {
  const [amountFen, day] = [numberOf(open, 'amt'), parseDay(textOf(open, 'day')) ?? dayOf(numberOf(open, 'askedAtMs'))];
  const numbered: readonly Item[] =
    open.by === 'number' ? await findClaimable(deps, { by: 'number', number: textOf(open, 'number'), amountFen, day } satisfies Evidence) : [];
  const gifts = new Map([...numbered, ...(await unclaimedOf(deps, { amountFen, day }))].map((gift) => [gift.pk, gift]));
  const payer = typeof open.payer === 'string' ? open.payer : textOf(open, 'name');
  const listed = await Promise.all([...gifts.values()].map((gift) => candidateOf(deps, gift, payer)));
  return listed.flatMap((one) => (one === undefined ? [] : [one])).sort((a, b) => Number(b.samePayer) - Number(a.samePayer));
}

async function candidateOf(deps: Needs, gift: Item, payer: string): Promise<Candidate | undefined> {
  const place = await deps.db.get('ledger', identityKey(textOf(gift, 'entryId')));
  if (place === undefined) return undefined;
  const stated = typeof gift.payer === 'string' ? gift.payer : '';
  return {
    number: recordNumber(GENERATION, numberOf(place, 'index')),
    channel: textOf(gift, 'gateway'),
    payer: stated,
    remark: typeof gift.remark === 'string' ? gift.remark : '',
    samePayer: stated !== '' && isSameName(stated, payer),
    holder: gift.claim !== undefined ? 'claimed' : isHeld(gift) ? 'ordered' : 'nobody',
    refunded: await isRefunded(deps, gift),
  };
}
