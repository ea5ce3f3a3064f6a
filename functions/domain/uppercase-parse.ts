import { LARGEST_FEN, uppercaseAmount } from './uppercase-amount.ts';

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES: Record<string, number> = { 仟: 1000, 佰: 100, 拾: 10 };

/**
 * Reads a Chinese uppercase amount as fen in every form that the rules for settlement vouchers allow: 圆, 正 and 〇 for 元, 整 and 零,
 * with or without 人民币, the optional 零 and the optional 整 after 角. Nothing where it is not one.
 */
export function parseUppercaseAmount(text: string): number | undefined {
  const folded = text
    .replace(/^\s*(?:人民币)?\s*[¥￥]?|\s+/g, '')
    .replaceAll('圆', '元')
    .replaceAll('正', '整')
    .replaceAll('〇', '零');
  if (folded.length > 60) return undefined;
  const fen = generousFen(folded);
  if (fen < 1 || fen > LARGEST_FEN) return undefined;
  return legalForms(fen).test(folded) ? fen : undefined;
}

/** Reads generously; what the rules do not allow is found by comparing with the forms that the value may take. */
function generousFen(text: string): number {
  const [left = '', right] = text.split('元');
  const whole = right === undefined ? '' : left;
  const cents = right ?? text;
  return yuanOf(whole) * 100 + numberBefore('角', cents) * 10 + numberBefore('分', cents);
}

function yuanOf(text: string): number {
  const cut = text.lastIndexOf('亿');
  return cut < 0 ? belowYi(text) : belowYi(text.slice(0, cut)) * 100_000_000 + belowYi(text.slice(cut + 1));
}

function belowYi(text: string): number {
  const cut = text.indexOf('万');
  return cut < 0 ? belowWan(text) : belowWan(text.slice(0, cut)) * 10_000 + belowWan(text.slice(cut + 1));
}

function belowWan(text: string): number {
  let sum = 0;
  for (const [, digit = '', place = ''] of text.matchAll(/([壹贰叁肆伍陆柒捌玖])([仟佰拾]?)/g)) sum += DIGITS.indexOf(digit) * (PLACES[place] ?? 1);
  return sum;
}

function numberBefore(unit: string, text: string): number {
  return Math.max(0, DIGITS.indexOf(text.charAt(text.indexOf(unit) - 1) || '零'));
}

/** The canonical form with what may be left out or put in: 零 beside an empty 元, 万 or 亿 place, 整 after 角. */
function legalForms(fen: number): RegExp {
  const source = uppercaseAmount(fen)
    .replace(/元零(?=.角)/, '元零?')
    .replace(/([拾佰仟][万亿])(?=.仟)/g, '$1零?')
    .replace(/角整$/, '角整?');
  return new RegExp(`^${source}$`);
}
