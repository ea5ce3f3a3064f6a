const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What a number names: the record itself, or a document of the gift it records. */
export type NumberKind = 'record' | 'receipt' | 'certificate';

const LETTERS: Record<NumberKind, string> = { record: '', receipt: 'R', certificate: 'C' };

/**
 * Check character of a text over `[0-9A-Z]` (ISO 7064, MOD 37,36): it finds every single wrong character and 629 of 630 swaps of two
 * neighbours. The one swap it misses in each place is of characters that follow each other (`1` and `2`); no sum modulo 36 can find all.
 */
export function checkCharacter(text: string): string {
  let product = 36;
  for (const character of text) {
    const sum = (product + ALPHABET.indexOf(character)) % 36;
    product = ((sum === 0 ? 36 : sum) * 2) % 37;
  }
  return ALPHABET[(37 - product) % 36] ?? '';
}

/** Number of a gift's record, such as `1-12345-K`: log generation, index, check character over both. */
export function recordNumber(generation: number, index: number): string {
  return `${generation}-${index}-${checkCharacter(`${generation}Z${index}`)}`;
}

/** Number of a document, such as `C1-12345-K`; one for life, since it says where the gift stands in the log. */
export function documentNumber(kind: 'receipt' | 'certificate', generation: number, index: number): string {
  return LETTERS[kind] + recordNumber(generation, index);
}

/** Reads a typed number; blanks, lower case and full-width characters are forgiven, a wrong check character is not. */
export function parseRecordNumber(
  text: string,
): { readonly kind: NumberKind; readonly generation: number; readonly index: number } | { readonly error: 'malformed' | 'check_character' } {
  const folded = text
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/[‐-―−]/g, '-')
    .toUpperCase();
  const match = /^([RC]?)([1-9]\d{0,3})-(0|[1-9]\d{0,14})-([0-9A-Z])$/.exec(folded);
  if (match === null) return { error: 'malformed' };
  const [generation, index] = [Number(match[2]), Number(match[3])];
  if (checkCharacter(`${generation}Z${index}`) !== match[4]) return { error: 'check_character' };
  const kind = match[1] === 'R' ? 'receipt' : match[1] === 'C' ? 'certificate' : 'record';
  return { kind, generation, index };
}

const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Writes 17 bytes or fewer as Crockford base 32, most significant bit first, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(value >> (bits - 5)) & 31];
    value &= 255;
  }
  return bits === 0 ? text : text + BASE32[(value << (5 - bits)) & 31];
}

/** Order number of a gift's payment attempt: `D`, the donation's 26 characters, two digits, check character; 30 of `[0-9A-Z]`. */
export function orderNumber(donationId: string, attempt: number): string {
  if (!/^d_[0-9A-Z]{26}$/.test(donationId) || !Number.isInteger(attempt) || attempt < 1 || attempt > 99)
    throw new RangeError(`no order number for attempt ${attempt}`);
  const body = `D${donationId.slice(2)}${String(attempt).padStart(2, '0')}`;
  return body + checkCharacter(body);
}

/** Reads our own order number back; nothing where it is not one of ours. */
export function parseOrderNumber(text: string): { readonly donationId: string; readonly attempt: number } | undefined {
  const match = /^D([0-9A-Z]{26})(\d{2})([0-9A-Z])$/.exec(text);
  if (match === null || checkCharacter(text.slice(0, -1)) !== match[3]) return undefined;
  return { donationId: `d_${match[1]}`, attempt: Number(match[2]) };
}
