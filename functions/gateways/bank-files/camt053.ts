import { dayOf, parseInstant, startOfDayMs } from '../../domain/time.ts';
import { accountTail } from './account-tail.ts';
import { readAmount, readWhen } from './cell-values.ts';
import type { Gathered } from './gathered.ts';
import type { StatementFault, StatementLine } from './statement.ts';
import { type Element, elementsAt, readXml, textAt } from './xml-tree.ts';

/** Tells whether a file is a bank-to-customer statement (ISO 20022, camt.053) by the namespace at its beginning. */
export function isCamt053(head: string): boolean {
  return /urn:iso:std:iso:20022:tech:xsd:camt\.053\./.test(head);
}

/** Reads a camt.053 statement; nothing where the file is cut off or is not one. Several statements in one file are read in turn. */
export function readCamt053(text: string): Gathered | undefined {
  const root = readXml(text);
  const statements = root === undefined ? [] : elementsAt(root, 'BkToCstmrStmt/Stmt');
  if (statements.length === 0) return undefined;
  const read = statements.flatMap((statement, at) =>
    elementsAt(statement, 'Ntry').flatMap((entry, row) => readEntry(entry, { sheet: String(at + 1), row: row + 1 })),
  );
  const one = statements.length === 1 ? statements[0] : undefined;
  return {
    lines: read.filter((line): line is StatementLine => !('code' in line)),
    faults: read.filter((line): line is StatementFault => 'code' in line),
    totals: [],
    accounts: statements.flatMap((statement) => [textAt(statement, 'Acct/Id/IBAN', 'Acct/Id/Othr/Id')].filter((id) => id !== '')),
    ...(one === undefined ? {} : { ...balance(one, 'OPBD', 'openingFen'), ...balance(one, 'CLBD', 'closingFen') }),
  };
}

function balance(statement: Element, code: 'OPBD' | 'CLBD', name: 'openingFen' | 'closingFen'): { readonly [field in typeof name]?: number } {
  const found = elementsAt(statement, 'Bal').find((each) => textAt(each, 'Tp/CdOrPrtry/Cd') === code);
  const amount = found === undefined ? 'blank' : readAmount(textAt(found, 'Amt'));
  if (found === undefined || typeof amount === 'string') return {};
  return { [name]: textAt(found, 'CdtDbtInd') === 'DBIT' ? -amount.fen : amount.fen };
}

type Place = { readonly sheet: string; readonly row: number };

/** An entry that books several payments at once is as many lines, where they add up to it. */
function readEntry(entry: Element, place: Place): readonly (StatementLine | StatementFault)[] {
  const details = elementsAt(entry, 'NtryDtls/TxDtls');
  const whole = readLine(entry, details[0], place);
  if ('code' in whole || details.length < 2) return [whole];
  const parts = details.map((detail, at) => readPart(entry, detail, { ...place, at }));
  const sum = parts.reduce((total, part) => total + ('code' in part ? 0 : part.amountFen), 0);
  return parts.every((part) => !('code' in part)) && sum === whole.amountFen ? parts : [{ ...place, code: 'total_differs', cell: textAt(entry, 'Amt') }];
}

function readPart(entry: Element, detail: Element, { at, ...place }: Place & { readonly at: number }): StatementLine | StatementFault {
  const own = elementsAt(detail, 'Amt')[0] ?? elementsAt(detail, 'AmtDtls/TxAmt/Amt')[0];
  const line = readLine(own === undefined ? entry : { ...entry, children: [own, ...entry.children.filter(({ name }) => name !== 'Amt')] }, detail, place);
  // The bank's number is that of the entry, so each part needs the payer's own beside it.
  return 'code' in line || line.serial === undefined ? line : { ...line, serial: `${line.serial}/${textAt(detail, 'Refs/TxId', 'Refs/EndToEndId') || at + 1}` };
}

function readLine(entry: Element, detail: Element | undefined, place: Place): StatementLine | StatementFault {
  const amountElement = elementsAt(entry, 'Amt')[0];
  const currency = amountElement?.attributes.Ccy ?? '';
  if (currency !== 'CNY') return { ...place, code: 'currency_other', cell: currency };
  const amount = readAmount(amountElement?.text ?? '');
  if (typeof amount === 'string' || amount.fen <= 0)
    return { ...place, code: amount === 'blank' ? 'amount_missing' : 'amount_unreadable', cell: amountElement?.text ?? '' };
  const when = whenOf(entry);
  if (when === undefined) return { ...place, code: 'time_unreadable', cell: textAt(entry, 'BookgDt/Dt', 'BookgDt/DtTm') };
  const direction = textAt(entry, 'CdtDbtInd') === 'DBIT' ? ('out' as const) : ('in' as const);
  const debtor = detail === undefined ? '' : textAt(detail, 'RltdPties/Dbtr/Nm', 'RltdPties/Dbtr/Pty/Nm');
  const remark = detail === undefined ? [] : elementsAt(detail, 'RmtInf/Ustrd').map(({ text }) => text);
  return {
    ...place,
    direction,
    ...when,
    amountFen: amount.fen,
    ...optional('serial', textAt(entry, 'AcctSvcrRef', 'NtryRef')),
    ...optional('payer', debtor),
    ...accountTail(detail === undefined ? '' : textAt(detail, 'RltdPties/DbtrAcct/Id/IBAN', 'RltdPties/DbtrAcct/Id/Othr/Id')),
    ...optional('remark', [...remark, textAt(entry, 'AddtlNtryInf')].filter((text) => text !== '').join(' ')),
    ...(textAt(entry, 'RvslInd') === 'true' ? { reverses: true as const } : {}),
  };
}

function whenOf(entry: Element): Pick<StatementLine, 'day' | 'atMs'> | undefined {
  const instant = parseInstant(textAt(entry, 'BookgDt/DtTm'));
  if (instant !== undefined) return { day: dayOf(instant), atMs: instant };
  const { day } = readWhen(textAt(entry, 'BookgDt/Dt', 'ValDt/Dt')) ?? {};
  return day === undefined ? undefined : { day, atMs: startOfDayMs(day) };
}

const optional = (name: 'serial' | 'payer' | 'remark', text: string): { readonly [field in typeof name]?: string } => (text === '' ? {} : { [name]: text });
