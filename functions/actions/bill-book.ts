import type { Deps } from '../deps.ts';
import type { Book, Row, RowWrite } from '../gateways/fiscal-bill/book.ts';
import type { Item, Write } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { BILL_BOOKS, billBookKey } from '../store/tables.ts';

/** The book of an adapter, in the table `records`. */
export function billBook({ db }: Pick<Deps, 'db'>, adapter: string): Book {
  const writeOf = ({ key, was, text }: RowWrite): Write => {
    const when = was === 0 ? ('absent' as const) : { is: { turn: was } };
    const at = billBookKey(adapter, key);
    if (text === undefined) return { table: 'records', erase: at, when };
    return { table: 'records', put: { ...at, turn: was + 1, text }, when };
  };
  return {
    read: async (key) => rowOf(await db.get('records', billBookKey(adapter, key))),
    list: async (prefix) => {
      const items = await db.query('records', { pk: `${BILL_BOOKS}#${adapter}`, from: prefix, to: `${prefix}\u{10ffff}` });
      return items.flatMap((item) => rowOf(item) ?? []);
    },
    write: async (rows) => (await db.write(rows.map(writeOf))).ok,
  };
}

function rowOf(item: Item | undefined): Row | undefined {
  return item === undefined ? undefined : { key: item.sk, turn: numberOf(item, 'turn'), text: textOf(item, 'text') };
}
