import type { Notice } from '../gateway.ts';
import { parseJson } from '../message-shapes.ts';
import { openSealed } from './decrypt.ts';
import type { WeChatPayKeys } from './keys.ts';
import { parseEnvelope, parseTransaction } from './messages.ts';
import { judgeSignature } from './signature.ts';

const LARGEST_NOTICE = 64 * 1024;
const PAID = 'TRANSACTION.SUCCESS';

/**
 * Reads a callback: the signature over the raw bytes first, then what is sealed in it, then whose payment it is. What is
 * signed but of a type that says nothing of a payment is ignored, since WeChat Pay adds types without asking; refunds
 * are followed by asking for them.
 */
export function readNotice(keys: WeChatPayKeys, request: { readonly headers: Headers; readonly body: Uint8Array }, nowMs: number): Notice {
  if (request.body.length > LARGEST_NOTICE) return { kind: 'refused', reason: 'too_large' };
  const judged = judgeSignature(keys.platformKeys, request, nowMs);
  if (judged !== 'held') return { kind: 'refused', reason: judged };
  const envelope = parseEnvelope(request.body);
  if (envelope === undefined) return { kind: 'refused', reason: 'malformed' };
  if (envelope.event_type !== PAID) return { kind: 'ignored', why: `event of type ${envelope.event_type}` };
  const { ciphertext, nonce, associated_data } = envelope.resource;
  const opened = openSealed(keys.apiV3Key, { ciphertext, nonce, associatedData: associated_data ?? '' });
  // Signed by WeChat Pay but sealed for another merchant, or under an API v3 key that was changed since.
  if (opened === undefined) return { kind: 'refused', reason: 'wrong_merchant' };
  const transaction = parseTransaction(parseJson(opened));
  if (transaction === undefined) return { kind: 'refused', reason: 'malformed' };
  if (transaction.merchant !== keys.merchant || transaction.appid !== keys.appid) return { kind: 'refused', reason: 'wrong_merchant' };
  return { kind: 'paid', payment: transaction.payment };
}
