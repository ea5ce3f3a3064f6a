import type { Lang } from '../../functions/disclosure/text.ts';
import type { Finding, Reason, Step } from './verify-finding.ts';
import { en } from './verify-words-en.ts';
import { type VerifyWords, zh } from './verify-words-zh.ts';

/** Words of the check page, Chinese first. */
export const verifyWords: Readonly<Record<Lang, VerifyWords>> = { zh, en };

/** What the verdict means, in one sentence. */
export function verdictSentence(words: VerifyWords, { verdict, reason, steps }: Finding): string {
  if (reason === 'not_a_gift' && verdict === 'valid') return words.sentences.other_entry();
  const sentences: { readonly [one in Reason]?: (compared: readonly string[]) => string } = words.sentences;
  const told = sentences[reason];
  if (told === undefined) throw new TypeError(`no verdict rests on ${reason}`);
  return told(steps.find((step) => step.reason === reason)?.compared ?? []);
}

/** What a step compared and found, in one sentence. */
export function stepSentence(words: VerifyWords, step: Step): string {
  if (step.reason !== 'holds') return words.found[step.reason](step.compared);
  return step.id === 'history' || step.id === 'name' || step.id === 'later' ? '' : words.holding[step.id](step.compared);
}
