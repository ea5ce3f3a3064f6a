import { isDeepStrictEqual } from 'node:util';
import type { Condition, Database, Item, Key, Query, TableName, Value, Write, WriteOutcome } from '../../functions/store/database.ts';

/** Both tables in memory: partitions by table and `pk`, in them items by `sk`. An item is never changed in place. */
export type Tables = Map<string, Map<string, Item>>;

/** A copy that later writes do not reach. */
export const copyTables = (tables: Tables): Tables => new Map([...tables].map(([partition, items]) => [partition, new Map(items)]));

/** The `Database` port over `tables()`, each call done at one instant, with the conditions of DynamoDB as `dynamo.ts` writes them. */
export function memoryDatabase(tables: () => Tables): Database {
  const get = (table: TableName, key: Key): Item | undefined => tables().get(`${table}|${key.pk}`)?.get(key.sk);
  return {
    get: async (table, key) => get(table, key),
    getMany: async (table, keys) => keys.map((key) => get(table, key)).filter((item) => item !== undefined),
    query: async (table, query) => select(tables().get(`${table}|${query.pk}`) ?? new Map(), query),
    due: async () => [],
    write: async (writes) => transact(tables(), writes),
  };
}

function select(items: ReadonlyMap<string, Item>, { from = '', to = '\u{10FFFF}', limit, reverse }: Query): readonly Item[] {
  const found = [...items.values()].filter(({ sk }) => sk >= from && sk <= to).sort((a, b) => (a.sk < b.sk ? -1 : 1));
  return (reverse === true ? found.reverse() : found).slice(0, limit);
}

function transact(tables: Tables, writes: readonly Write[]): WriteOutcome {
  const keys = writes.map((write) => `${write.table}|${keyOf(write).pk}|${keyOf(write).sk}`);
  if (writes.length === 0 || writes.length > 100 || new Set(keys).size !== keys.length) throw new Error('not a transaction that DynamoDB takes');
  const failed = writes.flatMap((write, at) => {
    const found = tables.get(`${write.table}|${keyOf(write).pk}`)?.get(keyOf(write).sk);
    return holds(write.when, found) ? [] : [{ at, found }];
  });
  if (failed.length > 0) return { ok: false, failed };
  for (const write of writes) apply(tables, write);
  return { ok: true };
}

function keyOf(write: Write): Key {
  if ('put' in write) return write.put;
  if ('update' in write) return write.update;
  return 'erase' in write ? write.erase : write.check;
}

function holds(when: Condition | 'always', item: Item | undefined): boolean {
  if (when === 'always') return true;
  if (when === 'absent') return item === undefined;
  if (when === 'present' || item === undefined) return item !== undefined;
  return Object.entries(when.is).every(([field, value]) => isDeepStrictEqual(item[field], value));
}

function apply(tables: Tables, write: Write): void {
  if ('check' in write) return;
  const { pk, sk } = keyOf(write);
  const partition = `${write.table}|${pk}`;
  const items = tables.get(partition) ?? new Map<string, Item>();
  tables.set(partition, items);
  if ('erase' in write) items.delete(sk);
  else if ('put' in write) items.set(sk, itemOf(Object.entries(write.put), { pk, sk }));
  else {
    const kept = Object.entries(items.get(sk) ?? {}).filter(([field]) => write.remove?.includes(field) !== true);
    items.set(sk, itemOf([...kept, ...Object.entries(write.set)], { pk, sk }));
  }
}

const itemOf = (fields: readonly (readonly [string, Value])[], key: Key): Item => ({
  ...Object.fromEntries(fields.filter(([, value]) => value !== undefined)),
  ...key,
});
