import type { Deps } from '../deps.ts';
import type { Fund } from '../domain/entry-moves.ts';
import { encodeBase64 } from '../domain/ledger/base64.ts';
import { isWindowOpen } from '../domain/refund-state.ts';
import type { RefundAsk } from '../domain/staff-statement.ts';
import type { Item } from '../store/database.ts';
import { bytesOf, numberOf, textOf } from '../store/item.ts';
import { entryKey } from '../store/tables.ts';
import { findGift } from './find-gift.ts';
import { readTarget } from './read-book.ts';
import { readHead } from './read-head.ts';
import { openRefunds, orderOf } from './refunds.ts';

/** Why a refund is not taken; each has its sentence at the command. */
export type GiftRefusal =
  | 'number_malformed'
  | 'number_unknown'
  | 'not_a_gift'
  | 'refund_exceeds'
  | 'refund_in_part'
  | 'refund_under_way'
  | 'evidence_missing'
  | 'way_gateway'
  | 'way_by_hand'
  | 'window_over'
  | 'busy';

/** The gift that an ask is about, as it stands now: `leftFen` is what was not refunded yet. */
export type Refundable = {
  readonly ok: true;
  readonly gift: Item;
  readonly index: number;
  readonly leaf: string;
  readonly fund: Fund;
  readonly ch: string;
  readonly orderNo: string;
  readonly totalFen: number;
  readonly leftFen: number;
};

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'society' | 'gateways' | 'now'>;

type Refused = { readonly ok: false; readonly code: GiftRefusal };

/** Judges an ask by the gift that it is about; what the fund holds is judged when it is confirmed. */
export async function judgeRefund(deps: Needs, ask: RefundAsk): Promise<Refundable | Refused> {
  const found = await findGift(deps, ask.number);
  if (!found.ok) return found;
  const { gift, index } = found;
  if (gift.goods === true) return refuse('not_a_gift');
  const size = (await readHead(deps))?.checkpoint.size ?? 0;
  const [place, target] = [await deps.db.get('ledger', entryKey(index)), await readTarget(deps, index, size)];
  if (place === undefined || target?.k !== 'gift') return refuse('busy');
  if ((await openRefunds(deps)).some((one) => one.holds && one.index === index)) return refuse('refund_under_way');
  const { ch } = target.facts;
  const { branch, campaign, restricted } = target.facts;
  const [totalFen, leftFen] = [numberOf(gift, 'amt'), target.facts.amt - target.refunded];
  const refusal = judgeAmount(ask, Math.min(leftFen, totalFen - target.refunded)) ?? judgeWay(deps, ask, gift);
  if (refusal !== undefined) return refuse(refusal);
  const fund = { branch, campaign, ...(restricted === true ? { restricted } : {}) };
  return { ok: true, gift, index, leaf: encodeBase64(bytesOf(place, 'leaf')), fund, ch, orderNo: orderOf(gift), totalFen, leftFen };
}

/** Only a wrong amount is put right in part; everything else undoes the gift. */
function judgeAmount({ amt, why, evidence }: RefundAsk, leftFen: number): GiftRefusal | undefined {
  if (amt > leftFen) return 'refund_exceeds';
  if (amt < leftFen && why !== 'wrong_amount') return 'refund_in_part';
  return why === 'guardian' && evidence === undefined ? 'evidence_missing' : undefined;
}

/**
 * Through a gateway money can only go back to whoever paid. By hand it goes wherever somebody writes, and so only where
 * the gateway cannot: it moves no money, its window is over, or it has failed to before.
 */
function judgeWay({ gateways, now }: Needs, { way }: RefundAsk, gift: Item): GiftRefusal | undefined {
  const id = textOf(gift, 'gateway');
  if (gateways.get(id)?.treasury === undefined) return way === 'by_hand' ? undefined : 'way_by_hand';
  if (!isWindowOpen(id, numberOf(gift, 'paidAtMs'), now())) return way === 'by_hand' ? undefined : 'window_over';
  return way === 'gateway' || gift.refundFailed === true ? undefined : 'way_gateway';
}

const refuse = (code: GiftRefusal): Refused => ({ ok: false, code });
