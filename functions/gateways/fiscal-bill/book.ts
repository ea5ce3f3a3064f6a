/** Something that an adapter keeps under a key; `turn` counts its changes and is the book's own. */
export type Row = { readonly key: string; readonly turn: number; readonly text: string };

/** A row as it is to stand, or `undefined` for none, after the turn that was read of it; `was` is 0 where nothing stood there. */
export type RowWrite = { readonly key: string; readonly was: number; readonly text: string | undefined };

/** What an adapter without a platform behind it keeps. Beginnings of keys group rows. */
export type Book = {
  readonly read: (key: string) => Promise<Row | undefined>;
  /** In order of keys. */
  readonly list: (prefix: string) => Promise<readonly Row[]>;
  /** All or nothing; nothing where one of the rows has changed since it was read. */
  readonly write: (rows: readonly RowWrite[]) => Promise<boolean>;
};
