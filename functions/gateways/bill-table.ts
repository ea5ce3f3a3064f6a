import { parseYuan } from '../domain/money.ts';
import { parseInstant } from '../domain/time.ts';

/** A bill's lines by the names in its header; nothing where a line has another number of fields. */
export type BillTable = readonly ReadonlyMap<string, string>[];

/** Reads comma-separated lines under a header line by its names, never by position; blanks, tabs and a leading backtick around a field are the gateways' own padding. */
export function readTable(header: string, lines: readonly string[]): BillTable | undefined {
  const names = fieldsOf(header);
  const rows = lines.map(fieldsOf);
  if (rows.some((row) => row.length !== names.length)) return undefined;
  return rows.map((row) => new Map(names.map((name, at) => [name, row[at] ?? ''])));
}

/** Reads yuan with two decimals, negative ones too, as fen; nothing where it is not an amount. */
export function parseFen(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const fen = parseYuan(text.replace(/^-/, ''));
  return fen === undefined ? undefined : text.startsWith('-') ? -fen : fen;
}

/** Reads a wall clock in Shanghai, `2026-11-23 09:15:02`. */
export function parseWallClock(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseInstant(`${text.replace(' ', 'T')}+08:00`);
}

const fieldsOf = (line: string): readonly string[] => line.split(',').map((field) => field.trim().replace(/^`/, '').trim());
