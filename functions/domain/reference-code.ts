import { sha256 } from '@noble/hashes/sha2.js';

/** Letters and digits that nobody mistakes for another when copying a remark by hand: no 0 O 1 I L. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const BASE = ALPHABET.length; // 31, a prime: the weighted sum below finds every single wrong character and every swap of neighbours

/** Characters of a code, the check character included. */
export const CODE_LENGTH = 9;

/**
 * The code that a donor writes into the remark of a bank transfer, made of the gift's id. Whoever reads it on a statement learns
 * nothing of the gift from it.
 */
export function referenceCode(donationId: string): string {
  const digest = sha256(new TextEncoder().encode(`reference|${donationId}`));
  const body = Array.from(digest.subarray(0, CODE_LENGTH - 1), (byte) => ALPHABET.charAt(byte % BASE)).join('');
  return body + checkOf(body);
}

/** Tells whether a text is a code with its right check character. */
export function isReferenceCode(text: string): boolean {
  return text.length === CODE_LENGTH && [...text].every((character) => ALPHABET.includes(character)) && text.at(-1) === checkOf(text.slice(0, -1));
}

/**
 * Finds the codes in whatever a bank passes on: remark, purpose, payer, with blanks and marks between. A sequence that only
 * looks like one is told by its check character; one in thirty-one would pass it, so that a code found still has to be a known one.
 */
export function findReferenceCodes(texts: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const text of texts) {
    const folded = text.normalize('NFKC').toUpperCase();
    for (const stretch of folded.split(/[^0-9A-Z\s\p{P}]+/u)) {
      const packed = stretch.replace(/[\s\p{P}]+/gu, '');
      for (let at = 0; at + CODE_LENGTH <= packed.length; at++) {
        const piece = packed.slice(at, at + CODE_LENGTH);
        if (isReferenceCode(piece)) found.add(piece);
      }
    }
  }
  return [...found];
}

/** Written in two groups, as a person copies it: `2345-6789A`. */
export const formatReferenceCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

function checkOf(body: string): string {
  const sum = [...body].reduce((total, character, at) => total + ALPHABET.indexOf(character) * (at + 1), 0);
  return ALPHABET.charAt((BASE - (sum % BASE)) % BASE);
}
