// `npm run import -- FILE… --channel CHANNEL`: shows what would become of every payment in a bank's statement or an acquirer's
// list, on the portal that runs on DATA_DIR; with `--store` enters them. A line's number stands before it in the preview.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { FilePayment, PaymentFate } from '../../functions/actions/import-payments.ts';
import { madeSerial } from '../../functions/actions/import-payments.ts';
import { progressBar } from '../../functions/commands/progress.ts';
import { FILE_CHANNELS, type FileChannel, isFileChannel } from '../../functions/domain/channel.ts';
import { formatMinor } from '../../functions/domain/money.ts';
import { isReferenceCode } from '../../functions/domain/reference-code.ts';
import { readStatement } from '../../functions/gateways/bank-files/read-statement.ts';
import type { Statement, StatementLine } from '../../functions/gateways/bank-files/statement.ts';
import { askDesk } from './ask-desk.ts';
import { type ImportAnswer, PAYMENTS_AT_ONCE, type StatementAnswer } from './import-routes.ts';
import { sayFates, sayRefusal, sayStatement } from './import-words.ts';
import { readSettings } from './settings.ts';
import { type FileStated, stateFile } from './state-file.ts';

const USAGE = `npm run import -- FILE… --channel ${FILE_CHANNELS.join('|')} [--store [--statement]] [--assign ROW=CODE]… [--gap]
  FILE     xlsx, CSV (UTF-8 or GBK) or camt.053, as the bank or acquirer gave it
  --store  enters what the preview shows; without it nothing is stored
  --statement states in public that file and record agree over the file's days, which must be whole and over
  --assign says that the payment in a row of the one file is that of a reference code
  --gap    takes a statement that does not begin where the last one of the account ended`;

type Asked = {
  readonly files: readonly string[];
  readonly channel: FileChannel;
  readonly store: boolean;
  readonly gap: boolean;
  readonly state: boolean;
  readonly assigned: ReadonlyMap<number, string>;
};

const asked = readArguments();
if (asked === undefined) fail(USAGE);
else for (const file of asked.files) await importFile(file, asked);

function readArguments(): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        ...{ channel: { type: 'string' }, store: { type: 'boolean' }, gap: { type: 'boolean' }, statement: { type: 'boolean' } },
        assign: { type: 'string', multiple: true },
      },
    });
    const assigned = new Map((values.assign ?? []).map(readAssignment));
    const channel = values.channel ?? '';
    if (positionals.length === 0 || !isFileChannel(channel) || (assigned.size > 0 && positionals.length > 1)) return undefined;
    const state = values.statement === true;
    if (state && values.store !== true) return undefined;
    return { files: positionals, channel, store: values.store === true, gap: values.gap === true, state, assigned };
  } catch {
    return undefined; // an option that there is not, or an assignment that is none
  }
}

function readAssignment(text: string): readonly [number, string] {
  const match = /^([1-9]\d*)=(.+)$/.exec(text);
  const code = (match?.[2] ?? '').replaceAll('-', '').toUpperCase();
  if (match === null || !isReferenceCode(code)) throw new RangeError(text);
  return [Number(match[1]), code];
}

async function importFile(file: string, { channel, store, gap, state, assigned }: Asked): Promise<void> {
  const bytes = readBytes(file);
  if (bytes === undefined) return fail(`${file}: 找不到或无法读取文件。There is no such file, or it cannot be read.`);
  const read = await readStatement(bytes, basename(file));
  if (!read.ok) return fail(sayRefusal(basename(file), read));
  const { statement } = read;
  const lines = statement.lines.filter(({ direction, reverses }) => direction === 'in' && reverses !== true);
  const payments = paymentsOf(lines, assigned);
  sayStatement(basename(file), statement, lines.length);
  const account = accountOf(statement, { channel, bytes });
  if (account !== undefined && !(await mayFollow(account, gap))) return;
  const preview = await send({ channel, store: false, payments }, 'preview');
  if (preview === undefined) return;
  sayFates(lines, preview);
  if (!store) return console.log('没有写入任何内容；确认无误后加上 --store。Nothing was stored; add --store when this is right.');
  const stored = await send({ channel, store: true, payments }, 'import');
  if (stored === undefined) return;
  if (account !== undefined) await askDesk(dataDir(), { path: '/local/statement', body: { store: true, statement: account } });
  const entered = stored.filter(({ is }) => is === 'matched' || is === 'assigned' || is === 'unclaimed').length;
  const fen = lines.reduce((sum, { amountFen }, at) => (stored[at]?.is === 'known' || stored[at]?.is === 'refused' ? sum : sum + amountFen), 0);
  console.log(`已登记 ${entered} 笔，共 ${formatMinor(fen)} 元，片刻后公示。Entered ${entered}, published in a moment.`);
  if (state) sayStated(await stateFile(dataDir(), { channel, bytes, all: statement.lines, payments: lines }));
}

