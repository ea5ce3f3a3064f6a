import type { PaymentFate } from '../../functions/actions/import-payments.ts';
import { formatMinor } from '../../functions/domain/money.ts';
import { formatReferenceCode } from '../../functions/domain/reference-code.ts';
import type { StatementRead } from '../../functions/gateways/bank-files/read-statement.ts';
import type { Statement, StatementFault, StatementLine } from '../../functions/gateways/bank-files/statement.ts';
import type { FileRefusal } from '../../functions/gateways/bank-files/table.ts';

const FILES: { readonly [code in FileRefusal]: string } = {
  file_empty: '文件是空的。The file is empty.',
  file_too_large: '文件太大（上限 32 MB、30 万行）。The file is too large (32 MB, 300,000 rows at most).',
  file_old_excel: '这是旧式 Excel（xls）。请在表格软件中另存为 xlsx 或 CSV。This is an old Excel file (xls); save it as xlsx or CSV.',
  file_web_page: '这是一个网页，不是表格。请在网银中重新下载 xlsx 或 CSV。This is a web page under another name; download it again as xlsx or CSV.',
  file_encoding: '文字编码无法识别（应为 UTF-8 或 GBK）。The text is neither UTF-8 nor GBK.',
  file_unreadable: '文件不完整或已损坏，请重新下载。The file is cut off or damaged; download it again.',
  file_no_heading: '没有找到表头（交易单号、金额、时间等）。No row of headings was found (serial, amount, time).',
  file_no_day: '只有时间，没有日期；请把日期写入文件名，例如 20260207。There are times and no day; put the day into the file’s name, such as 20260207.',
  file_no_lines: '表头之下没有内容。There is nothing under the headings.',
};

const FAULTS: { readonly [code in StatementFault['code']]: string } = {
  amount_unreadable: '金额无法识别 not an amount',
  amount_missing: '没有金额 no amount',
  digits_lost:
    '数字已被表格软件改成科学计数法，末位丢失；请重新下载，不要用表格软件保存 digits were lost to scientific notation; download it again and do not save it in a spreadsheet',
  time_missing: '没有日期 no day',
  time_unreadable: '日期或时间无法识别 not a date or time',
  balance_breaks: '余额与上一行对不上 the balance does not follow from the row before',
  total_differs: '合计与明细之和不符 the total differs from the sum of the rows',
  serial_differs: '流水号重复，内容却不同 the same serial again with other words',
  currency_other: '不是人民币 not in yuan',
};

/** Why nothing of a file was taken, with every place that is wrong. */
export function sayRefusal(name: string, refused: Extract<StatementRead, { ok: false }>): string {
  if (refused.code !== 'rows') return `${name}: ${FILES[refused.code]}`;
  const places = refused.faults.map(({ sheet, row, code, cell }) => `  ${sheet === '' ? '' : `${sheet} `}第 ${row} 行 row ${row}: ${cell}  ${FAULTS[code]}`);
  return [`${name}: 以下各处有误，整份文件没有登记。Nothing of this file was taken:`, ...places].join('\n');
}

/** What a file holds, in a few lines. */
export function sayStatement(name: string, statement: Statement, incoming: number): void {
  const { inFen, outFen, totals, repeated, reversed, reversals, openingFen, closingFen } = statement;
  console.log(
    `${name}: 收入 ${incoming} 笔，${formatMinor(inFen)} 元 in${outFen === 0 ? '' : `；支出 ${formatMinor(outFen)} 元 out（不在此登记 not entered here）`}`,
  );
  if (totals.length > 0) console.log(`  与文件自己的合计一致 equal to the file’s own total: ${totals.map(formatMinor).join('; ')}`);
  if (openingFen !== undefined && closingFen !== undefined)
    console.log(`  期初 opening ${formatMinor(openingFen)} → 期末 closing ${formatMinor(closingFen)}，每行余额相符 every balance follows`);
  if (repeated > 0) console.log(`  重复 ${repeated} 行，只算一次 told twice, counted once`);
  if (reversed > 0) console.log(`  已冲正 ${reversed} 笔 taken back within the file`);
  for (const line of reversals)
    console.log(
      `  第 ${line.row} 行冲正了另一份文件中的款项，请人工登记退款 row ${line.row} takes back a payment of another file, ${formatMinor(line.amountFen)}: enter the refund`,
    );
}

const MOST_SHOWN = 40;

/** What becomes of the payments: the matched in numbers, the others one by one. */
export function sayFates(lines: readonly StatementLine[], fates: readonly PaymentFate[]): void {
  const of = (is: PaymentFate['is']) => fates.filter((fate) => fate.is === is).length;
  console.log(
    `  凭附言匹配 matched by code ${of('matched')} · 人工指定 assigned ${of('assigned')} · 待认领 unclaimed ${of('unclaimed')} · 先前已登记 known ${of('known')} · 不登记 refused ${of('refused')}`,
  );
  const telling = lines.flatMap((line, at) => describe(line, fates[at]) ?? []);
  for (const sentence of telling.slice(0, MOST_SHOWN)) console.log(`  ${sentence}`);
  if (telling.length > MOST_SHOWN) console.log(`  … ${telling.length - MOST_SHOWN}`);
}

function describe({ row, amountFen, payer }: StatementLine, fate: PaymentFate | undefined): string | undefined {
  const line = `第 ${row} 行 row ${row}: ${formatMinor(amountFen)} 元 ${payer ?? ''}`;
  if (fate?.is === 'refused') return `${line}: ${REFUSED[fate.code]}`;
  if (fate?.is !== 'unclaimed' || fate.suggestions.length === 0) return undefined;
  const first = fate.suggestions.map(({ code, name, sameName }) => `${formatReferenceCode(code)} ${name}${sameName ? '（同名 same name）' : ''}`);
  return `${line}: 可能是 may be ${first.join('，')}；确认后 to confirm: --assign ${row}=${formatReferenceCode(fate.suggestions[0]?.code ?? '')}`;
}

const REFUSED: { readonly [code in Extract<PaymentFate, { is: 'refused' }>['code']]: string } = {
  assigned_unknown: '没有这个附言码 no such reference code',
  assigned_taken: '这个附言码的捐赠已收到另一笔款 another payment was entered under this code',
  time_ahead: '时间在未来 paid in the future',
};
