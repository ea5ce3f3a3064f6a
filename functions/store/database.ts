export type TableName = 'records' | 'ledger';

export type Value = string | number | boolean | Uint8Array | readonly Value[] | { readonly [name: string]: Value };

export type Key = { readonly pk: string; readonly sk: string };

export type Item = Key & { readonly [name: string]: Value };

/** `absent`: no item under the key. `is`: the item's fields equal these; `undefined` means that the field is not there. */
export type Condition = 'absent' | 'present' | { readonly is: { readonly [field: string]: Value | undefined } };

export type Write =
  | { readonly table: TableName; readonly put: Item; readonly when: Condition | 'always' }
  | {
      readonly table: TableName;
      readonly update: Key;
      readonly set: { readonly [field: string]: Value };
      readonly remove?: readonly string[];
      readonly when: Condition;
    }
  | { readonly table: TableName; readonly erase: Key; readonly when: Condition | 'always' }
  | { readonly table: TableName; readonly check: Key; readonly when: Condition };

/** All or nothing. `failed` holds the positions of the writes whose condition did not hold, with the item found there. */
export type WriteOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly failed: readonly { readonly at: number; readonly found: Item | undefined }[] };

export type Query = {
  readonly pk: string;
  /** Sort keys from and to, both inclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly reverse?: boolean;
};

/**
 * The two DynamoDB tables, as far as we use DynamoDB. All reads by key are consistent.
 * Throttling and transaction conflicts are retried within bounds; what remains is thrown, and then
 * the write may or may not have happened.
 */
export type Database = {
  readonly get: (table: TableName, key: Key) => Promise<Item | undefined>;
  /** At most 100 keys; absent items are left out, order is not kept. */
  readonly getMany: (table: TableName, keys: readonly Key[]) => Promise<readonly Item[]>;
  /** One partition in order of sort key, all pages up to `limit`. */
  readonly query: (table: TableName, query: Query) => Promise<readonly Item[]>;
  /** Donations whose next look is due, oldest first, from the `due` index; may lag behind. */
  readonly due: (shard: string, untilMs: number, limit: number) => Promise<readonly Item[]>;
  /** One to 100 writes in one transaction. */
  readonly write: (writes: readonly Write[]) => Promise<WriteOutcome>;
};
