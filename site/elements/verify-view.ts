import { part } from './part.ts';
import { type DrawnWith, drawGift, drawStep, drawValues } from './verify-drawing.ts';
import type { Finding } from './verify-finding.ts';
import { verdictSentence } from './verify-sentences.ts';

/** Shows what a check found in the parts that the markup has for it, and leads the reader there. */
export function showFinding(root: HTMLElement, finding: Finding, how: DrawnWith): void {
  const { words } = how;
  const result = part(root, '[data-part=result]', HTMLElement);
  result.dataset.verdict = finding.verdict;
  part(root, '[data-part=word]', HTMLElement).textContent = words.verdicts[finding.verdict];
  part(root, '[data-part=sentence]', HTMLElement).textContent = verdictSentence(words, finding);
  part(root, '[data-part=gift]', HTMLElement).hidden = finding.gift === undefined;
  part(root, '[data-part=facts]', HTMLElement).replaceChildren(...(finding.gift === undefined ? [] : drawGift(finding.gift, how)));
  part(root, '[data-part=steps]', HTMLElement).replaceChildren(...finding.steps.map((step) => drawStep(step, words)));
  part(root, '[data-part=values]', HTMLElement).replaceChildren(...finding.steps.flatMap((step) => drawValues(step, words)));
  result.hidden = false;
  part(root, '[data-part=word]', HTMLElement).focus();
}

/** Shows a sentence at a field, or takes it away. */
export function showFault(root: HTMLElement, name: 'number' | 'files', sentence: string | undefined): void {
  const fault = part(root, `[data-fault=${name}]`, HTMLElement);
  fault.textContent = sentence ?? '';
  fault.hidden = sentence === undefined;
  const field = root.querySelector(`[name=${name}]`);
  if (sentence === undefined) field?.removeAttribute('aria-invalid');
  else field?.setAttribute('aria-invalid', 'true');
}
