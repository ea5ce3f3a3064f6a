import type { Deps } from '../deps.ts';
import type { FileChannel } from '../domain/channel.ts';
import { accountKey } from '../store/tables.ts';

/** A statement as a whole; `file` is the SHA-256 of its bytes in hexadecimal digits. */
export type AccountStatement = {
  readonly channel: FileChannel;
  readonly account: string;
  readonly openingFen: number;
  readonly closingFen: number;
  readonly file: string;
};

/** `follows`: it begins where the last one ended. `same_file`: it is the last one. `differs`: one between them is missing, or one of them is not whole. */
export type Continuity = { readonly is: 'first' | 'follows' | 'same_file' } | { readonly is: 'differs'; readonly lastClosingFen: number };

/** Holds a statement's opening balance against the closing balance of the last one of the account. */
export async function judgeOpening({ db }: Pick<Deps, 'db'>, statement: AccountStatement): Promise<Continuity> {
  const last = await db.get('records', accountKey(statement.channel, statement.account));
  if (last === undefined || typeof last.closingFen !== 'number') return { is: 'first' };
  if (last.file === statement.file) return { is: 'same_file' };
  return last.closingFen === statement.openingFen ? { is: 'follows' } : { is: 'differs', lastClosingFen: last.closingFen };
}

/** Keeps where a statement ended, once all its payments are entered. */
export async function keepClosing({ db }: Pick<Deps, 'db'>, { channel, account, closingFen, file }: AccountStatement): Promise<void> {
  await db.write([{ table: 'records', put: { ...accountKey(channel, account), closingFen, file }, when: 'always' }]);
}
