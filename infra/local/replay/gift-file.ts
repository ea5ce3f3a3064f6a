import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Day, dayOf, parseInstant } from '../../../functions/domain/time.ts';

/** One gift as an acquirer listed it; `paidAtMs` in milliseconds since 1970. */
export type ListedGift = { readonly serial: string; readonly paidAtMs: number; readonly amountFen: number };

/** A day's list: every line in the order of the file, and the serials that stand in it twice. `day` is the last day in it, which is the one it closes. */
export type GiftFile = {
  readonly name: string;
  readonly day: Day;
  readonly gifts: readonly ListedGift[];
  readonly duplicates: number;
  readonly sumFen: number;
};

/** What is wrong with a file, with the line where it stands; `code` is stable. */
export class GiftFileError extends Error {
  readonly code: 'unreadable' | 'columns_missing' | 'line_malformed' | 'empty' | 'serial_conflict';
  constructor(code: GiftFileError['code'], sentence: string) {
    super(sentence);
    this.code = code;
  }
}

const COLUMNS = ['trade_no', 'paid_at', 'amount_fen'] as const;

/** Reads a list (`trade_no,paid_at,amount_fen` by header name, `.gz` too); throws a `GiftFileError` before anything of it is used. */
export async function readGiftFile(path: string): Promise<GiftFile> {
  const name = basename(path);
  const lines = (await readText(path)).split(/\r?\n/).filter((line) => line !== '');
  const header = (lines[0] ?? '').replace(/^\ufeff/, '').split(',');
  const places = COLUMNS.map((column) => header.indexOf(column));
  const missing = COLUMNS.filter((_, at) => places[at] === -1);
  if (missing.length > 0) throw new GiftFileError('columns_missing', `${name}: the first line lacks ${missing.join(', ')}`);
  const gifts = lines.slice(1).map((line, at) => readLine(line.split(','), places) ?? malformed(name, at + 2));
  if (gifts.length === 0) throw new GiftFileError('empty', `${name} lists no gift`);
  return { name, ...countOnce(name, gifts), day: dayOf(gifts.reduce((latest, gift) => Math.max(latest, gift.paidAtMs), 0)), gifts };
}

async function readText(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    return new TextDecoder('utf-8', { fatal: true }).decode(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  } catch (error) {
    throw new GiftFileError('unreadable', `${path} cannot be read: ${error instanceof Error ? error.message : 'unknown cause'}`);
  }
}

function readLine(cells: readonly string[], places: readonly number[]): ListedGift | undefined {
  const [serial = '', paidAt = '', amount = ''] = places.map((place) => cells[place] ?? '');
  const paidAtMs = parseInstant(paidAt);
  const amountFen = Number(amount);
  if (!/^[0-9A-Za-z_-]{1,48}$/.test(serial) || paidAtMs === undefined || !/^[1-9]\d{0,12}$/.test(amount)) return undefined;
  return { serial, paidAtMs, amountFen };
}

function malformed(name: string, line: number): never {
  throw new GiftFileError('line_malformed', `${name}, line ${line}: not a serial, an instant with its offset and a whole number of fen`);
}

/** The same serial twice is one payment told twice, if both say the same; otherwise the file contradicts itself. */
function countOnce(name: string, gifts: readonly ListedGift[]): { readonly duplicates: number; readonly sumFen: number } {
  const seen = new Map<string, number>();
  let sumFen = 0;
  for (const { serial, amountFen } of gifts) {
    const before = seen.get(serial);
    if (before !== undefined && before !== amountFen) throw new GiftFileError('serial_conflict', `${name}: ${serial} stands there with two amounts`);
    if (before === undefined) sumFen += amountFen;
    seen.set(serial, amountFen);
  }
  return { duplicates: gifts.length - seen.size, sumFen };
}
