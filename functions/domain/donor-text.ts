import { cleanName } from './donor-name.ts';
import { undrawable } from './drawable.ts';

/** A message or wish fit to be stored, perhaps empty, or what is wrong with it; `characters` holds each refused one once. */
export type TextCheck =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: 'text_characters'; readonly characters: readonly string[] };

/** Line breaks and tabs part words, other controls part nothing. */
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;

/** Private use has no meaning that a reader could know, whatever a font draws there. */
const UNKNOWN = /^[\p{Co}\p{Cn}\p{Cs}]$/u;

/** Makes one line of a donor's own words and takes away what nobody typed on purpose; everything else stays as typed. */
export function cleanText(typed: string): string {
  return cleanName(typed.replace(BREAKS, ' '));
}

/** Judges a donor's own words, once cleaned, by what the documents can draw. */
export function checkText(typed: string): TextCheck {
  const text = cleanText(typed);
  const odd = [...[...text].filter((character) => UNKNOWN.test(character)), ...undrawable(text)];
  return odd.length === 0 ? { ok: true, text } : { ok: false, code: 'text_characters', characters: [...new Set(odd)] };
}
