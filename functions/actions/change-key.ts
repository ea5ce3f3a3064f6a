import type { Deps, NoteSigner } from '../deps.ts';
import { formatVerifierKey } from '../domain/ledger/note.ts';
import { dayOf } from '../domain/time.ts';
import { admitOwn } from './admit-own.ts';
import { LOG_DESCRIPTION } from './create-log.ts';
import { entryId } from './tokens.ts';

type Needs = Pick<Deps, 'db' | 'log' | 'now' | 'secret'>;

/** A key as `log.json` names it. */
type Named = { readonly vkey: string; readonly from: number; readonly until?: number };

/**
 * Introduces a further key of the log: a `key` entry says from which size on it signs, which is the first that covers
 * that entry, and `log.json` names it. Repeating it gives the same size; nothing while an issue is being closed. The old
 * key goes on signing beside it, so that whoever knows that one alone can follow.
 */
export async function introduceKey(deps: Needs, next: Pick<NoteSigner, 'key'>): Promise<number | undefined> {
  const vkey = formatVerifierKey(next.key);
  const id = entryId(deps.secret, `key|${vkey}`);
  const index = await admitOwn(deps, id, (at) => ({ v: 1, k: 'key', id, on: dayOf(deps.now()), vkey, from: at + 1 }));
  if (index === undefined) return undefined;
  await nameKeys(deps, (named) => (named.some((one) => one.vkey === vkey) ? named : [...named, { vkey, from: index + 1 }]));
  return index + 1;
}

/** Ends every key but the newest: no checkpoint of `size` or larger is signed by them. Repeating it changes nothing. */
export async function endOldKeys(deps: Pick<Deps, 'log'>, size: number): Promise<void> {
  await nameKeys(deps, (named) => named.map((one, at) => (at === named.length - 1 || one.until !== undefined ? one : { ...one, until: size })));
}

const ATTEMPTS = 5;

async function nameKeys({ log }: Pick<Deps, 'log'>, change: (named: readonly Named[]) => readonly Named[]): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await log.get(LOG_DESCRIPTION);
    if (stored === undefined) throw new Error('there is no log whose key could be changed');
    const said: { readonly vkeys: readonly Named[] } = JSON.parse(new TextDecoder().decode(stored.bytes));
    const text = `${JSON.stringify({ ...said, vkeys: change(said.vkeys) }, undefined, 2)}\n`;
    if (text === new TextDecoder().decode(stored.bytes)) return;
    const put = await log.put(LOG_DESCRIPTION, new TextEncoder().encode(text), { when: { etag: stored.etag }, contentType: 'application/json; charset=utf-8' });
    if (put.ok) return;
  }
  throw new Error(`${LOG_DESCRIPTION} changed under every attempt to name a key`);
}
