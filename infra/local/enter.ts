// `npm run enter -- FILE.json…`: enters what does not come by QR code on the portal that runs on DATA_DIR: goods, spending,
// goods handed out, transfers, opening balances, statements, corrections, voids, reports. Each file holds one entry or a
// list; with `--preview` nothing is entered. Money that goes back takes two people (`npm run refund`), money that is spent
// one in this version.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Effect } from '../../functions/actions/judge-wish.ts';
import type { Recorded } from '../../functions/actions/record-entry.ts';
import { formatMoney } from '../../functions/domain/money.ts';
import { askDesk } from './ask-desk.ts';
import type { EnterAnswer } from './enter-routes.ts';
import { readSettings } from './settings.ts';

const USAGE = `npm run enter -- FILE.json… [--preview]
  Each file: one entry or a list of them, as README.md describes. The same file twice changes nothing.`;

const asked = readArguments();
const entries = asked?.files.flatMap(readEntries);
if (asked === undefined || entries === undefined) fail(USAGE);
else {
  const answer = await askDesk(readSettings(process.env).dataDir, { path: '/local/enter', body: { entries, preview: asked.preview } });
  if (answer.ok)
    say(answer.body as EnterAnswer, entries); // of the portal whose key we hold
  else fail(answer.sentence);
}

function readArguments(): { readonly files: readonly string[]; readonly preview: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { preview: { type: 'boolean' } } });
    return positionals.length === 0 ? undefined : { files: positionals, preview: values.preview === true };
  } catch {
    return undefined; // an option that there is not
  }
}

function readEntries(file: string): readonly unknown[] {
  try {
    const read: unknown = JSON.parse(readFileSync(resolve(process.env.INIT_CWD ?? process.cwd(), file), 'utf8'));
    return Array.isArray(read) ? read : [read];
  } catch (error) {
    console.error(`${file}: 读不出来 cannot be read as JSON (${error instanceof Error ? error.message : 'unreadable'}). 什么都没有登记 Nothing was entered.`);
    process.exit(1);
  }
}

function say(answer: EnterAnswer, asked: readonly unknown[]): void {
  if (!('entered' in answer)) {
    fail(
      `每条都要有 key（自己的编号）与 k（种类），一次不超过 200 条。Every entry needs key (a number of your own) and k (its kind), at most 200 at once. Nothing was entered.`,
    );
    return;
  }
  for (const [at, one] of answer.entered.entries()) sayOne(one, { name: nameOf(asked[at], at), number: one.ok ? answer.numbers[one.id] : undefined });
  if (!answer.ok) fail(answer.published ? '其后各条未登记 What follows was not entered.' : '什么都没有登记 Nothing was entered.');
  else if (answer.published) console.log('已公示 Published.');
  else if (answer.entered.every((one) => one.ok && one.state === 'preview')) console.log('只是预览，什么都没有登记 A preview: nothing was entered.');
}

function sayOne(one: Recorded, { name, number }: { readonly name: string; readonly number: string | undefined }): void {
  if (!one.ok) {
    console.error(`${name}: ${one.code}`);
    for (const { field, problem } of one.faults) console.error(`  ${field}: ${problem}`);
    return;
  }
  const said = { recorded: '已登记 entered', known: '先前已登记 entered before', preview: '可登记 can be entered' }[one.state];
  console.log(`${name}: ${said}${number === undefined ? '' : ` ${number}`}${one.held === true ? '（姓名或寄语待审核 name or message held for staff）' : ''}`);
  for (const effect of one.effects) console.log(`  ${effectLine(effect)}`);
}

function effectLine({ fund, of, before, after }: Effect): string {
  const write = (by: number) => ('cur' in of ? formatMoney({ currency: of.cur, minor: by }) : `${by} ${of.article.unit}`);
  const what = 'cur' in of ? of.cur : [of.article.name, of.article.spec].filter((part) => part !== undefined).join(' ');
  return `${fund.branch}/${fund.campaign}${fund.restricted === true ? '（定向 restricted）' : ''} ${what}: ${write(before)} → ${write(after)}`;
}

function nameOf(entry: unknown, at: number): string {
  return typeof entry === 'object' && entry !== null && 'key' in entry && typeof entry.key === 'string' ? entry.key : `#${at + 1}`;
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
