import type { Deps } from '../deps.ts';
import type { DefineEntry, OpenEntry } from '../domain/entry.ts';
import { canonicalBytes } from '../domain/ledger/canonical.ts';
import { hashLeaf } from '../domain/ledger/hash.ts';
import { formatVerifierKey } from '../domain/ledger/note.ts';
import { type Day, dayOf } from '../domain/time.ts';
import type { Write } from '../store/database.ts';
import { COUNTER_KEY, entryKey, identityKey } from '../store/tables.ts';
import { entryId } from './tokens.ts';

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'now' | 'society' | 'secret'>;

/** Key of the file that says who writes the log. */
export const LOG_DESCRIPTION = 'log.json';

export type Created =
  | { readonly ok: true; readonly created: boolean }
  | { readonly ok: false; readonly reason: 'origin_differs' | 'table_lost' | 'too_many_definitions' };

/**
 * Opens the log of a deployment at its first start: who writes it, under which key, and the definitions of branches,
 * campaigns and places. Later starts change nothing. A log that is published but has no counter was restored from
 * nothing: that is for `recover`, never for a second `open`.
 */
export async function createLog(deps: Needs, how: { readonly simulated: boolean }): Promise<Created> {
  if (deps.logKey.name !== deps.society.origin) return { ok: false, reason: 'origin_differs' };
  if ((await deps.db.get('ledger', COUNTER_KEY)) !== undefined) return { ok: true, created: false };
  if ((await deps.log.get('checkpoint')) !== undefined) return { ok: false, reason: 'table_lost' };
  const day = dayOf(deps.now());
  const entries = [openEntry(deps, { day, simulated: how.simulated }), ...definitions(deps, day)];
  if (entries.length > 49) return { ok: false, reason: 'too_many_definitions' }; // two writes an entry fit one transaction
  const counter = { ...COUNTER_KEY, next: entries.length, issue: 1, first: 0, from: day };
  await describeLog(deps, how);
  const written = await deps.db.write([{ table: 'ledger', put: counter, when: 'absent' }, ...entries.flatMap(admitFirst)]);
  return { ok: true, created: written.ok };
}

/** Writes `/log/1/log.json`: who writes the log, and under which key from which size on. It is there before the first entry, because a reader needs it for all of them. */
async function describeLog({ log, society, logKey }: Needs, how: { readonly simulated: boolean }): Promise<void> {
  const said = {
    v: 1,
    origin: society.origin,
    generation: 1,
    vkeys: [{ vkey: formatVerifierKey(logKey), from: 0 }],
    schema: 1,
    society: society.name,
    ...(society.demonstration ? { demonstration: true } : {}),
    ...(how.simulated ? { simulated: true } : {}),
    entries: 'RFC 8785 JSON; c2sp.org/tlog-tiles, c2sp.org/tlog-checkpoint',
  };
  const text = `${JSON.stringify(said, undefined, 2)}\n`;
  await log.put(LOG_DESCRIPTION, new TextEncoder().encode(text), { when: 'absent', contentType: 'application/json; charset=utf-8' });
}

function openEntry(deps: Needs, how: { day: Day; simulated: boolean }): OpenEntry {
  const { society, logKey, secret } = deps;
  return {
    v: 1,
    k: 'open',
    id: entryId(secret, `open|${society.origin}`),
    on: how.day,
    schema: 1,
    origin: society.origin,
    vkey: formatVerifierKey(logKey),
    society: society.name,
    code: society.code,
    zone: 'Asia/Shanghai',
    ...(society.demonstration ? { demonstration: true } : {}),
    ...(how.simulated ? { simulated: true } : {}),
  };
}

function definitions(deps: Needs, on: Day): readonly DefineEntry[] {
  const define = (what: DefineEntry['what'], key: string) => ({
    v: 1 as const,
    k: 'define' as const,
    id: entryId(deps.secret, `define|${what}|${key}|1`),
    on,
    what,
    key,
  });
  const { branches, campaigns, places } = deps.society;
  return [
    ...branches.map(({ id, level, parent, name }) => ({ ...define('branch', id), name, level, ...(parent === undefined ? {} : { parent }) })),
    ...campaigns.map((one) => ({
      ...define('campaign', one.id),
      name: one.name,
      purpose: one.purpose,
      branch: one.branch,
      kind: one.kind,
      from: one.from as Day,
      ...(one.to === undefined ? {} : { to: one.to as Day }),
    })),
    ...places.map(({ id, name, campaign, revoked }) => ({ ...define('place', id), name, campaign, ...(revoked ? { revoked: true as const } : {}) })),
  ];
}

function admitFirst(entry: OpenEntry | DefineEntry, index: number): readonly Write[] {
  const bytes = canonicalBytes(entry);
  return [
    { table: 'ledger', put: { ...entryKey(index), index, bytes, leaf: hashLeaf(bytes), id: entry.id, donation: '' }, when: 'absent' },
    { table: 'ledger', put: { ...identityKey(entry.id), index, issue: 1, row: index + 1 }, when: 'absent' },
  ];
}
