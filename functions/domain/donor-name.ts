import { ANONYMOUS_NAME } from './anonymous-name.ts';
import { undrawable } from './drawable.ts';

export { ANONYMOUS_NAME };

/** Who gives: a person, an organisation, or nobody who wants to be known. */
export type DonorKind = 'person' | 'organisation' | 'anonymous';

/** How the public may read the name (实名, 部分隐藏, 匿名). */
export type DisplayMode = 'named' | 'masked' | 'anonymous';

/** Longest name in code points; the longest of the test names has 199. */
export const NAME_LIMIT = 200;

/** Controls, byte order mark, bidi marks and zero-width blanks: nothing a donor means to type. */
const REMOVED = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/gu;

/** Joiners shape Arabic and Indic letters, a vowel separator shapes Mongolian ones; anywhere else they are invisible dirt. Patterns look ahead only: older phones cannot look behind. */
const STRAY_JOINER = /(^|[^\p{M}\p{Script=Arabic}])[\u200c\u200d]+/gu;
const STRAY_SEPARATOR = /(^|[^\p{Script=Mongolian}])\u180e+/gu;

/** Takes away what nobody typed on purpose and the white space around a name; everything else stays as typed. */
export function cleanName(text: string): string {
  return text.replace(REMOVED, '').replace(STRAY_JOINER, '$1').replace(STRAY_SEPARATOR, '$1').trim();
}

/** Letters, marks, digits and punctuation of any script, blanks, and the few signs that stand in names; no emoji, no private use. */
const ALLOWED = /^[\p{L}\p{Mn}\p{Mc}\p{N}\p{P}\p{Zs}+<=>~|^`$￥¥№\u180e\u200c\u200d]$/u;
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Z}]/gu;

/** A name fit to be stored, or what is wrong with it; `characters` holds each refused one once. */
export type NameCheck =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly code: 'name_empty' | 'name_too_long' | 'name_characters'; readonly characters: readonly string[] };

/**
 * Judges a name by Unicode properties and by what the faces of the documents can draw, so that nobody pays and then
 * holds a blank certificate; 1 to 200 code points after cleaning.
 */
export function checkName(text: string): NameCheck {
  const name = cleanName(text);
  const characters = [...name];
  if (name.replace(INVISIBLE, '') === '') return { ok: false, code: 'name_empty', characters: [] };
  if (characters.length > NAME_LIMIT) return { ok: false, code: 'name_too_long', characters: [] };
  const odd = [...characters.filter((character) => !ALLOWED.test(character)), ...undrawable(name)];
  return odd.length === 0 ? { ok: true, name } : { ok: false, code: 'name_characters', characters: [...new Set(odd)] };
}

/** Folds a name for comparing only: NFC, one kind of middle dot, one kind of blank. */
export function foldName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/([\p{L}\p{M}])[•‧・･．](?=\p{L})/gu, '$1·')
    .replace(/[\s\u3000]+/gu, ' ');
}

/** The name that the public sees: whole, the first character with a fixed `＊＊` that does not tell the length, or nobody's. */
export function shownName(donor: { readonly kind: DonorKind; readonly name: string; readonly display: DisplayMode }): string {
  if (donor.kind === 'anonymous' || donor.display === 'anonymous' || donor.name === '') return ANONYMOUS_NAME;
  if (donor.display === 'named') return donor.name;
  const [first] = new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(donor.name);
  return `${first?.segment ?? ''}＊＊`;
}
