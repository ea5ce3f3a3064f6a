const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '万亿'];

/** Largest amount in fen that has a form in capitals. */
export const LARGEST_FEN = 999_999_999_999_999;

/**
 * Writes fen as a Chinese uppercase amount in its one canonical form (rules for filling in settlement vouchers; 元, 整, 零).
 * Throws for zero, negative and unsafe amounts: no document exists for them.
 */
export function uppercaseAmount(fen: number): string {
  if (!Number.isSafeInteger(fen) || fen <= 0 || fen > LARGEST_FEN) throw new RangeError(`no uppercase form: ${fen} fen`);
  const yuan = Math.floor(fen / 100);
  const whole = yuan === 0 ? '' : `${integerPart(yuan)}元`;
  return whole + fraction(fen % 100, yuan);
}

function fraction(cents: number, yuan: number): string {
  const jiao = Math.floor(cents / 10);
  const fen = cents % 10;
  if (cents === 0) return '整';
  if (jiao === 0) return `${yuan > 0 ? '零' : ''}${digit(fen)}分`;
  const zero = yuan > 0 && yuan % 10 === 0 ? '零' : '';
  return `${zero}${digit(jiao)}角${fen === 0 ? '整' : `${digit(fen)}分`}`;
}

/** Groups of four from the left; 万亿 needs its 亿 once, at the end of the upper eight digits. */
function integerPart(yuan: number): string {
  const groups = [0, 1, 2, 3].map((at) => Math.floor(yuan / 10_000 ** at) % 10_000);
  let text = '';
  let skipped = false;
  for (let at = 3; at >= 0; at--) {
    const group = groups[at] ?? 0;
    if (group === 0) {
      skipped = text !== '';
      continue;
    }
    const zero = text !== '' && (skipped || group < 1000) ? '零' : '';
    text += zero + groupOf(group) + groupName(at, groups);
    skipped = false;
  }
  return text;
}

function groupName(at: number, groups: readonly number[]): string {
  if (at !== 3) return GROUPS[at] ?? '';
  return (groups[2] ?? 0) === 0 ? '万亿' : '万';
}

function groupOf(group: number): string {
  let text = '';
  for (let place = 3; place >= 0; place--) {
    const value = Math.floor(group / 10 ** place) % 10;
    if (value !== 0) text += digit(value) + (PLACES[place] ?? '');
    else if (text !== '' && group % 10 ** place !== 0 && !text.endsWith('零')) text += '零';
  }
  return text;
}

const digit = (value: number): string => DIGITS[value] ?? '';
