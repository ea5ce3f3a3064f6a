import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { checkText } from '../domain/donor-text.ts';
import { base32 } from '../domain/number.ts';
import type { Item } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import { claimRequestKey, OPEN_CLAIMS, openClaimKey } from '../store/tables.ts';
import type { ClaimWish } from './claim-by-evidence.ts';
import { judgeClaimant } from './claim-gift.ts';
import type { NameRefusal } from './judge-name.ts';
import { takeAttempt } from './take-attempt.ts';
import { donorToken, isDonorToken } from './tokens.ts';

/** What is left to staff: the claim as it was typed, how to reach whoever made it, and their own words. */
export type ClaimAsked = ClaimWish & { readonly contact: string; readonly words: string };

export type AskRefusal = NameRefusal | 'too_many' | 'key_reused' | 'text_characters';

export type ClaimOpened =
  | { readonly ok: true; readonly id: string; readonly token: string }
  | { readonly ok: false; readonly code: AskRefusal; readonly field?: string; readonly characters?: readonly string[] };

/** Where a claim that was left to staff stands; `id` and `token` are those of the gift. */
export type ClaimState =
  | { readonly state: 'waiting' | 'refused' }
  | { readonly state: 'granted'; readonly gift: { readonly id: string; readonly token: string } };

type Needs = Pick<Deps, 'now' | 'society' | 'db' | 'secret'>;

/** Leaves a claim to staff, once for each key of the client's own. Whoever made it keeps a link of its own and looks again. */
export async function openClaim(deps: Needs, asked: ClaimAsked, address: string): Promise<ClaimOpened> {
  const judged = judgeClaimant(deps, asked.donor);
  if (!judged.ok) return judged;
  const [contact, words] = [checkText(asked.contact), checkText(asked.words)];
  if (!contact.ok) return { ...contact, field: 'contact' };
  if (!words.ok) return { ...words, field: 'words' };
  const id = `k_${base32(createHash('sha256').update(`claim-request|${asked.key}`).digest().subarray(0, 10))}`;
  const wish = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
  const opened: ClaimOpened = { ok: true, id, token: donorToken(deps.secret, id) };
  const before = (await deps.db.get('records', openClaimKey(id))) ?? (await deps.db.get('records', claimRequestKey(id)));
  if (before !== undefined) return before.wish === wish ? opened : { ok: false, code: 'key_reused', field: 'key' };
  if (!(await takeAttempt(deps, address, 'ask'))) return { ok: false, code: 'too_many' };
  const { by, amountFen, day } = asked.evidence;
  const said = asked.evidence.by === 'number' ? { number: asked.evidence.number } : { payer: asked.evidence.payer, digits: asked.evidence.digits };
  const { kind, name, display, consent } = judged.claimant;
  const item = {
    ...openClaimKey(id),
    request: id,
    askedAtMs: deps.now(),
    wish,
    by,
    amt: amountFen,
    day,
    ...said,
    donorKind: kind,
    name,
    display,
    ...(consent === undefined ? {} : { consent }),
    contact: contact.text,
    words: words.text,
  };
  await deps.db.write([{ table: 'records', put: item, when: 'absent' }]);
  return opened;
}

/** Tells whoever holds the link of a claim what became of it. */
export async function readClaim(
  deps: Pick<Deps, 'db' | 'secret'>,
  held: { readonly id: string; readonly token: string },
): Promise<({ readonly ok: true } & ClaimState) | { readonly ok: false; readonly code: 'token_invalid' }> {
  if (!isDonorToken(deps.secret, held)) return { ok: false, code: 'token_invalid' };
  const decided = await deps.db.get('records', claimRequestKey(held.id));
  if (decided !== undefined) return { ok: true, ...stateOf(deps, decided) };
  const open = await deps.db.get('records', openClaimKey(held.id));
  return open === undefined ? { ok: false, code: 'token_invalid' } : { ok: true, state: 'waiting' };
}

function stateOf(deps: Pick<Deps, 'secret'>, decided: Item): ClaimState {
  if (decided.decided !== 'granted') return { state: 'refused' };
  const id = textOf(decided, 'donation');
  return { state: 'granted', gift: { id, token: donorToken(deps.secret, id) } };
}

/** Claims that wait for staff; the number listed at once is bounded. */
export function openClaims(deps: Pick<Deps, 'db'>, most = 200): Promise<readonly Item[]> {
  return deps.db.query('records', { pk: OPEN_CLAIMS, limit: most });
}
