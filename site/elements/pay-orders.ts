import type { Lang } from '../../functions/disclosure/text.ts';
import type { PayMethod } from '../../functions/domain/pay-method.ts';
import { askWithBody } from './ask.ts';
import { readSent, type Sent } from './give-answer.ts';
import { giveWords } from './give-words.ts';
import type { Code } from './pay-scan.ts';

/** The order of one method, or why there is none. */
export type Placed = { readonly method: PayMethod; readonly sent: Sent };

/** `waiting` is told each second how long the gift still stands in line. */
export type How = { readonly payer: string; readonly lang: Lang; readonly waiting: (seconds: number) => void };

/** Asks for the orders of one gift, one after the other: the first makes the gift, the others are added to it. */
export async function placeOrders(wish: object, way: readonly PayMethod[], how: How): Promise<readonly Placed[]> {
  const placed: Placed[] = [];
  for (const method of way) {
    const payer = method.kind === 'in_app' ? { payer: how.payer } : {};
    placed.push({ method, sent: await placeInTurn({ ...wish, method: method.id, ...payer }, how) });
  }
  return placed;
}

/** Turns in one line that a page waits for; a donor who is told so often that it takes longer should decide anew. */
const MOST_WAITS = 12;

/** Asks until it is the gift's turn; the place in line is kept by the portal, so that waiting costs nobody their place. */
async function placeInTurn(wish: object, { lang, waiting }: How): Promise<Sent> {
  for (let turn = 0; turn < MOST_WAITS; turn++) {
    const sent = readSent(await askWithBody('/api/donations', JSON.stringify(wish), { lang: lang === 'zh' ? 'zh-CN' : 'en' }));
    if (sent.outcome !== 'pay' || sent.pay.kind !== 'wait') return sent;
    for (let leftMs = sent.pay.waitMs; leftMs > 0; leftMs -= 1000) {
      waiting(Math.ceil(leftMs / 1000));
      await new Promise((resolve) => setTimeout(resolve, Math.min(1000, leftMs)));
    }
  }
  return { outcome: 'unreachable' };
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
