import { formatInstant } from '../../../functions/domain/time.ts';
import type { Message } from '../acquirer/notices.ts';
import { type Merchant, type PlatformKey, seal, signedHeaders } from './signing.ts';

/** How one notice is written; a test gives it other words, keys or times. */
export type Letter = {
  readonly merchant: Pick<Merchant, 'apiV3Key'>;
  readonly key: PlatformKey;
  readonly nowMs: number;
  readonly random: (bytes: number) => Uint8Array;
  readonly eventType?: string;
  readonly associatedData?: string;
};

/** Writes, seals and signs a notice whose resource is `said`. */
export function noticeOf(said: object, { merchant, key, nowMs, random, eventType = 'TRANSACTION.SUCCESS', associatedData = 'transaction' }: Letter): Message {
  const hex = (bytes: number) => Buffer.from(random(bytes)).toString('hex');
  const nonce = hex(6);
  const notice = {
    id: hex(16),
    create_time: formatInstant(nowMs),
    resource_type: 'encrypt-resource',
    event_type: eventType,
    summary: '支付成功',
    resource: {
      original_type: 'transaction',
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: seal(merchant, JSON.stringify(said), { nonce, associatedData }),
      associated_data: associatedData,
      nonce,
    },
  };
  const body = new TextEncoder().encode(JSON.stringify(notice));
  return { body, headers: { 'content-type': 'application/json', ...signedHeaders(key, body, { nowMs, nonce: hex(16) }) } };
}

/** The same with the wrong signature that WeChat Pay sends now and then, to see whether it is looked at. */
export function probeOf(message: Message): Message {
  const signature = `WECHATPAY/SIGNTEST/${message.headers['wechatpay-signature']}`;
  return { ...message, headers: { ...message.headers, 'wechatpay-signature': signature } };
}
