// `npm run bills -- list|export FILE|import FILE|ask NUMBER|retry BILL|stock`: fiscal bills on the portal that runs on DATA_DIR, or
// on a deployment. What a clerk types into the finance platform's own page goes out as CSV and comes back as CSV or xlsx.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ListedBill, RowTaken } from '../../functions/actions/desk-bills.ts';
import { type GivenRow, type RowFault, readGiven } from '../../functions/gateways/fiscal-bill/manual-files.ts';
import { askDesk } from './ask-desk.ts';
import type { BillsAnswer } from './bill-routes.ts';
import { readSettings } from './settings.ts';

const USAGE = `npm run bills -- list
npm run bills -- export FILE.csv             what waits for a clerk; it is filled in and comes back
npm run bills -- import FILE [--store]       shows what a file brings back, and takes it; files of bills lie beside it
npm run bills -- ask NUMBER [--title T] [--tax-id CODE]   for a donor who asked by telephone
npm run bills -- retry BILL                  tries a refused red bill again
npm run bills -- stock [--left N] [--trouble none|down|lost|slow|refuses|keeps]   steers the simulator of a demonstration`;

const FAULTS: { readonly [code in RowFault['code']]: string } = {
  number_not_ours: '业务流水号不是本站的，或抄错一位 the number is not ours, or one character is wrong',
  numbers_missing: '缺票据代码、号码或校验码 code, number or check code is missing',
  numbers_damaged: '票据代码应为 8 位、号码 10 位；可能被表格软件去掉了前面的零 a spreadsheet may have dropped zeros',
  day_unreadable: '开票日期读不出来 the day cannot be read',
  file_kind: '文件应为 pdf、ofd、xml 或 png the file is of another kind',
  row_repeated: '同一业务流水号出现两次 the number stands there twice',
};

const TAKEN: { readonly [taken in RowTaken]: string } = {
  taken: '收下 taken',
  known: '先前已收下 taken before',
  unknown: '没有这项申请 nobody asked for it',
  differs: '先前收下的内容不同，没有更改 something else was brought back before; nothing was changed',
  file_missing: '文件不在同一文件夹里 its file does not lie beside this one',
  file_differs: '先前收下的文件不同，没有更改 another file was brought back before; nothing was changed',
};

await run();

async function run(): Promise<void> {
  const asked = readArguments();
  const [verb = '', what = ''] = asked?.positionals ?? [];
  if (asked === undefined) return fail(USAGE);
  const { values } = asked;
  if (verb === 'list') return sayList(await ask({ do: 'list' }));
  if (verb === 'export' && what !== '') return writeExport(fromHere(what), await ask({ do: 'export' }));
  if (verb === 'import' && what !== '') return importFile(fromHere(what), values.store === true);
  if (verb === 'ask' && what !== '') return sayAsked(await ask({ do: 'ask', number: what, ...defined({ title: values.title, taxId: values['tax-id'] }) }));
  if (verb === 'retry' && what !== '') return sayRetried(await ask({ do: 'retry', billNo: what }));
  if (verb === 'stock') {
    const left = values.left === undefined ? {} : { left: Number(values.left) };
    return sayStock(
      await (values.left === undefined && values.trouble === undefined
        ? ask({ do: 'list' })
        : ask({ do: 'steer', ...left, ...defined({ trouble: values.trouble }) })),
    );
  }
  fail(USAGE);
}

function readArguments() {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ allowPositionals: true, options: { store: { type: 'boolean' }, title: text, 'tax-id': text, left: text, trouble: text } });
  } catch {
    return undefined; // an option that there is not
  }
}

function defined(fields: { readonly [name: string]: string | undefined }) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

async function ask(body: object): Promise<BillsAnswer> {
  const answer = await askDesk(readSettings(process.env).dataDir, { path: '/local/bills', body });
  if (answer.ok) return answer.body as BillsAnswer; // of the portal whose key we hold
  fail(answer.sentence);
  process.exit();
}

