import type { Deps } from '../deps.ts';
import { encodeBase64 } from '../domain/ledger/base64.ts';
import { addLeaf, EMPTY_FRONTIER, frontierRoot } from '../domain/ledger/frontier.ts';
import { type Hash, sameBytes } from '../domain/ledger/hash.ts';
import { numberOf, textOf } from '../store/item.ts';
import { signingKey } from '../store/tables.ts';
import { openCopy } from './publications.ts';
import type { WholeLog } from './read-whole-log.ts';

/** One intent to have a checkpoint signed; `root` is base64. */
export type Signing = { readonly size: number; readonly root: string; readonly atMs: number };

/** Notes that a checkpoint is about to be signed: whatever becomes of the signature, the note was there before it. */
export async function noteSigning(deps: Pick<Deps, 'db' | 'now' | 'random'>, tree: { readonly size: number; readonly root: Hash }): Promise<void> {
  const key = signingKey(tree.size, Buffer.from(deps.random(8)).toString('hex'));
  const note = { ...key, size: tree.size, root: encodeBase64(tree.root), atMs: deps.now() };
  await deps.db.write([{ table: 'ledger', put: note, when: 'always' }]); // its key is drawn: only a repeat of this very write can meet it
}

/**
 * Every noted signing, by what became of it. `published`: one each for the checkpoints that are kept. `lost`: signed
 * or about to be, and not put, of a tree that the published log begins with; it can do no harm. `beyond`: of a tree
 * larger than the log. `foreign`: of another tree; whoever holds such a signature could show a second history.
 */
export type SigningAccount = {
  readonly published: number;
  readonly lost: readonly Signing[];
  readonly beyond: readonly Signing[];
  readonly foreign: readonly Signing[];
};

/** Holds the notes of signings against the published log. Their number is that of the key's Sign calls, and of the calls that a crash prevented. */
export async function accountSignings(deps: Pick<Deps, 'db' | 'log' | 'logKey'>, log: Pick<WholeLog, 'size' | 'leaves'>): Promise<SigningAccount> {
  const account = { published: 0, lost: [] as Signing[], beyond: [] as Signing[], foreign: [] as Signing[] };
  let [tree, kept] = [EMPTY_FRONTIER, 0];
  for (const signing of await readSignings(deps)) {
    if (signing.size > log.size) {
      account.beyond.push(signing);
      continue;
    }
    tree = log.leaves.slice(tree.size, signing.size).reduce(addLeaf, tree);
    const root = frontierRoot(tree);
    if (signing.root !== encodeBase64(root)) account.foreign.push(signing);
    else if (kept === signing.size || !(await isKept(deps, { size: signing.size, root }))) account.lost.push(signing);
    else {
      kept = signing.size;
      account.published += 1;
    }
  }
  return account;
}

/** All of them, the smallest tree first. */
async function readSignings(deps: Pick<Deps, 'db'>): Promise<readonly Signing[]> {
  const items = await deps.db.query('ledger', { pk: signingKey(0, '').pk });
  return items.map((item) => ({ size: numberOf(item, 'size'), root: textOf(item, 'root'), atMs: numberOf(item, 'atMs') }));
}

async function isKept(deps: Pick<Deps, 'log' | 'logKey'>, tree: { readonly size: number; readonly root: Hash }): Promise<boolean> {
  const stored = await deps.log.get(`checkpoints/${tree.size}`);
  const checkpoint = stored === undefined ? undefined : openCopy(stored.bytes, deps.logKey);
  return checkpoint?.size === tree.size && sameBytes(checkpoint.root, tree.root);
}
