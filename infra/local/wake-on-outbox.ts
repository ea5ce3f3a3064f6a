import type { Database } from '../../functions/store/database.ts';
import { TABLES } from '../../functions/store/tables.ts';

/** A database that calls `wake` after every write which laid something into the outbox, as the table's stream does in the cloud. */
export function wakeOnOutbox(db: Database, wake: () => void): Database {
  return {
    ...db,
    write: async (writes) => {
      const outcome = await db.write(writes);
      if (outcome.ok && writes.some((one) => 'put' in one && one.put.pk.startsWith(TABLES.ledger.wakesOn))) wake();
      return outcome;
    },
  };
}