function sayList(answer: BillsAnswer) {
  if (answer.did !== 'list') return fail(USAGE);
  const line = ({ billNo, state, title, words, tries }: ListedBill) =>
    `  ${billNo} ${state}${tries > 0 ? ` (${tries})` : ''} ${title}${words === '' ? '' : ` · ${words}`}`;
  console.log(`等待中 waiting: ${answer.waiting.length}`);
  for (const bill of answer.waiting) console.log(line(bill));
  console.log(`平台未接受，需要人处理 refused, for a person: ${answer.refused.length}`);
  for (const bill of answer.refused) console.log(line(bill));
  sayStock(answer);
}

function sayStock(answer: BillsAnswer) {
  if (answer.did === 'steer') return answer.steered ? console.log('已设定 Set.') : fail('只有演示才能设定 Only a demonstration is steered.');
  if (answer.did === 'list') console.log(`剩余票号 numbers left: ${answer.left ?? '平台没有说明 the platform does not say'}`);
  else fail(USAGE);
}

function writeExport(file: string, answer: BillsAnswer) {
  if (answer.did !== 'export') return fail(USAGE);
  if (existsSync(file)) return fail(`${file} 已存在，不会覆盖。It is there already and stays as it is.`);
  writeFileSync(file, answer.csv, { mode: 0o600 });
  console.log(`${answer.count} 项写入 written to ${file}`);
}

/** Looks at every row before any is taken: with one that cannot be, nothing of the file is. */
async function importFile(file: string, store: boolean): Promise<void> {
  if (!existsSync(file)) return fail(`${file}: 找不到文件 there is no such file.`);
  const read = await readGiven(new Uint8Array(readFileSync(file)));
  if (!read.ok) {
    for (const { row, code } of read.faults) console.error(`  第 ${row} 行 row ${row}: ${FAULTS[code]}`);
    return fail(`${basename(file)}: ${read.code}。什么都没有收下 Nothing was taken.`);
  }
  const looks = await Promise.all(read.rows.map(async (row) => [row, await importRow(file, row, false)] as const));
  for (const [{ row, given }, taken] of looks) console.log(`  第 ${row} 行 row ${row}: ${given.ourNo} ${TAKEN[taken]}`);
  const wrong = looks.filter(([, taken]) => taken !== 'taken' && taken !== 'known');
  if (wrong.length > 0) return fail('什么都没有收下 Nothing was taken.');
  if (!store) return console.log('只是预览；加 --store 收下 A preview; --store takes it.');
  for (const [row] of looks) {
    const taken = await importRow(file, row, true);
    if (taken !== 'taken' && taken !== 'known') return fail(`第 ${row.row} 行 row ${row.row}: ${TAKEN[taken]}`);
  }
  console.log(
    `${looks.filter(([, taken]) => taken === 'taken').length} 项已收下 taken, ${looks.filter(([, taken]) => taken === 'known').length} 项先前已收下 taken before`,
  );
}

async function importRow(file: string, { given, file: name }: GivenRow, store: boolean): Promise<RowTaken> {
  const beside = name === undefined ? undefined : join(dirname(file), basename(name));
  const bytes = beside !== undefined && existsSync(beside) ? { file: readFileSync(beside).toString('base64') } : {};
  const answer = await ask({ do: 'import', given, ...bytes, store });
  return answer.did === 'import' ? answer.taken : 'unknown';
}

function sayAsked(answer: BillsAnswer) {
  if (answer.did !== 'ask') return fail(USAGE);
  if (answer.asked.ok) console.log(`已申请 asked for: ${answer.asked.billNo}`);
  else fail(`没有申请 not asked for: ${answer.asked.code}`);
}

function sayRetried(answer: BillsAnswer) {
  if (answer.did === 'retry' && answer.retried === 'retried') return console.log('将再次申请冲红 It is asked for again.');
  fail(
    answer.did === 'retry' && answer.retried === 'not_refused' ? '这张票据没有被拒绝冲红 Its red bill was not refused.' : '没有这张票据 There is no such bill.',
  );
}

function fromHere(file: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
