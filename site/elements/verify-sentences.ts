import type { Finding, Reason, Step } from './verify-finding.ts';
import type { VerifyWords } from './verify-words-zh.ts';

/** What the verdict means, in one sentence. */
export function verdictSentence(words: VerifyWords, { verdict, reason, steps }: Finding): string {
  if (reason === 'not_a_gift' && verdict === 'valid') return words.sentences.other_entry();
  const sentences: { readonly [one in Reason]?: (compared: readonly string[]) => string } = words.sentences;
  const told = sentences[reason];
  if (told === undefined) throw new TypeError(`no verdict rests on ${reason}`);
  const found = steps.filter((step) => step.reason === reason).map(({ compared }) => compared);
  return told(reason === 'later_refund' ? ['', found.map(([, amount]) => amount).join(' + ')] : (found[0] ?? [])); // a gift may go back in parts
}

/** What a step compared and found, in one sentence. */
export function stepSentence(words: VerifyWords, step: Step): string {
  if (step.reason !== 'holds') return words.found[step.reason](step.compared);
  const holding: { readonly [id in Step['id']]?: (compared: readonly string[]) => string } = words.holding;
  return holding[step.id]?.(step.compared) ?? '';
}
