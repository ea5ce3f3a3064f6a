import type { Deps } from '../deps.ts';
import { isTimely, openStatement, refundNumber, type Signed } from '../domain/staff-statement.ts';
import { textOf } from '../store/item.ts';
import { type GiftRefusal, judgeRefund } from './judge-refund.ts';
import { askedWrites, type Refund, refundByNumber } from './refunds.ts';
import { readRegister, signerOf } from './staff-keys.ts';

/** Why a signed statement is not taken, whatever it says. */
export type SignerRefusal = 'signature_wrong' | 'statement_elsewhere' | 'statement_stale' | 'signer_unknown';

/** `asked`: by this call. `known`: by an earlier one, nothing changed. */
export type Asked =
  | { readonly ok: true; readonly state: 'asked' | 'known'; readonly refund: Refund }
  | { readonly ok: false; readonly code: SignerRefusal | GiftRefusal };

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'society' | 'gateways' | 'now'>;

/** Keeps what somebody asks for under their own key; no money is held and none moves before another person confirms it. */
export async function askRefund(deps: Needs, signed: Signed): Promise<Asked> {
  const opened = openStatement(signed);
  const nowMs = deps.now();
  if (opened?.statement.k !== 'refund') return { ok: false, code: 'signature_wrong' };
  const { statement: ask, digest } = opened;
  if (ask.origin !== deps.society.origin) return { ok: false, code: 'statement_elsewhere' };
  const refundNo = refundNumber(signed.bytes);
  const known = await refundByNumber(deps, refundNo);
  if (known !== undefined) return { ok: true, state: 'known', refund: known };
  if (!isTimely(ask, nowMs)) return { ok: false, code: 'statement_stale' };
  const asker = signerOf(await readRegister(deps), signed.key, nowMs);
  if (asker === undefined) return { ok: false, code: 'signer_unknown' };
  const judged = await judgeRefund(deps, ask);
  if (!judged.ok) return judged;
  const { gift, index, leaf, fund, ch, orderNo, totalFen } = judged;
  const writes = askedWrites({
    ...{ refundNo, number: ask.number, index, leaf, donation: textOf(gift, 'id'), amountFen: ask.amt, totalFen },
    ...{ why: ask.why, way: ask.way, ch, orderNo, fund, digest, ask: signed.bytes, askKey: signed.key, askSignature: signed.signature },
    ...{ askedBy: asker.person, askedAtMs: nowMs, ...(ask.evidence === undefined ? {} : { evidence: ask.evidence }) },
  });
  const written = await deps.db.write(writes);
  const refund = await refundByNumber(deps, refundNo);
  if (refund === undefined) throw new Error('a refund that was stored is not there');
  return { ok: true, state: written.ok ? 'asked' : 'known', refund };
}
