import type { Item, Write } from '../store/database.ts';
import { BOOK_KEY } from '../store/tables.ts';

/** Takes the next turn of the book, unless somebody has taken it since `read` was read: whoever read the book before that has to read it again. */
export function takeBookTurn(read: Item | undefined): Write {
  const taken = typeof read?.turn === 'number' ? read.turn : 0;
  return { table: 'ledger', put: { ...BOOK_KEY, turn: taken + 1 }, when: read === undefined ? 'absent' : { is: { turn: taken } } };
}
