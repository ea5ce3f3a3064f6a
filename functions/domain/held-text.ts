export type HeldReason = 'phone' | 'link' | 'identity_number' | 'listed_word';

const DIGIT_WORDS: Record<string, string> = { 零: '0', 〇: '0', 一: '1', 二: '2', 三: '3', 四: '4', 五: '5', 六: '6', 七: '7', 八: '8', 九: '9', 幺: '1' };

/** Tells why a name or message waits for staff before the public sees it; nothing where it need not. */
export function heldReason(text: string, words: readonly string[]): HeldReason | undefined {
  const folded = text.normalize('NFKC').replace(/[零〇一二三四五六七八九幺]/g, (word) => DIGIT_WORDS[word] ?? word);
  const dense = folded.replace(/[\s\-–—.·_()]/g, '');
  if (/\d{17}[\dXx]/.test(dense)) return 'identity_number';
  if (/(?:\+?86)?1[3-9]\d{9}|0\d{2,3}\d{7,8}|\d{7,}/.test(dense)) return 'phone';
  if (/https?:|www\.|[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|cc)\b/i.test(folded)) return 'link';
  return words.some((word) => dense.includes(word)) ? 'listed_word' : undefined;
}
