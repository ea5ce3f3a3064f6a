import type { Lang } from '../../functions/disclosure/text.ts';
import { formatInstant } from '../../functions/domain/time.ts';
import { member, readJson, textMember } from './answer-shape.ts';
import { askWithBody } from './ask.ts';
import { readWithdrawal, type Withdrawal } from './donation-answer.ts';
import { part } from './part.ts';
import type { DonorLink } from './thanks-link.ts';
import { thanksWords } from './thanks-words.ts';

/** Shows whether the donor's name and message can be taken back from the public record, or since when they are gone. */
export function drawTakeBack(root: ParentNode, { withdrawal, lang }: { readonly withdrawal: Withdrawal; readonly lang: Lang }): void {
  part(root, '[data-part=showing]', HTMLElement).hidden = withdrawal.state === 'nothing_shown';
  part(root, '[data-part=take-back-box]', HTMLElement).hidden = withdrawal.state !== 'possible';
  if (withdrawal.state === 'done') say(root, thanksWords[lang].takenBack(formatInstant(withdrawal.atMs).slice(0, 19).replace('T', ' ')));
}

/** Takes name and message back for the holder of the link; asking twice does no harm. */
export async function takeBack(root: ParentNode, { link, lang }: { readonly link: DonorLink; readonly lang: Lang }): Promise<void> {
  const words = thanksWords[lang];
  say(root, words.takingBack);
  const path = `/api/donations/${link.id}/withdraw-name`;
  const reply = await askWithBody(path, '{}', { lang: lang === 'zh' ? 'zh-CN' : 'en', token: link.token });
  const body = reply === 'unreachable' ? undefined : readJson(reply.bytes);
  const withdrawal = readWithdrawal(member(body, 'withdrawal'));
  if (withdrawal === undefined) say(root, textMember(body, 'detail') ?? words.takeBackFailed);
  else drawTakeBack(root, { withdrawal, lang });
}

function say(root: ParentNode, sentence: string): void {
  part(root, '[data-part=take-back-status]', HTMLElement).textContent = sentence;
}
