import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import type { DisplayMode, DonorKind } from '../domain/donor-name.ts';
import { heldReason } from '../domain/held-text.ts';
import { canonicalBytes } from '../domain/ledger/canonical.ts';
import { commit, fieldSalt } from '../domain/ledger/commitment.ts';
import { dayOf } from '../domain/time.ts';
import type { Item, Write } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { donationKey, outboxKey } from '../store/tables.ts';
import { judgeName, type NamedDonor, type NameRefusal } from './judge-name.ts';
import { claimIds } from './tokens.ts';

/** Who says that a gift is theirs, and how they want to be shown; the name stands on receipt and certificate. */
export type Claimant = NamedDonor & { readonly consent?: { readonly version: string } };

/** What a claimant wrote, judged: cleaned, drawable, and with consent where it is to be shown. */
export type JudgedClaimant = {
  readonly kind: DonorKind;
  readonly name: string;
  readonly display: DisplayMode;
  readonly shown: string;
  readonly held: boolean;
  readonly consent?: string;
};

export type ClaimantJudged =
  | { readonly ok: true; readonly claimant: JudgedClaimant }
  | { readonly ok: false; readonly code: NameRefusal; readonly field: string; readonly characters?: readonly string[] };

/** `claimed`: by this call, or by an earlier one of the same key. `taken`: somebody else was quicker, or the gift is not one that can be claimed. */
export type Claimed = { readonly outcome: 'claimed' | 'taken' };

/** How a claimant showed that the gift is theirs: a number of the payment, the bank account, the gift's own link, or papers that staff saw. */
export type Ground = 'number' | 'account' | 'link' | 'staff';

/** Judges a claimant as a donor is judged before paying: a name is shown only by consent to today's text (M16). */
export function judgeClaimant(deps: Pick<Deps, 'society'>, { kind, name, display, consent }: Claimant): ClaimantJudged {
  const judged = judgeName(deps, name === undefined ? { kind, display } : { kind, name, display }, consent);
  if (!judged.ok) return judged;
  const held = heldReason(judged.shown, deps.society.heldWords) !== undefined;
  const agreed = display === 'anonymous' || consent === undefined ? {} : { consent: consent.version };
  return { ok: true, claimant: { kind, name: judged.name, display, shown: judged.shown, held, ...agreed } };
}

/** A gift's claim by one claimant; `key` is the client's own, so that repeating it repeats nothing. */
export type Claiming = { readonly gift: Item; readonly claimant: JudgedClaimant; readonly key: string; readonly ground: Ground };

/**
 * Grants a claim: in one transaction the gift gets its holder, the values behind the claim's commitments are kept as those
 * of a gift are, and the entry that says so is laid into the outbox. Of several at once one wins. The gift's own entry
 * stays as it is; which place it has is written into the claim at admission.
 */
export async function claimGift(deps: Pick<Deps, 'db' | 'now' | 'random' | 'secret'>, { gift, claimant, key, ground }: Claiming): Promise<Claimed> {
  const giftId = textOf(gift, 'id');
  const { id, entryId } = claimIds(deps.secret, giftId);
  const nowMs = deps.now();
  const salt = deps.random(32);
  const values = { name: claimant.name, note: '', shown: claimant.shown };
  const of = (field: keyof typeof values) => commit(fieldSalt(salt, field), field, values[field]);
  const bytes = canonicalBytes({ v: 1, k: 'claim', id: entryId, on: dayOf(nowMs), c: { name: of('name'), note: of('note'), shown: of('shown') } });
  const { kind, display, held, consent } = claimant;
  const agreed = consent === undefined ? {} : { consent, consentAtMs: nowMs };
  const kept = { ...donationKey(id), id, state: 'paid', claimOf: giftId, entryId, ...values, salt, held, display, donorKind: kind, ...agreed };
  const { withdrawnAtMs } = gift;
  const writes: readonly Write[] = [
    { table: 'records', put: { ...kept, ground, wish: wishOf(key, claimant), settledAtMs: nowMs }, when: 'absent' },
    // A name that was taken back, or a gift that was erased since it was read, must not come back under another one.
    {
      table: 'records',
      update: donationKey(giftId),
      set: { claim: id },
      when: { is: { state: 'paid', claim: undefined, withdrawnAtMs, erasedAtMs: undefined } },
    },
    {
      table: 'ledger',
      put: { ...outboxKey(entryId, nowMs), id: entryId, bytes, points: [textOf(gift, 'entryId')], donation: id, amt: 0, settledAtMs: nowMs },
      when: 'absent',
    },
  ];
  if ((await deps.db.write(writes)).ok) return { outcome: 'claimed' };
  return { outcome: (await isClaimedBy(deps, giftId, { key, claimant })) ? 'claimed' : 'taken' };
}

/** Tells whether a gift's claim was granted to this very wish before. */
export async function isClaimedBy(deps: Pick<Deps, 'db' | 'secret'>, giftId: string, { key, claimant }: Pick<Claiming, 'key' | 'claimant'>): Promise<boolean> {
  const claim = await deps.db.get('records', donationKey(claimIds(deps.secret, giftId).id));
  return claim !== undefined && claim.wish === wishOf(key, claimant);
}

/** The key is random and the client's own: nobody else can write the same. */
function wishOf(key: string, { kind, name, display }: JudgedClaimant): string {
  return createHash('sha256')
    .update(JSON.stringify(['claim', key, kind, name, display]))
    .digest('hex');
}
