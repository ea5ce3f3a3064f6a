import type { Notice } from '../gateway.ts';
import { parseJson } from '../message-shapes.ts';
import { openSealed } from './decrypt.ts';
import type { WeChatPayKeys } from './keys.ts';
import { type Envelope, parseEnvelope, parseRefundNotice, parseTransaction } from './messages.ts';
import { judgeSignature } from './signature.ts';

const LARGEST_NOTICE = 64 * 1024;
const PAID = 'TRANSACTION.SUCCESS';
const REFUND = /^REFUND\.[A-Z]+$/;

/**
 * Reads a callback: the signature over the raw bytes first, then what is sealed in it, then whose payment it is. What is
 * signed but of a type that says nothing of a payment is ignored, since WeChat Pay adds types without asking. Of a
 * refund only the number is read: it is followed by asking for it.
 */
export function readNotice(keys: WeChatPayKeys, request: { readonly headers: Headers; readonly body: Uint8Array }, nowMs: number): Notice {
  if (request.body.length > LARGEST_NOTICE) return { kind: 'refused', reason: 'too_large' };
  const judged = judgeSignature(keys.platformKeys, request, nowMs);
  if (judged !== 'held') return { kind: 'refused', reason: judged };
  const envelope = parseEnvelope(request.body);
  if (envelope === undefined) return { kind: 'refused', reason: 'malformed' };
  const isRefund = REFUND.test(envelope.event_type);
  if (envelope.event_type !== PAID && !isRefund) return { kind: 'ignored', why: `event of type ${envelope.event_type}` };
  const opened = open(keys, envelope);
  // Signed by WeChat Pay but sealed for another merchant, or under an API v3 key that was changed since.
  if (opened === undefined) return { kind: 'refused', reason: 'wrong_merchant' };
  return isRefund ? judgeRefund(keys, opened, envelope.event_type) : judgePayment(keys, opened);
}

function open({ apiV3Key }: WeChatPayKeys, { resource }: Envelope): unknown {
  const { ciphertext, nonce, associated_data } = resource;
  const opened = openSealed(apiV3Key, { ciphertext, nonce, associatedData: associated_data ?? '' });
  return opened === undefined ? undefined : (parseJson(opened) ?? {});
}

function judgePayment({ merchant, appid }: WeChatPayKeys, said: unknown): Notice {
  const transaction = parseTransaction(said);
  if (transaction === undefined) return { kind: 'refused', reason: 'malformed' };
  if (transaction.merchant !== merchant || transaction.appid !== appid) return { kind: 'refused', reason: 'wrong_merchant' };
  return { kind: 'paid', payment: transaction.payment };
}

function judgeRefund({ merchant }: WeChatPayKeys, said: unknown, type: string): Notice {
  const refund = parseRefundNotice(said);
  if (refund === undefined) return { kind: 'ignored', why: `event of type ${type}` };
  return refund.merchant === merchant ? { kind: 'refund', refundNo: refund.refundNo } : { kind: 'refused', reason: 'wrong_merchant' };
}
