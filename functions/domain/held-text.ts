/** Why staff read a text first. */
export type HeldReason = 'phone' | 'link' | 'identity_number' | 'listed_word';

const DIGIT_WORDS: Record<string, string> = { 零: '0', 〇: '0', 一: '1', 二: '2', 三: '3', 四: '4', 五: '5', 六: '6', 七: '7', 八: '8', 九: '9', 幺: '1' };

const LINK = /https?:|www\.|[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|cc|io|me|vip|shop|link|site|club)(?![a-z0-9-])/i;

/** Tells why a name or message waits for staff before the public sees it; nothing where it need not. Numbers are also found with blanks or signs between, in full width and in Chinese. */
export function heldReason(text: string, words: readonly string[]): HeldReason | undefined {
  const folded = text.normalize('NFKC').toLowerCase();
  const digits = dense(folded.replace(/[零〇一二三四五六七八九幺]/g, (word) => DIGIT_WORDS[word] ?? word));
  if (/\d{17}[\dx]/.test(digits)) return 'identity_number';
  if (/\d{7}/.test(digits)) return 'phone';
  if (LINK.test(folded)) return 'link';
  const plain = dense(folded);
  const listed = words.map((word) => dense(word.normalize('NFKC').toLowerCase())).some((word) => word !== '' && plain.includes(word));
  return listed ? 'listed_word' : undefined;
}

/** Letters and digits only, so that signs between them hide nothing. */
const dense = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');
