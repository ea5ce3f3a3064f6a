/** What a column holds. `in`, `out` and `amount` are amounts; `flag` tells in from out where one column holds both. */
export type Column = 'serial' | 'amount' | 'in' | 'out' | 'flag' | 'at' | 'clock' | 'payer' | 'payerAccount' | 'account' | 'balance' | 'remark' | 'currency';

/** Headings as banks and acquirers write them (domain.md F.1), folded: no blanks, no units in brackets, no marks. */
const HEADINGS: { readonly [column in Column]: readonly string[] } = {
  serial: ['交易单号', '交易流水号', '银行流水号', '流水号', '流水编号', '凭证号', '回单编号', '日志号', '订单号', '商户订单号', 'tradeno', 'serial'],
  amount: ['交易金额', '捐赠金额', '金额', '发生额', '交易额', 'amount'],
  in: ['贷方发生额', '贷方金额', '贷方', '贷方收入', '收入', '收入金额', '转入金额', '存入', '存入金额'],
  out: ['借方发生额', '借方金额', '借方', '借方支取', '支出', '支出金额', '转出金额', '支取', '支取金额'],
  flag: ['借贷标志', '借贷', '借贷方向', '收支', '收支标志', '来账往账', '来往账'],
  at: ['交易时间', '交易日期', '记账日期', '入账日期', '日期', '支付时间', '捐赠时间', 'paidat', 'date'],
  clock: ['时间', '交易时刻', '时刻', 'time'],
  payer: ['对方单位名称', '对方单位', '对方户名', '对方名称', '付款人名称', '付款人', '付款方户名', '捐赠人', '姓名', 'payer'],
  payerAccount: ['对方账号', '付款人账号', '付款账号', '对方帐号'],
  account: ['本方账号', '收款账号', '账号', '本方帐号'],
  balance: ['余额', '账户余额', '帐户余额', 'balance'],
  remark: ['附言', '用途', '摘要', '备注', '回单个性化信息', '留言', 'remark'],
  currency: ['币种', 'currency'],
};

const COLUMN_OF: ReadonlyMap<string, Column> = new Map(
  Object.entries(HEADINGS).flatMap(([column, words]) => words.map((word) => [word, column as Column] as const)), // keys of the table above
);

/** Which cells hold what; several columns may be remarks. */
export type Heading = { readonly row: number; readonly columns: ReadonlyMap<number, Column> };

const DEEPEST_HEADING = 60;

/** Finds the row of headings by its words, wherever it stands in the first sixty rows: one of amounts and one that tells a gift from another. */
export function findHeading(rows: readonly (readonly string[])[]): Heading | undefined {
  for (const [row, cells] of rows.slice(0, DEEPEST_HEADING).entries()) {
    const columns = columnsOf(cells);
    if (isHeading(columns)) return { row, columns };
  }
  return undefined;
}

/** Tells whether a later row only repeats the headings, as lists of many pages do. */
export function repeatsHeading(cells: readonly string[]): boolean {
  return isHeading(columnsOf(cells));
}

function columnsOf(cells: readonly string[]): ReadonlyMap<number, Column> {
  const found = new Map<number, Column>();
  const taken = new Set<Column>();
  for (const [at, cell] of cells.entries()) {
    const column = COLUMN_OF.get(fold(cell));
    // The first column of a kind counts; all remarks do, since a donor's wish may stand in any of them.
    if (column === undefined || (taken.has(column) && column !== 'remark')) continue;
    taken.add(column);
    found.set(at, column);
  }
  return found;
}

function isHeading(columns: ReadonlyMap<number, Column>): boolean {
  const kinds = new Set(columns.values());
  const amounts = kinds.has('amount') || kinds.has('in');
  return amounts && (kinds.has('serial') || kinds.has('at') || kinds.has('clock') || kinds.has('payer'));
}

function fold(cell: string): string {
  return cell
    .normalize('NFKC')
    .replace(/\((?:元|人民币|单位.*?)\)/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
