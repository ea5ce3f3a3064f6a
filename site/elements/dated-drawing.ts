import { localPath } from '../../functions/disclosure/address.ts';
import type { Lang } from '../../functions/disclosure/text.ts';
import type { Dated } from './dated-answer.ts';
import { datedWords } from './dated-words.ts';
import { part } from './part.ts';

/** Says a dated answer in words under `root`, and offers the signed text to keep. */
export function drawDated(root: ParentNode, dated: Dated, lang: Lang): void {
  const words = datedWords[lang];
  const kept = part(root, '[data-part=dated-kept]', HTMLElement);
  kept.hidden = dated.outcome !== 'answered';
  if (dated.outcome !== 'answered') {
    say(root, dated.outcome === 'refused' ? dated.detail : words.unreachable);
    return;
  }
  const listed = dated.query === '' || dated.state === 'published' ? '' : words.listed(dated.query);
  say(
    root,
    [words.states[dated.state](dated.place?.number ?? ''), words.asOf(moment(dated.at)), listed].filter((one) => one !== '').join(lang === 'zh' ? '' : ' '),
  );
  keep(root, 'note', { text: dated.note, name: `answer-${dated.at.slice(0, 19).replaceAll(':', '')}.txt` });
  keep(root, 'proof', { text: dated.proof ?? '', name: `${dated.place?.number ?? 'record'}.tlog-proof` });
  const check = part(root, '[data-part=dated-check]', HTMLAnchorElement);
  check.hidden = dated.place === undefined;
  check.href = `${localPath(lang, '/verify.html')}#${dated.place?.number ?? ''}`;
}

/** Says that it is being looked for. */
export function drawAsking(root: ParentNode, lang: Lang): void {
  part(root, '[data-part=dated-kept]', HTMLElement).hidden = true;
  say(root, datedWords[lang].asking);
}

/** RFC 3339 in Shanghai, as a page says it. */
export const moment = (at: string): string => at.slice(0, 19).replace('T', ' ');

/** The text itself and a link that saves it: in-app browsers save no files, and one can copy. */
function keep(root: ParentNode, which: 'note' | 'proof', file: { readonly text: string; readonly name: string }): void {
  const box = part(root, `[data-part=dated-${which}]`, HTMLElement);
  box.hidden = file.text === '';
  part(box, 'pre', HTMLElement).textContent = file.text;
  const link = part(box, 'a', HTMLAnchorElement);
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([file.text], { type: 'text/plain' }));
  link.download = file.name;
}

function say(root: ParentNode, sentence: string): void {
  part(root, '[data-part=dated-status]', HTMLElement).textContent = sentence;
}
