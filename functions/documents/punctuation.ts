/** A feature of a face (OpenType, "Registered features") for a stretch of a text, in UTF-16 units; the end is exclusive. */
export type Stretch = { readonly feature: 'halt' | 'pwid'; readonly from: number; readonly to: number };

/** Marks that leave their right half blank. */
export const CLOSES = '，。、；：！？）〕】》〉」』”’';
/** Marks that leave their left half blank. */
export const OPENS = '（〔【《〈「『“‘';
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}，。、；：！？（）《》「」]/u;

/**
 * How punctuation is set: in a line without Chinese, quotation marks and dashes take their Latin width, and so does an
 * apostrophe between Latin letters anywhere; of two Chinese marks that meet, one gives up its blank half, and so does an
 * opening one at the beginning of a line (Requirements for Chinese Text Layout, 3.1.6).
 */
export function punctuationOf(text: string): readonly Stretch[] {
  if (!WIDE.test(text)) return [{ feature: 'pwid', from: 0, to: text.length }];
  const apostrophes = [...text.matchAll(/\p{Script=Latin}(?=’\p{Script=Latin})/gu)].map(({ index, 0: letter }) => index + letter.length);
  return [
    ...apostrophes.map((at): Stretch => ({ feature: 'pwid', from: at, to: at + 1 })),
    ...halvedIn(text)
      .filter((at) => !apostrophes.includes(at))
      .map((at): Stretch => ({ feature: 'halt', from: at, to: at + 1 })),
  ];
}

/** All marks that this is about have one UTF-16 unit. */
function halvedIn(text: string): readonly number[] {
  return [...text.matchAll(new RegExp(`[${CLOSES}${OPENS}]`, 'g'))].flatMap(({ index, 0: mark }) => {
    const [before, after] = [text[index - 1], text[index + 1]];
    const closes = CLOSES.includes(mark) && after !== undefined && (CLOSES + OPENS).includes(after);
    const opens = OPENS.includes(mark) && (before === undefined || OPENS.includes(before));
    return closes || opens ? [index] : [];
  });
}
