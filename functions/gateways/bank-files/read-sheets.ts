import { decodeFileText } from './file-text.ts';
import type { Sheet, SheetsRead } from './table.ts';

/** Largest file taken, in bytes. */
export const LARGEST_FILE = 32 * 1024 * 1024;

/** Largest text inside a workbook once unpacked, in rows; what is longer is no day's list. */
const LARGEST_ROWS = 300_000;

const XLSX = [0x50, 0x4b, 0x03, 0x04];
const OLE = [0xd0, 0xcf, 0x11, 0xe0];

/**
 * Reads a list as banks and acquirers send it. What a file is, its first bytes say, never its name: an xlsx workbook may
 * be called `.csv`. A text may be UTF-8 or GB 18030, parted by commas, tabs or semicolons.
 */
export async function readSheets(bytes: Uint8Array): Promise<SheetsRead> {
  if (bytes.length === 0) return { ok: false, code: 'file_empty' };
  if (bytes.length > LARGEST_FILE) return { ok: false, code: 'file_too_large' };
  if (begins(bytes, OLE)) return { ok: false, code: 'file_old_excel' };
  if (begins(bytes, XLSX)) return readWorkbook(bytes);
  const text = decodeFileText(bytes);
  if (text === undefined) return { ok: false, code: 'file_encoding' };
  if (/^\s*<(?:!doctype|html|table)/i.test(text)) return { ok: false, code: 'file_web_page' };
  return readText(text);
}

const begins = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, at) => bytes[at] === byte);

async function readWorkbook(bytes: Uint8Array): Promise<SheetsRead> {
  const { default: readExcel } = await import('read-excel-file/node');
  try {
    const sheets = await readExcel(Buffer.from(bytes), { parseNumber: spellNumber });
    const read = sheets.map(({ sheet, data }): Sheet => ({ name: sheet, rows: data.map((row) => row.map(cellText)) }));
    return read.some(({ rows }) => rows.length > LARGEST_ROWS) ? { ok: false, code: 'file_too_large' } : { ok: true, sheets: read };
  } catch {
    return { ok: false, code: 'file_unreadable' }; // not a workbook, or one that is cut off
  }
}

/**
 * Numbers stay as the file spells them. A cell of type number holds 15 digits at most: an account number typed into one
 * has lost its end, and is spelt so that it is refused as damaged.
 */
const spellNumber = (spelt: string): string => (/^\d{16,}$/.test(spelt) ? Number(spelt).toExponential() : spelt);

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return dateText(cell);
  return String(cell).trim();
}

/** A workbook's date has no zone and is a fraction of days, so that its second is the nearest one; before 1901 it is a time of day alone. */
function dateText(date: Date): string {
  const text = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return date.getUTCFullYear() < 1901 ? text.slice(11) : text;
}

async function readText(text: string): Promise<SheetsRead> {
  const { parse } = await import('csv-parse/sync');
  try {
    const rows = parse(text, { delimiter: delimiterOf(text), relax_column_count: true, relax_quotes: true, skip_empty_lines: false, bom: true, trim: true });
    if (rows.length > LARGEST_ROWS) return { ok: false, code: 'file_too_large' };
    return { ok: true, sheets: [{ name: '', rows: rows.map((row) => row.map((cell) => cell.trim())) }] };
  } catch {
    return { ok: false, code: 'file_unreadable' }; // an opened quote that nobody closed
  }
}

/** The separator that the first fifty lines use most. */
function delimiterOf(text: string): string {
  const head = text.split('\n', 50).join('\n');
  const counts = [',', '\t', ';'].map((mark) => [mark, head.split(mark).length] as const);
  return counts.reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}
