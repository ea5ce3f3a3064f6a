import type { Statement, StatementLine } from './statement.ts';

/**
 * Takes out what a file itself takes back: a reversal negates the last line before it of the other direction with the
 * same amount and, where both name one, the same payer. One that finds no such line belongs to another file.
 */
export function pairReversals(lines: readonly StatementLine[]): Pick<Statement, 'lines' | 'reversed' | 'reversals'> {
  const inTime = [...lines].sort((left, right) => left.atMs - right.atMs || left.row - right.row);
  const gone = new Set<StatementLine>();
  const alone: StatementLine[] = [];
  for (const reversal of inTime.filter(({ reverses }) => reverses === true)) {
    const negated = inTime.findLast((line) => !gone.has(line) && isNegatedBy(line, reversal));
    if (negated === undefined) alone.push(reversal);
    else gone.add(negated);
    gone.add(reversal);
  }
  return { lines: lines.filter((line) => !gone.has(line)), reversed: (gone.size - alone.length) / 2, reversals: alone };
}

function isNegatedBy(line: StatementLine, reversal: StatementLine): boolean {
  if (line.reverses === true || line.direction === reversal.direction || line.amountFen !== reversal.amountFen || line.atMs > reversal.atMs) return false;
  return line.payer === undefined || reversal.payer === undefined || line.payer === reversal.payer;
}
