import type { StatementFault, StatementLine } from './statement.ts';

type Balances = { readonly faults: readonly StatementFault[]; readonly openingFen?: number; readonly closingFen?: number };

/** Checks that each balance follows from the one before it; a list may run forwards or backwards. Says nothing where a line has no balance. */
export function checkBalances(lines: readonly StatementLine[]): Balances {
  if (lines.length === 0 || lines.some(({ balanceFen }) => balanceFen === undefined)) return { faults: [] };
  const [forwards, backwards] = [chain(lines), chain([...lines].reverse())];
  return backwards.faults.length < forwards.faults.length ? backwards : forwards;
}

function chain(lines: readonly StatementLine[]): Balances {
  const faults: StatementFault[] = [];
  let balance: number | undefined;
  for (const line of lines) {
    const said = line.balanceFen ?? 0;
    if (balance !== undefined && balance + signed(line) !== said) faults.push({ sheet: line.sheet, row: line.row, code: 'balance_breaks', cell: String(said) });
    balance = said;
  }
  const [first] = lines;
  if (first === undefined || balance === undefined) return { faults };
  return { faults, openingFen: (first.balanceFen ?? 0) - signed(first), closingFen: balance };
}

const signed = ({ direction, amountFen }: StatementLine): number => (direction === 'in' ? amountFen : -amountFen);
