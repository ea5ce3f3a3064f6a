import { parseWallClock } from '../bill-table.ts';
import type { Notice } from '../gateway.ts';
import type { AlipayKeys } from './keys.ts';
import { parsePaidNotice } from './messages.ts';
import { holdsNotice, type Parameters } from './signature.ts';

const LARGEST_NOTICE = 64 * 1024;
const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
/** Alipay repeats a notice for 25 hours. */
const OLDEST_MS = 26 * HOUR_MS;
const EARLIEST_MS = 5 * MINUTE_MS;

const PAID = ['TRADE_SUCCESS', 'TRADE_FINISHED'];
/** What is read of a notice; nothing else in it may look like one of these. */
const READ = /&(?:app_id|seller_id|out_trade_no|trade_no|total_amount|trade_status|gmt_payment|gmt_refund|refund_fee|out_biz_no|notify_time)=/;

/**
 * Reads a notice, a form whose values are decoded once: the signature first, then for whom it is, then what it says.
 * Notices of refunds look like payments but for `refund_fee`, and settle nothing; only the number is read of them, and
 * the refund is followed by asking for it.
 */
export function readNotice(keys: AlipayKeys, body: Uint8Array, nowMs: number): Notice {
  if (body.length > LARGEST_NOTICE) return { kind: 'refused', reason: 'too_large' };
  const parameters = parseForm(Buffer.from(body).toString('utf8'));
  if (parameters === undefined || !holdsNotice(keys.alipayKeys, parameters)) return { kind: 'refused', reason: 'bad_signature' };
  // Joined by `&`, a value that holds `&total_amount=` could have been cut out of another notice.
  if (Object.values(parameters).some((value) => READ.test(value))) return { kind: 'refused', reason: 'malformed' };
  if (parameters.app_id !== keys.appId || parameters.seller_id !== keys.sellerId) return { kind: 'refused', reason: 'wrong_merchant' };
  const sentMs = parseWallClock(parameters.notify_time);
  if (sentMs === undefined) return { kind: 'refused', reason: 'malformed' };
  if (nowMs - sentMs > OLDEST_MS || sentMs - nowMs > EARLIEST_MS) return { kind: 'refused', reason: 'stale' };
  return judgeEvent(parameters);
}

function judgeEvent(parameters: Parameters): Notice {
  if ((parameters.refund_fee ?? '') !== '' || (parameters.gmt_refund ?? '') !== '') {
    const refundNo = parameters.out_biz_no ?? '';
    return /^[0-9A-Za-z_-]{1,64}$/.test(refundNo) ? { kind: 'refund', refundNo } : { kind: 'ignored', why: 'a refund' };
  }
  const status = parameters.trade_status ?? '';
  if (!PAID.includes(status)) return { kind: 'ignored', why: `trade_status ${status.slice(0, 32)}` };
  const payment = parsePaidNotice(parameters);
  return payment === undefined ? { kind: 'refused', reason: 'malformed' } : { kind: 'paid', payment };
}

/** Nothing where a name comes twice: what was signed and what is read could be different ones. */
function parseForm(text: string): Parameters | undefined {
  const pairs = [...new URLSearchParams(text)];
  return new Set(pairs.map(([name]) => name)).size === pairs.length ? Object.fromEntries(pairs) : undefined;
}
