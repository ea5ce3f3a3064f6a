// `npm run claims -- list|grant|refuse`: claims to gifts that no machine could decide, on the portal that runs on DATA_DIR, or
// on a deployment. Who decides has seen papers; what the claimant typed is deleted with the decision, which one person takes.
import { parseArgs } from 'node:util';
import type { Candidate, WaitingClaim } from '../../functions/actions/decide-claim.ts';
import { formatMoney, money } from '../../functions/domain/money.ts';
import { formatInstant } from '../../functions/domain/time.ts';
import { askDesk } from './ask-desk.ts';
import type { ClaimsAnswer } from './claim-routes.ts';
import { readSettings } from './settings.ts';

const USAGE = `npm run claims -- list
npm run claims -- grant CLAIM --gift NUMBER --by NAME     CLAIM as listed, k_…; NUMBER as on the public row, 1-12345-K
npm run claims -- refuse CLAIM --why TEXT --by NAME       TEXT stays with the society`;

const SENTENCES: { readonly [code in Extract<ClaimsAnswer, { ok: false }>['code']]: string } = {
  asked_wrongly: USAGE,
  claim_unknown: '没有这个认领编号。There is no such claim.',
  decided_before: '先前已经决定，没有更改。It was decided before; nothing was changed.',
  number_malformed: '捐赠编号不完整或抄错一位。This is no number of a gift; one character may be wrong.',
  number_unknown: '公示中没有这个编号。Nothing of that number is published.',
  not_a_gift: '这个编号不是捐赠。That entry is not a gift.',
  gift_differs: '这笔捐赠的金额与认领的不同，或不是款项。That gift has another amount, or is of goods.',
  gift_gone: '这笔款已退回或正在退，或个人信息已删除。Its money went back, or all that is personal was erased.',
  consent_old: '认领人同意的是旧的文本，请其重新提出。The claimant agreed to an earlier text; let them claim again.',
};

const HOLDERS: { readonly [holder in Candidate['holder']]: string } = {
  nobody: '待认领 unclaimed',
  ordered: '已有主 has its donor',
  claimed: '已认领 claimed',
};

const asked = readArguments();
if (asked === undefined) fail(USAGE);
else {
  const answer = await askDesk(readSettings(process.env).dataDir, { path: '/local/claims', body: asked });
  if (answer.ok)
    say(answer.body as ClaimsAnswer); // of the portal whose key we hold
  else fail(answer.sentence);
}

function readArguments(): object | undefined {
  try {
    const options = { gift: { type: 'string' }, why: { type: 'string' }, by: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [verb, request, ...rest] = positionals;
    const { gift, why, by } = values;
    if (verb === 'list' && request === undefined) return { do: verb };
    if (rest.length > 0 || request === undefined || by === undefined) return undefined;
    if (verb === 'grant' && gift !== undefined) return { do: verb, request, number: gift, by };
    return verb === 'refuse' && why !== undefined ? { do: verb, request, why, by } : undefined;
  } catch {
    return undefined; // an option that there is not
  }
}

function say(answer: ClaimsAnswer): void {
  if (!answer.ok) fail(SENTENCES[answer.code]);
  else if ('waiting' in answer) sayWaiting(answer.waiting);
  else if (answer.state === 'refused') console.log('已拒绝，认领人凭链接可见。Refused; the claimant sees it by their link.');
  else sayGranted(answer);
}

function sayGranted(answer: { readonly named: boolean; readonly published: boolean }): void {
  console.log('已准予，认领人凭链接可打开这笔捐赠。Granted; the claimant opens the gift by their link.');
  if (!answer.named) console.log('这笔已有主或已有姓名，只给回链接。It has its holder or its name: only the link was given back.');
  else if (!answer.published) fail('公示暂停，稍后写入。Publication stands still; the entry follows.');
}

function sayWaiting(waiting: readonly WaitingClaim[]): void {
  if (waiting.length === 0) console.log('没有等待的认领。No claim waits.');
  for (const one of waiting) {
    console.log(`${one.request}  ${formatInstant(one.askedAtMs)}  ${formatMoney(money('CNY', one.amountFen))}  ${one.day}  ${one.evidence}`);
    console.log(`  ${one.name === '' ? '不留姓名 no name' : one.name} (${one.display})  ${one.contact}  ${one.words}`);
    if (one.candidates.length === 0) console.log('  没有相符的捐赠 no gift fits amount and day');
    for (const candidate of one.candidates) console.log(`  ${lineOf(candidate)}`);
  }
}

function lineOf({ number, channel, payer, remark, samePayer, holder, refunded }: Candidate): string {
  const said = [number, channel, payer, remark, HOLDERS[holder], samePayer ? '户名相同 same name' : '', refunded ? '已退款 refunded' : ''];
  return said.filter((part) => part !== '').join('  ');
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
