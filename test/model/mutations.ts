import { parseCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { parseNote } from '../../functions/domain/ledger/note.ts';
import { encodeBundle, parseTilePath, TILE_WIDTH } from '../../functions/domain/ledger/tile.ts';
import type { Condition, Database, Item, Write } from '../../functions/store/database.ts';
import type { Files } from '../../functions/store/files.ts';
import { bytesOf } from '../../functions/store/item.ts';
import { bundlePartition } from '../../functions/store/tables.ts';
import type { Hands, Mutation } from './stage.ts';

/** A safeguard of the protocol taken away, and what becomes of it: `caught` breaks a promise within the small instance, `second line` is held by another safeguard. `kind` is the kind of run that shows it, `from` a seed not far before the first that does. */
export type Removed = {
  readonly safeguard: string;
  readonly expected: 'caught' | 'second line';
  readonly why: string;
  readonly kind: string;
  readonly from?: number;
  readonly mutation: Mutation;
};

const onLog =
  (change: (log: Files) => Partial<Files>): Mutation =>
  (hands) => ({ ...hands, log: { ...hands.log, ...change(hands.log) } });
const onDb =
  (change: (db: Database) => Database): Mutation =>
  (hands) => ({ ...hands, db: change(hands.db) });
const only =
  (workers: RegExp, mutation: Mutation): Mutation =>
  (hands, worker) =>
    workers.test(worker) ? mutation(hands, worker) : hands;
const both =
  (first: Mutation, second: Mutation): Mutation =>
  (hands, worker) =>
    second(first(hands, worker), worker);

/** A put that asks for no condition where `which` holds. */
const always = (which: (key: string) => boolean): Mutation =>
  onLog((log) => ({ put: (key, bytes, how) => log.put(key, bytes, which(key) ? { ...how, when: 'always' } : how) }));

const isPut =
  (prefix: string) =>
  (write: Write): boolean =>
    'put' in write && write.put.pk.startsWith(prefix);
const isCleared = (write: Write): boolean => 'erase' in write && write.erase.pk.startsWith('OUTBOX#');
const noCounter = onDb((db) => onCounter(db, () => 'present'));
const noPlace = onDb((db) => ({
  ...db,
  write: (writes) => db.write(writes.map((write) => (isPut('B#')(write) ? ({ ...write, when: 'always' } as Write) : write))),
}));
const noPrefix = only(/publish|close/, (hands) => ({ ...hands, log: blind(hands.log, hands.db) }));
const noFence = only(/publish|close/, unfenced);

export const REMOVED: readonly Removed[] = [
  {
    safeguard: 'If-Match on `checkpoint`',
    kind: 'faults',
    expected: 'caught',
    why: 'a publisher that was stalled puts its smaller tree over a larger one',
    mutation: always((key) => key === 'checkpoint'),
  },
  {
    safeguard: 'prefix check and fence',
    kind: 'restored table',
    expected: 'caught',
    why: 'a restored table gives published indices again',
    mutation: both(noPrefix, noFence),
  },
  {
    safeguard: 'prefix check alone',
    kind: 'restored table',
    expected: 'caught',
    why: 'a worker that sleeps through the restore goes on with the table that is gone',
    mutation: noPrefix,
  },
  {
    safeguard: 'fence alone',
    kind: 'restored table',
    expected: 'second line',
    why: 'the prefix check stops what a restored table admitted',
    mutation: noFence,
  },
  {
    safeguard: 'tiles before `checkpoint`',
    kind: 'faults',
    expected: 'caught',
    why: 'readers find a checkpoint without its tiles',
    mutation: (hands) => ({ ...hands, log: tilesLast(hands.log) }),
  },
  {
    safeguard: 'If-None-Match on tiles',
    kind: 'restored table',
    expected: 'caught',
    why: 'a publisher that slept through a restore puts its bundle over a published one',
    mutation: always((key) => key.startsWith('tile/')),
  },
  {
    safeguard: 'business id in the transaction',
    kind: 'restored table',
    expected: 'caught',
    why: 'an entry is given a second place',
    mutation: onDb((db) => split(db, isPut('ID#'), { first: false })),
  },
  {
    safeguard: 'counter’s condition and place’s condition',
    kind: 'faults',
    expected: 'caught',
    why: 'two workers give one index',
    mutation: both(noCounter, noPlace),
  },
  {
    safeguard: 'counter’s condition alone',
    kind: 'operator recovers while all runs',
    expected: 'second line',
    why: 'the place must be free, and a hole before it stops publication until it is recovered',
    mutation: noCounter,
  },
  {
    safeguard: 'counter’s condition, for the close alone',
    kind: 'faults',
    expected: 'second line',
    why: 'the place behind the last entry it counted must be free as well',
    mutation: only(/close|calm/, noCounter),
  },
  {
    safeguard: 'both conditions, for the close alone',
    kind: 'faults',
    expected: 'caught',
    why: 'the close takes the place of a gift, or has other sums',
    mutation: only(/close/, both(noCounter, noPlace)),
  },
  {
    safeguard: 'outbox cleared in the transaction, instead before it',
    kind: 'faults',
    expected: 'caught',
    why: 'a crash between the two loses a gift',
    mutation: onDb((db) => split(db, isCleared, { first: true })),
  },
  {
    safeguard: 'outbox cleared in the transaction, instead after it',
    kind: 'restored table',
    from: 2000,
    expected: 'caught',
    why: 'a worker that wakes up clears what a recovery has put back',
    mutation: onDb((db) => split(db, isCleared, { first: false })),
  },
  {
    safeguard: 'seal, for admission',
    kind: 'operator recovers while all runs',
    expected: 'caught',
    why: 'what is admitted while a recovery rewrites the table lies where the counter then points',
    mutation: only(/publish/, onDb(unsealed)),
  },
  {
    safeguard: 'staged bundles taken over by a recovery',
    kind: 'restored table',
    expected: 'caught',
    why: 'they can never be replaced, and publication stops at them again and again',
    mutation: only(/recover|calm/, (hands) => ({ ...hands, log: withoutStaged(hands.log) })),
  },
  {
    safeguard: 'note of a signing before it',
    kind: 'faults',
    expected: 'caught',
    why: 'a crash leaves a signature that nobody knows of',
    mutation: onDb((db) => ({ ...db, write: async (writes) => (writes.some(isPut('SIGN')) ? { ok: true } : db.write(writes)) })),
  },
  {
    safeguard: 'publications noted in the table',
    kind: 'rolled-back files',
    expected: 'caught',
    why: 'files that went back are published from again, and nobody is told',
    mutation: onDb((db) => ({ ...db, query: async (table, query) => (query.pk === 'PUB' && query.reverse === true ? [] : db.query(table, query)) })),
  },
  {
    safeguard: 'live files put on a condition',
    kind: 'names taken back',
    expected: 'caught',
    why: 'a publisher that slept puts its older page over a newer one, with the name that was taken back',
    mutation: ({ publicFiles, ...hands }) => ({
      ...hands,
      publicFiles: { ...publicFiles, put: (key, bytes, how) => publicFiles.put(key, bytes, { ...how, when: 'always' }) },
    }),
  },
  {
    safeguard: 'withdrawals replayed after a restore',
    kind: 'names taken back, restored table',
    expected: 'caught',
    why: 'the name is in the table again, and nobody takes it away',
    mutation: onDb((db) => ({ ...db, write: async (writes) => (isForgettingAgain(writes) ? { ok: true } : db.write(writes)) })),
  },
];

/** Shows a publisher, in place of each published bundle, what its own table holds there. */
function blind(log: Files, db: Database): Files {
  return {
    ...log,
    get: async (key) => {
      const path = parseTilePath(key);
      if (path?.kind !== 'entries') return log.get(key);
      const items = await db.query('ledger', { pk: bundlePartition(path.index) });
      return { bytes: encodeBundle(items.slice(0, path.width).map((item) => bytesOf(item, 'bytes'))), etag: '' };
    },
  };
}

/** Keeps tiles back until a checkpoint was put. */
function tilesLast(log: Files): Files {
  let kept: { readonly key: string; readonly bytes: Uint8Array; readonly how: Parameters<Files['put']>[2] }[] = [];
  return {
    ...log,
    put: async (key, bytes, how) => {
      if (key.startsWith('tile/')) {
        kept.push({ key, bytes, how });
        return { ok: true, etag: '' };
      }
      const put = await log.put(key, bytes, how);
      if (key !== 'checkpoint') return put;
      for (const tile of kept) await log.put(tile.key, tile.bytes, tile.how);
      kept = [];
      return put;
    },
  };
}

/** Takes some writes out of a transaction and does them alone, without their condition. */
function split(db: Database, apart: (write: Write) => boolean, order: { readonly first: boolean }): Database {
  return {
    ...db,
    write: async (writes) => {
      if (writes.length < 3 || !writes.some(apart)) return db.write(writes);
      const alone = async () => {
        for (const write of writes.filter(apart)) await db.write([{ ...write, when: 'always' } as Write]);
      };
      if (order.first) await alone();
      const outcome = await db.write(writes.filter((write) => !apart(write)));
      if (!order.first && outcome.ok) await alone();
      return outcome.ok ? outcome : { ok: false, failed: [] };
    },
  };
}

function onCounter(db: Database, change: (when: Condition) => Condition): Database {
  return {
    ...db,
    write: (writes) => db.write(writes.map((write) => ('update' in write && write.update.pk === 'CTR' ? { ...write, when: change(write.when) } : write))),
  };
}

/** A counter that never looks sealed, and whose seal stands in nobody’s way. */
function unsealed(db: Database): Database {
  const open = ({ seal: _, sealedUntilMs: __, ...item }: Item): Item => item as Item;
  const counted = onCounter(db, (when) => (typeof when === 'object' ? { is: { next: when.is.next } } : when));
  return {
    ...counted,
    get: async (table, key) => {
      const item = await db.get(table, key);
      return item === undefined || key.pk !== 'CTR' ? item : open(item);
    },
  };
}

/** Shows an empty log to whoever asks for the checkpoint right after the outbox: to admission. */
function unfenced({ db, log, ...rest }: Hands): Hands {
  let isAdmitting = false;
  return {
    ...rest,
    db: {
      ...db,
      query: async (table, query) => {
        const found = await db.query(table, query);
        isAdmitting ||= query.pk.startsWith('OUTBOX#') && found.length > 0;
        return found;
      },
    },
    log: {
      ...log,
      get: async (key) => {
        const hidden = isAdmitting && key === 'checkpoint';
        isAdmitting = false;
        return hidden ? undefined : log.get(key);
      },
    },
  };
}

/** Hides every bundle that reaches beyond the checkpoint. */
function withoutStaged(log: Files): Files {
  return {
    ...log,
    get: async (key) => {
      const path = parseTilePath(key);
      if (path?.kind !== 'entries') return log.get(key);
      const size = parseCheckpoint(parseNote((await log.get('checkpoint'))?.bytes ?? '')?.text ?? '')?.size ?? 0;
      return path.index * TILE_WIDTH + path.width > size ? undefined : log.get(key);
    },
  };
}

/** Shows a checkpoint to the witness before it is put. */
export function showFirst({ log, ask, ...hands }: Hands): Hands {
  return {
    ...hands,
    ask,
    log: {
      ...log,
      put: async (key, bytes, how) => {
        if (key === 'checkpoint') await ask({ ...log, get: async (other) => (other === 'checkpoint' ? { bytes, etag: '' } : log.get(other)) });
        return log.put(key, bytes, how);
      },
    },
  };
}

/** A withdrawal that writes no entry: the one by which the table is held to what the log says. */
function isForgettingAgain(writes: readonly Write[]): boolean {
  return writes.length === 1 && writes.some((write) => 'update' in write && (write.set.withdrawnAtMs !== undefined || write.set.erasedAtMs !== undefined));
}
