// `npm run documents -- --zip OUT NUMBER…`: collects certificates, receipts and acknowledgements of goods of the portal
// that runs on DATA_DIR into one ZIP, for whoever hands them over. The files are those that the donors have themselves.
import { createWriteStream, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { Zip, ZipPassThrough } from 'fflate';
import { askDesk } from './ask-desk.ts';
import type { DocumentAnswer } from './document-routes.ts';
import { readSettings } from './settings.ts';

const USAGE = `npm run documents -- --zip OUT.zip NUMBER… [--numbers FILE]
  NUMBER  of a certificate (C1-12345-K), a receipt (R1-12345-K) or a public row (1-12345-K: its certificate, or the
          acknowledgement where goods were given); --numbers reads them from a file, one a line. At most 1000 at once.`;

const MOST = 1000;

const SENTENCES: { readonly [code in Extract<DocumentAnswer, { ok: false }>['code']]: string } = {
  number_malformed: '编号不完整或抄错一位。This is no number of ours; one character may be wrong.',
  number_unknown: '公示中没有这个编号。Nothing of that number is published.',
  not_a_gift: '这个编号不是捐赠。That entry is not a gift.',
  not_published_yet: '尚未公示。Not published yet.',
  gift_unclaimed: '待认领，没有凭证。Unclaimed: there is no document.',
  gift_refunded: '已全部退款，不再出具凭证。Refunded: no new document is drawn.',
  gift_erased: '个人信息已依法删除，没有凭证。Erased: there is no document.',
  token_invalid: '没有这笔捐赠。There is no such gift.',
  asked_wrongly: '编号不完整。This is no number.',
};

const asked = readArguments();
if (asked === undefined) fail(USAGE);
else await collect(asked);

type Asked = { readonly zip: string; readonly numbers: readonly string[] };

function readArguments(): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { zip: { type: 'string' }, numbers: { type: 'string' } } });
    const listed = values.numbers === undefined ? [] : readFileSync(fromHere(values.numbers), 'utf8').split(/\s+/);
    const numbers = [...new Set([...positionals, ...listed].filter((number) => number !== ''))];
    const isWhole = values.zip !== undefined && numbers.length > 0 && numbers.length <= MOST;
    return isWhole && values.zip !== undefined ? { zip: fromHere(values.zip), numbers } : undefined;
  } catch {
    return undefined; // an option that there is not, or a file that cannot be read
  }
}

/** One document after the other, each written before the next is asked for; the file has its name only when it is whole. */
async function collect({ zip, numbers }: Asked): Promise<void> {
  if (existsSync(zip)) return fail(`${zip} 已存在，不会覆盖。It is there already and stays as it is.`);
  const part = `${zip}.part`;
  const out = createWriteStream(part);
  const archive = new Zip((error, piece) => (error === null ? out.write(piece) : out.destroy(error)));
  for (const number of numbers) {
    const answer = await askDesk(readSettings(process.env).dataDir, { path: '/local/documents', body: { number } });
    if (!answer.ok) return giveUp(part, answer.sentence);
    const said = answer.body as DocumentAnswer; // of the portal whose key we hold
    if (!said.ok) return giveUp(part, `${number}: ${SENTENCES[said.code]}`);
    const file = new ZipPassThrough(said.name); // a PDF is compressed already
    archive.add(file);
    file.push(Buffer.from(said.pdf, 'base64'), true);
  }
  archive.end();
  out.end();
  await finished(out);
  renameSync(part, zip);
  console.log(`${numbers.length} 份 documents: ${zip}`);
}

function giveUp(part: string, sentence: string): void {
  rmSync(part, { force: true });
  fail(`${sentence} 没有写出文件 Nothing was written.`);
}

function fromHere(file: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
