import { CLOSES, OPENS } from './punctuation.ts';

/** What the setting of a line asks of a character; a character's traits are the sum of those that it has. */
export const TRAIT = {
  han: 1,
  latinOrDigit: 2,
  latin: 4,
  /** Makes a line one in which Chinese punctuation keeps its full width. */
  fullWidth: 8,
  /** Punctuation that gives up its right or its left half. */
  closes: 16,
  opens: 32,
  /** May not begin or may not end a line. */
  clings: 64,
  leads: 128,
  /** Needs no blank beside it for a line to break. */
  solid: 256,
  blank: 512,
  /** A blank at which no line breaks. */
  tied: 1024,
} as const;

const FULL_WIDTH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}，。、；：？！（）《》「」]/u;

const RULES: readonly (readonly [keyof typeof TRAIT, RegExp])[] = [
  ['han', /\p{Script=Han}/u],
  ['latinOrDigit', /[\p{Script=Latin}0-9]/u],
  ['latin', /\p{Script=Latin}/u],
  ['fullWidth', FULL_WIDTH],
  ['closes', new RegExp(`[${CLOSES}]`)],
  ['opens', new RegExp(`[${OPENS}]`)],
  ['clings', /[，。、；：？！）》」』”’〉】·…%％\p{Pe}\p{Pf}]/u],
  ['leads', /[（《「『“‘〈【\p{Ps}\p{Pi}]/u],
  ['solid', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。、；：？！（）《》「」“”]/u],
  ['blank', /\s/u],
  ['tied', /\u00a0/u],
];

/** Patterns cost more than the rest of a line, so each character is asked once a process; 0 stands for not asked yet. */
const asked = new Uint16Array(0x110000);
const ASKED = 0x8000;

/** The traits of a code point. */
export function traitsOf(codePoint: number): number {
  const known = asked[codePoint] ?? 0;
  if (known !== 0) return known;
  const character = String.fromCodePoint(codePoint);
  const traits = RULES.reduce((sum, [name, pattern]) => (pattern.test(character) ? sum | TRAIT[name] : sum), ASKED);
  asked[codePoint] = traits;
  return traits;
}

/** Tells whether Han and Latin or digits meet between two neighbours. */
export function areOfTwoScripts(before: number, after: number): boolean {
  return ((before & TRAIT.han) !== 0 && (after & TRAIT.latinOrDigit) !== 0) || ((before & TRAIT.latinOrDigit) !== 0 && (after & TRAIT.han) !== 0);
}
