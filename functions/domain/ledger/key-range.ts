import { type OpenedCheckpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { parseNote, parseVerifierKey, type VerifierKey } from './note.ts';

/** A key of a log and the sizes of the checkpoints that it signs: `from` this one, up to and without `until`. */
export type RangedKey = { readonly key: VerifierKey; readonly from: number; readonly until?: number };

/** The keys that sign checkpoints of this size; while a key is changed there are two. */
export function keysAt(keys: readonly RangedKey[], size: number): readonly VerifierKey[] {
  return keys.filter(({ from, until }) => from <= size && (until === undefined || size < until)).map(({ key }) => key);
}

/** Verifies a signed checkpoint by the keys of its size: each of them must have signed, so that none of two can sign a history of its own. */
export function openByRange(signed: string | Uint8Array, log: { readonly origin: string; readonly keys: readonly RangedKey[] }): OpenedCheckpoint {
  const size = parseCheckpoint(parseNote(signed)?.text ?? '')?.size;
  if (size === undefined) return { ok: false, code: 'malformed' };
  const opened = keysAt(log.keys, size).map((key) => openCheckpoint(signed, { origin: log.origin, keys: [key] }));
  return opened.find(({ ok }) => !ok) ?? opened[0] ?? { ok: false, code: 'unknown_key' };
}

/** Reads the list of keys in `log.json`, the first from size 0 on; what is no such key is left out. */
export function parseKeyList(value: unknown): readonly RangedKey[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    const key = parseVerifierKey(String(member(one, 'vkey')));
    const [from, until] = [member(one, 'from'), member(one, 'until')];
    if (key === undefined || !isSize(from) || (until !== undefined && !isSize(until))) return [];
    return [{ key, from, ...(until === undefined ? {} : { until }) }];
  });
}

/** The key under which the log is known now: the oldest that has not ended, since a newer one is only being introduced. */
export function lastingKey(keys: readonly RangedKey[]): VerifierKey | undefined {
  return (keys.find(({ until }) => until === undefined) ?? keys.at(-1))?.key;
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
