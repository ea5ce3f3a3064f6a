/** ISO 4217 codes that a gift may come in; each has two decimals. */
export type Currency = 'CNY' | 'USD' | 'EUR' | 'GBP' | 'HKD';

/** An amount in minor units (fen, cents) with its currency; negative where money went back. */
export type Money = { readonly currency: Currency; readonly minor: number };

/** Makes an amount; throws where `minor` is not a safe integer. */
export function money(currency: Currency, minor: number): Money {
  if (!Number.isSafeInteger(minor)) throw new RangeError(`not an amount of minor units: ${minor}`);
  return { currency, minor };
}

/** Adds amounts of one currency; throws for two, because currencies are never added together (M9). */
export function addMoney(left: Money, right: Money): Money {
  if (left.currency !== right.currency) throw new TypeError(`${left.currency} and ${right.currency} are never added`);
  return money(left.currency, left.minor + right.minor);
}

const DECIMAL = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/;

/** Reads an amount in yuan (`1`, `1.5`, `1,000.00`, full-width digits too) as fen; nothing where it is not one. */
export function parseYuan(text: string): number | undefined {
  const folded = text.trim().replace(/[０-９．，]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
  const match = DECIMAL.exec(folded);
  if (match === null) return undefined;
  const fen = Number((match[1] ?? '').replaceAll(',', '') + (match[2] ?? '').padEnd(2, '0'));
  return Number.isSafeInteger(fen) ? fen : undefined;
}

/** Writes minor units grouped by thousands with two decimals, such as `1,682.16`. */
export function formatMinor(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${minor < 0 ? '-' : ''}${whole}.${digits.slice(-2)}`;
}

const SIGNS: Record<Currency, string> = { CNY: '¥', USD: 'US$', EUR: '€', GBP: '£', HKD: 'HK$' };

/** Writes an amount with its currency sign, such as `¥1,682.16`. */
export function formatMoney(amount: Money): string {
  const sign = amount.minor < 0 ? '-' : '';
  return `${sign}${SIGNS[amount.currency]}${formatMinor(Math.abs(amount.minor))}`;
}

/** Writes minor units without grouping, as CSV files and payment interfaces want it: `1682.16`. */
export function plainMinor(minor: number): string {
  return formatMinor(minor).replaceAll(',', '');
}
