import { parseDay } from './time.ts';

const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Tells whether a text is a unified social credit code (GB 32100-2015): form and check character, exactly as written. */
export function isSocialCreditCode(text: string): boolean {
  if (!/^[1-9ANY][0-9A-HJ-NP-RTUWXY]\d{6}[0-9A-HJ-NP-RTUWXY]{10}$/.test(text)) return false;
  let sum = 0;
  let weight = 1;
  for (const character of text.slice(0, 17)) {
    sum += CREDIT_ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return CREDIT_ALPHABET[(31 - (sum % 31)) % 31] === text[17];
}

/** Tells whether a text is an organisation code of nine characters (GB 11714). */
export function isOrganisationCode(text: string): boolean {
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(text)) return false;
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number.parseInt(text[at] ?? '0', 36), 0);
  const check = 11 - (sum % 11);
  return text[8] === (check === 10 ? 'X' : check === 11 ? '0' : String(check));
}

/** Tells whether a text is a resident identity number of 18 characters (GB 11643-1999): real date, check character, upper case. */
export function isResidentId(text: string): boolean {
  if (!/^\d{17}[0-9X]$/.test(text)) return false;
  if (parseDay(`${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`) === undefined) return false;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  return '10X98765432'[sum % 11] === text[17];
}
