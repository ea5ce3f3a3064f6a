export type DonorKind = 'person' | 'organisation' | 'anonymous';
export type DisplayMode = 'named' | 'masked' | 'anonymous';

/** What the public reads where nobody is to be named. */
export const ANONYMOUS_NAME = '爱心人士';

/** Longest name in code points; the longest of the test names has 199. */
export const NAME_LIMIT = 200;

/** Controls, byte order mark, bidi marks and zero-width blanks: nothing a donor means to type. The zero-width joiner goes too, since no name that we accept needs it. */
const REMOVED = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/gu;
const LETTER = /^[\p{L}\p{M}\p{N} \u3000\u0f0b-\u0f14·•‧・･．.'’\-,，、()（）《》&@#+/№"“”:：_=<>~%*!?－—]$/u;

/** Takes away what nobody typed on purpose and the white space around a name; everything else stays as typed. */
export function cleanName(text: string): string {
  return text.replace(REMOVED, '').trim();
}

export type NameCheck =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly code: 'name_empty' | 'name_too_long' | 'name_characters'; readonly characters: readonly string[] };

/** Judges a name by Unicode properties, never by a range of code points: letters, marks and digits of any script, and the punctuation of names. */
export function checkName(text: string): NameCheck {
  const name = cleanName(text);
  const characters = [...name];
  if (characters.length === 0) return { ok: false, code: 'name_empty', characters: [] };
  if (characters.length > NAME_LIMIT) return { ok: false, code: 'name_too_long', characters: [] };
  const odd = characters.filter((character) => !LETTER.test(character));
  return odd.length === 0 ? { ok: true, name } : { ok: false, code: 'name_characters', characters: [...new Set(odd)] };
}

/** Folds a name for comparing only: NFC, one kind of middle dot, one kind of blank. */
export function foldName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/(?<=[\p{L}\p{M}])[•‧・･．](?=\p{L})/gu, '·')
    .replace(/[\s\u3000]+/gu, ' ');
}

/** The name that the public sees: whole, the first character with a fixed `＊＊` that does not tell the length, or nobody's. */
export function shownName(donor: { readonly kind: DonorKind; readonly name: string; readonly display: DisplayMode }): string {
  if (donor.kind === 'anonymous' || donor.display === 'anonymous' || donor.name === '') return ANONYMOUS_NAME;
  if (donor.display === 'named') return donor.name;
  const [first] = new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(donor.name);
  return `${first?.segment ?? ''}＊＊`;
}
