import type { Database, Key, TableName, Write } from '../../functions/store/database.ts';
import type { Files } from '../../functions/store/files.ts';
import type { Call } from './engine.ts';

type Pass = <Result>(call: Call, effect: () => Promise<Result>) => Promise<Result>;

const path = (table: TableName, { pk, sk }: Key): string => `${table}|${pk}|${sk}`;

/** The database, each of whose calls says what it touches and passes through `pass`. */
export function passDatabase(db: Database, pass: Pass): Database {
  return {
    get: (table, key) => pass({ name: `get ${key.pk}`, reads: [path(table, key)], writes: [] }, () => db.get(table, key)),
    getMany: (table, keys) => pass({ name: `getMany ${keys.length}`, reads: keys.map((key) => path(table, key)), writes: [] }, () => db.getMany(table, keys)),
    query: (table, query) => pass({ name: `query ${query.pk}`, reads: [`${table}|${query.pk}|`], writes: [] }, () => db.query(table, query)),
    due: db.due,
    write: (writes) => pass(callOf(writes), () => db.write(writes)),
  };
}

function callOf(writes: readonly Write[]): Call {
  const touched = writes.map((write) => {
    if ('put' in write) return { sign: '+', write, key: write.put };
    if ('update' in write) return { sign: '~', write, key: write.update };
    return 'erase' in write ? { sign: '-', write, key: write.erase } : { sign: '?', write, key: write.check };
  });
  return {
    name: `write ${touched.map(({ sign, key }) => sign + key.pk).join(' ')}`,
    reads: touched.filter(({ sign }) => sign === '?').map(({ write, key }) => path(write.table, key)),
    writes: touched.filter(({ sign }) => sign !== '?').map(({ write, key }) => path(write.table, key)),
  };
}

/** A bucket, each of whose calls says what it touches and passes through `pass`. */
export function passFiles(bucket: string, files: Files, pass: Pass): Files {
  const reads = (key: string) => ({ reads: [`${bucket}/${key}`], writes: [] });
  const writes = (key: string) => ({ reads: [], writes: [`${bucket}/${key}`] });
  return {
    get: (key) => pass({ name: `${bucket} get ${key}`, ...reads(key) }, () => files.get(key)),
    put: (key, bytes, options) => pass({ name: `${bucket} put ${key}`, ...writes(key) }, () => files.put(key, bytes, options)),
    remove: (key) => pass({ name: `${bucket} remove ${key}`, ...writes(key) }, () => files.remove(key)),
  };
}
