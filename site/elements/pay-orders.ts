import type { Lang } from '../../functions/disclosure/text.ts';
import type { PayMethod } from '../../functions/domain/pay-method.ts';
import { askWithBody } from './ask.ts';
import { readSent, type Sent } from './give-answer.ts';
import { giveWords } from './give-words.ts';
import type { Code } from './pay-scan.ts';

/** The order of one method, or why there is none. */
export type Placed = { readonly method: PayMethod; readonly sent: Sent };

/** Asks for the orders of one gift, one after the other: the first makes the gift, the others are added to it. */
export async function placeOrders(wish: object, way: readonly PayMethod[], how: { readonly payer: string; readonly lang: Lang }): Promise<readonly Placed[]> {
  const placed: Placed[] = [];
  for (const method of way) {
    const payer = method.kind === 'in_app' ? { payer: how.payer } : {};
    const reply = await askWithBody('/api/donations', JSON.stringify({ ...wish, method: method.id, ...payer }), { lang: how.lang === 'zh' ? 'zh-CN' : 'en' });
    placed.push({ method, sent: readSent(reply) });
  }
  return placed;
}

/** The codes among them; which app scans one is said where there are several. */
export function codesOf(placed: readonly Placed[], lang: Lang): readonly Code[] {
  return placed.flatMap(({ method, sent }) => {
    if (sent.outcome !== 'pay' || sent.pay.kind !== 'qr') return [];
    const { text, expiresAt } = sent.pay;
    return [{ label: method.app === undefined ? '' : appNames[method.app][lang], text, expiresAt }];
  });
}

const appNames = { wechat: { zh: '微信', en: 'WeChat' }, alipay: { zh: '支付宝', en: 'Alipay' } } as const;

/** What a choice of the form is called. */
export function wayName(way: readonly PayMethod[], lang: Lang): string {
  const words = giveWords[lang];
  const [first] = way;
  if (first?.kind === 'transfer') return words.wayTransfer;
  const apps = new Set(way.map(({ app }) => app));
  if (first?.kind === 'code') return apps.size > 1 ? words.wayQrBoth : words.wayQr;
  return first?.app === undefined ? words.wayRedirect : first.app === 'wechat' ? words.wayWeChat : words.wayAlipay;
}
