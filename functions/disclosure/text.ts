import { en } from './text-en.ts';
import { type Texts, zh } from './text-zh.ts';

/** Languages of the portal; Chinese first. */
export type Lang = 'zh' | 'en';

export const LANGS = ['zh', 'en'] as const satisfies readonly Lang[];

/** The portal's public wording, one place per language. */
export const texts: Readonly<Record<Lang, Texts>> = { zh, en };

const CHANNELS: { readonly [channel: string]: { readonly zh: string; readonly en: string } } = {
  sandbox: { zh: '演示支付', en: 'Demonstration payment' },
  'sandbox-qr': { zh: '演示支付（扫码）', en: 'Demonstration payment (QR)' },
  'wechat-pay': { zh: '微信支付', en: 'WeChat Pay' },
  alipay: { zh: '支付宝', en: 'Alipay' },
  bank: { zh: '银行转账', en: 'Bank transfer' },
  unionpay: { zh: '云闪付', en: 'UnionPay' },
  pos: { zh: '扫码收款（收单机构）', en: 'QR code (acquirer)' },
};

/** A payment channel as people call it; an unknown one keeps the name it has in the log. */
export function channelName(channel: string, lang: Lang): string {
  return (Object.hasOwn(CHANNELS, channel) ? CHANNELS[channel]?.[lang] : undefined) ?? channel;
}
