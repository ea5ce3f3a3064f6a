import { parseYuan } from '../../domain/money.ts';
import { type Day, parseDay } from '../../domain/time.ts';

/** What an amount cell says: nothing at all, an amount in fen (negative where money went back), or no amount. */
export type AmountCell = { readonly fen: number } | 'blank' | 'unreadable';

/** Reads an amount as lists write it: `50,000.00`, `-`, blank, `¥100`, full-width digits, `(12.00)` and `-12.00` for money that went back. */
export function readAmount(cell: string): AmountCell {
  const text = cell
    .normalize('NFKC')
    .replace(/[¥￥元\s]/g, '')
    .replace(/^CNY|CNY$|^RMB|RMB$/i, '');
  if (text === '' || /^[-—]+$/.test(text)) return 'blank';
  const back = /^(?:-|\()/.test(text);
  const fen = parseYuan(text.replace(/^[-+(]/, '').replace(/\)$/, '')) ?? spreadsheetFen(text);
  if (fen === undefined) return 'unreadable';
  return { fen: back ? -Math.abs(fen) : fen };
}

/** A workbook spells 1020.1 as 1020.0999999999999: the nearest fen, where the double is nearest to it. */
function spreadsheetFen(text: string): number | undefined {
  if (!/^-?\d+(?:\.\d+)?(?:E-?\d{1,2})?$/i.test(text)) return undefined;
  const value = Number(text);
  const nearest = value.toFixed(2);
  return Number(nearest) === value || Math.abs(Number(nearest) - value) < 1e-9 * Math.abs(value) ? parseYuan(nearest.replace('-', '')) : undefined;
}

/** A number in scientific notation in the place of an account or serial: digits are lost, and nobody can know which. */
export function isDamaged(cell: string): boolean {
  return /^\d(?:\.\d+)?E\+?\d+$/i.test(cell);
}

/** A date and a time of day as a cell says them; either may be absent. */
export type When = { readonly day?: Day; readonly clock?: string };

/** Reads `20200207`, `2020-02-07 12:30:11`, `2020/2/7`, `2020年2月7日`, `20200207123011`, `12:30:11`; nothing where it is none of them. */
export function readWhen(cell: string): When | undefined {
  const text = cell.normalize('NFKC').trim();
  const clockOnly = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (clockOnly !== null) return clockOf(clockOnly[1], clockOnly[2], clockOnly[3]);
  const packed = /^(\d{4})(\d{2})(\d{2})\s*(?:(\d{2}):?(\d{2}):?(\d{2})?)?$/.exec(text);
  const spaced = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[\sT]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?$/.exec(text);
  const parts = packed ?? spaced;
  if (parts === null) return undefined;
  const day = dayText(parts[1], parts[2], parts[3]);
  if (day === undefined) return undefined;
  if (parts[4] === undefined) return { day };
  const clock = clockOf(parts[4], parts[5], parts[6]);
  return clock === undefined ? undefined : { day, ...clock };
}

function clockOf(hour = '', minute = '', second = '00'): { readonly clock: string } | undefined {
  const fits = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  return fits ? { clock: [hour, minute, second].map((part) => part.padStart(2, '0')).join(':') } : undefined;
}

const dayText = (year = '', month = '', day = ''): Day | undefined => parseDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);

/** The one day that a title, a sheet's name or a file's name speaks of; nothing where there is none or more than one. */
export function dayInText(texts: readonly string[]): Day | undefined {
  const found = new Set(
    texts.flatMap((text) =>
      [...text.normalize('NFKC').matchAll(/(20\d{2})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})|(\d{2})(\d{2}))/g)].flatMap(
        ([, year, month, day, packedMonth, packedDay]) => dayText(year, month ?? packedMonth, day ?? packedDay) ?? [],
      ),
    ),
  );
  return found.size === 1 ? [...found][0] : undefined;
}

/** Instant inside an acquirer's serial of QR and POS gifts (four digits, then `YYYYMMDDhhmmss`); nothing where there is none. */
export function whenInSerial(serial: string): When | undefined {
  const match = /^\d{4}(20\d{6})(\d{2})(\d{2})(\d{2})\d{4,}$/.exec(serial);
  return match === null ? undefined : readWhen(`${match[1]}${match[2]}${match[3]}${match[4]}`);
}