function sayStated(stated: FileStated): void {
  if (stated.is === 'stated') console.log(`已对账并公示 ${stated.number ?? ''}，文件与账本相符。Stated in public: file and record agree.`);
  else if (stated.is === 'open') fail(`${stated.why} 还没有过完，尚不能对账。That day is not over: state the file once it holds whole days.`);
  else fail(`文件与账本不符（${stated.why}），未作对账公示。File and record differ; explain it with npm run enter (k: statement). Nothing was stated.`);
}

function readBytes(file: string): Uint8Array | undefined {
  try {
    return new Uint8Array(readFileSync(resolve(process.env.INIT_CWD ?? '.', file)));
  } catch {
    return undefined; // the name is all that a clerk can put right
  }
}

/** Lines without a serial get one of all that they say; equal lines are told apart by their count. */
function paymentsOf(lines: readonly StatementLine[], assigned: ReadonlyMap<number, string>): readonly FilePayment[] {
  const seen = new Map<string, number>();
  return lines.map(({ serial, amountFen, atMs, payer, payerTail, remark, balanceFen, row }) => {
    const says = JSON.stringify([atMs, amountFen, balanceFen, payer, remark]);
    const nth = seen.get(says) ?? 0;
    seen.set(says, nth + 1);
    const own = serial ?? madeSerial({ atMs, amountFen, balanceFen, payer, remark }, nth);
    return { serial: own, amountFen, atMs, payer, payerTail, remark, assigned: assigned.get(row) };
  });
}

function accountOf({ account, openingFen, closingFen }: Statement, { channel, bytes }: { readonly channel: FileChannel; readonly bytes: Uint8Array }) {
  if (openingFen === undefined || closingFen === undefined) return undefined;
  return { channel, account: account ?? 'main', openingFen, closingFen, file: createHash('sha256').update(bytes).digest('hex') };
}

async function mayFollow(account: NonNullable<ReturnType<typeof accountOf>>, gap: boolean): Promise<boolean> {
  const answer = await ask<StatementAnswer>('/local/statement', { store: false, statement: account });
  if (answer === undefined) return false;
  if (!answer.ok || answer.continuity.is !== 'differs' || gap) return answer.ok;
  const [last, opening] = [formatMinor(answer.continuity.lastClosingFen), formatMinor(account.openingFen)];
  fail(
    `上一份对账单止于 ${last} 元，本份始于 ${opening} 元：中间缺一份，或有一份不完整。The last statement ended at ${last}, this one begins at ${opening}: one between them is missing. Nothing was stored; --gap takes it all the same.`,
  );
  return false;
}

async function send(
  body: { readonly channel: FileChannel; readonly store: boolean; readonly payments: readonly FilePayment[] },
  name: string,
): Promise<readonly PaymentFate[] | undefined> {
  const bar = progressBar(name);
  const fates: PaymentFate[] = [];
  for (let at = 0; at < body.payments.length; at += PAYMENTS_AT_ONCE) {
    const answer = await ask<ImportAnswer>('/local/import', { ...body, payments: body.payments.slice(at, at + PAYMENTS_AT_ONCE) });
    if (answer?.ok !== true) return undefined;
    fates.push(...answer.fates);
    bar.at(fates.length, body.payments.length);
  }
  bar.end();
  return fates;
}

async function ask<Answer extends { readonly ok: boolean }>(path: string, body: object): Promise<Answer | undefined> {
  const answer = await askDesk(dataDir(), { path, body });
  if (answer.ok) return answer.body as Answer; // of the portal whose key we hold
  fail(answer.sentence);
  return undefined;
}

function dataDir(): string {
  return readSettings(process.env).dataDir;
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
