import { sameBytes } from './hash.ts';
import { isWellFormed } from './well-formed.ts';

/** What an entry may be made of: no null, no fractions, no text outside NFC. */
export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** Longest entry, in bytes; a longer list lies beside the log. */
export const ENTRY_LIMIT = 4096;

/** The one way to write a value: RFC 8785 over the subset of `Json`. Throws for what lies outside it. */
export function canonicalBytes(value: Json): Uint8Array {
  return new TextEncoder().encode(write(value));
}

/** Reads bytes that are the canonical form of a value; nothing where writing it again gives other bytes (a second reading, a repeated key), or where they pass `limit`. */
export function parseCanonical(bytes: Uint8Array, limit = Number.POSITIVE_INFINITY): Json | undefined {
  if (bytes.length > limit) return undefined;
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return sameBytes(canonicalBytes(value), bytes) ? value : undefined;
  } catch {
    return undefined; // not UTF-8, not JSON, or JSON outside the subset
  }
}

function write(value: Json): string {
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return writeNumber(value);
  if (isList(value)) return `[${value.map(write).join(',')}]`;
  if (value === null || typeof value !== 'object') throw new TypeError(`${value === null ? 'null' : typeof value} has no canonical form`);
  return writeObject(value);
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function writeObject(value: { readonly [name: string]: Json }): string {
  const names = Object.keys(value).sort();
  const odd = names.find((name) => !/^[\x20-\x7e]*$/.test(name));
  if (odd !== undefined) throw new TypeError('a key outside ASCII has no canonical form');
  return `{${names.map((name) => `${JSON.stringify(name)}:${write(member(value, name))}`).join(',')}}`;
}

function member(value: { readonly [name: string]: Json }, name: string): Json {
  const found = value[name];
  if (found === undefined) throw new TypeError(`${name} is undefined`);
  return found;
}

function writeText(text: string): string {
  if (!isWellFormed(text) || text.normalize('NFC') !== text || /[\u0000-\u001f\u007f-\u009f]/.test(text))
    throw new TypeError('text outside NFC or with controls');
  return JSON.stringify(text);
}

function writeNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is no safe integer`);
  return String(value === 0 ? 0 : value);
}
