import { accountOf, otherCurrencies } from '../../disclosure/flows.ts';
import { sumOf } from '../../disclosure/live.ts';
import { texts } from '../../disclosure/text.ts';
import { moveTexts } from '../../disclosure/text-moves.ts';
import { type Currency, formatMoney, money } from '../../domain/money.ts';
import type { Bilingual } from '../../domain/society.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, INK } from '../palette.ts';
import { drawRule } from '../paths.ts';
import type { Sheet } from '../sheet.ts';
import { drawBlock, fitText } from '../typeset.ts';
import type { IssueFacts } from './issue-facts.ts';
import { drawLabel } from './marks.ts';

type Sum = { readonly label: Bilingual; readonly minor: number; readonly note: string };

type Across = { readonly left: number; readonly right: number; readonly ladders: Ladders };

/** Draws what an issue received, used, and what is left of everything; goods and other currencies stand below and are added to nothing (M9). */
export async function drawIssueSums(sheet: Sheet, facts: IssueFacts, { left, right, ladders }: Across): Promise<void> {
  const { sans, serif } = ladders;
  const column = (right - left) / 3;
  const room = { width: column - 24, leading: 1, smallest: 8 };
  for (const [at, sum] of sumsOf(facts).entries()) {
    const x = left + at * column + (at === 0 ? 0 : 14);
    await drawLabel(sheet, sum.label, { x, y: 216, ladders });
    drawBlock(sheet, await fitText(yuan(sum.minor), { size: 22, colour: INK, ladder: serif }, room), { x, y: 242 });
    drawBlock(sheet, await fitText(sum.note, { size: 7.5, colour: GREY, ladder: sans }, { ...room, leading: 1.15, smallest: 6, lines: 2 }), { x, y: 255 });
  }
  drawRule(sheet, { x: left, y: 269, to: right }, { colour: INK, width: 0.35 });
  const beside = besideOf(facts);
  if (beside === '') return;
  drawBlock(sheet, await fitText(beside, { size: 8, colour: INK, ladder: sans }, { width: right - left, leading: 1.2, smallest: 4 }), { x: left, y: 282 });
}

function sumsOf({ issue, before, flowsBefore = [] }: IssueFacts): readonly Sum[] {
  const { zh, en } = texts;
  const { flows = [], tallies } = issue;
  const [now, all] = [accountOf(tallies, flows), accountOf([...before, ...tallies], [...flowsBefore, ...flows])];
  const gifts = sumOf(tallies);
  const received = [
    zh.gifts(gifts.count),
    ...(gifts.lateCount === 0 ? [] : [zh.lateGifts(gifts.lateCount)]),
    ...(now.refunded === 0 ? [] : [moveTexts.zh.refunded(yuan(now.refunded))]),
    ...(now.corrected === 0 ? [] : [moveTexts.zh.corrected(yuan(now.corrected))]),
  ];
  const brought = [...flowsBefore, ...flows].some((flow) => flow.brought !== 0);
  return [
    { label: { zh: zh.received, en: en.received }, minor: now.received, note: received.join('，') },
    { label: { zh: zh.used, en: en.used }, minor: now.used, note: now.uses === 0 && now.used === 0 ? zh.noUse : moveTexts.zh.uses(now.uses) },
    { label: { zh: zh.balance, en: en.balance }, minor: all.left, note: brought ? `${zh.balanceNote}，${moveTexts.zh.broughtNote}` : zh.balanceNote },
  ];
}

/** Goods by count, and money in other currencies, in one line; empty where there is neither. */
function besideOf({ issue, flowsBefore = [] }: IssueFacts): string {
  const { flows = [], goods } = issue;
  const all = [...flowsBefore, ...flows];
  const text = moveTexts.zh;
  const others = otherCurrencies(all).map((cur) => {
    const [now, total] = [accountOf([], flows, cur), accountOf([], all, cur)];
    return `${cur}：${text.columnReceived} ${write(cur, now.received)}，${text.columnUsed} ${write(cur, now.used)}，${text.columnLeft} ${write(cur, total.left)}`;
  });
  const said =
    goods === undefined
      ? []
      : [
          ...(goods.received === 0 ? [] : [text.goodsReceived(goods.received)]),
          ...(goods.unvalued === 0 ? [] : [text.goodsUnvalued(goods.unvalued)]),
          ...(goods.values.length === 0 ? [] : [text.goodsValues(goods.values.map(({ cur, minor }) => write(cur, minor)).join('、'))]),
          ...(goods.handed === 0 ? [] : [text.goodsHanded(goods.handed)]),
        ];
  return [...(said.length === 0 ? [] : [`${text.goods}：${said.join('；')}`]), ...others].join('　');
}

const write = (cur: Currency, minor: number): string => formatMoney(money(cur, minor));

const yuan = (minor: number): string => write('CNY', minor);
