// `npm run forget -- NUMBER…`: takes shown names and messages back on the portal that runs on DATA_DIR, as a donor's own
// link does; with `--erase --ground CODE` everything personal of these gifts goes, documents included. Two people who must
// agree are not in this version.
import { parseArgs } from 'node:util';
import { ERASURE_GROUNDS, isErasureGround } from '../../functions/domain/forgetting.ts';
import { askDesk } from './ask-desk.ts';
import type { ForgetAnswer } from './desk-routes.ts';
import { readSettings } from './settings.ts';

const USAGE = `npm run forget -- NUMBER… [--erase --ground CODE]
  NUMBER  as on the public row, such as 1-12345-K; a receipt's or certificate's number does as well
  CODE    ${Object.keys(ERASURE_GROUNDS).join(', ')}`;

const SENTENCES = {
  number_malformed: '编号不完整或抄错一位。This is no number of ours; one character may be wrong.',
  number_unknown: '公示中没有这个编号。Nothing of that number is published.',
  not_a_gift: '这个编号不是捐赠。That entry is not a gift.',
} as const;

const asked = readArguments();
if (asked === undefined) fail(USAGE);
else {
  const answer = await askDesk(readSettings(process.env).dataDir, { path: '/local/forget', body: asked });
  if (answer.ok)
    say(answer.body as ForgetAnswer); // of the portal whose key we hold
  else fail(answer.sentence);
}

function readArguments(): { readonly numbers: readonly string[]; readonly ground?: string } | undefined {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { erase: { type: 'boolean' }, ground: { type: 'string' } } });
    if (positionals.length === 0 || positionals.length > 1000) return undefined;
    if (values.erase !== true) return values.ground === undefined ? { numbers: positionals } : undefined;
    return values.ground !== undefined && isErasureGround(values.ground) ? { numbers: positionals, ground: values.ground } : undefined;
  } catch {
    return undefined; // an option that there is not
  }
}

function say(answer: ForgetAnswer): void {
  if (answer.ok) sayDone(answer);
  else fail(answer.code === 'asked_wrongly' ? USAGE : `${answer.number}: ${SENTENCES[answer.code]} Nothing was changed.`);
}

function sayDone({ done, before, nothingShown, published }: Extract<ForgetAnswer, { ok: true }>): void {
  if (done.length > 0) console.log(`已处理 ${done.length} 笔 Done: ${done.join(' ')}`);
  if (before.length > 0) console.log(`先前已处理 Done before: ${before.join(' ')}`);
  if (nothingShown.length > 0) console.log(`没有公示姓名或寄语 Nothing shown: ${nothingShown.join(' ')}`);
  if (published) console.log('所有页面与文件均已更新。All pages and files are up to date; copies that others made cannot be recalled.');
  else fail('The values are gone here and from the pages, but publication stands still, so that no entry says so yet. See the portal’s own output.');
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
