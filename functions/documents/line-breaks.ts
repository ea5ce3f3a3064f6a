import { clustersOf } from '../domain/drawable.ts';
import type { Face } from './faces.ts';
import { type ShapedLine, shapeLine } from './shape.ts';
import { type Setting, widthOf } from './sheet.ts';

/**
 * Breaks a text into lines no wider than `width` points: between words, between Han characters, and within a word only
 * where it alone is too wide. A last line is never a mere end: it takes from the line before.
 */
export async function breakLines(text: string, style: Setting & { readonly ladder: readonly Face[] }, width: number): Promise<readonly ShapedLine[]> {
  const lines: ShapedLine[] = [];
  for (const paragraph of text.split('\n')) {
    const filled = await fillLines(await partsOf(paragraph, style, width), style, width);
    for (const [at, parts] of (await withoutRunt(filled, style)).entries()) {
      const line = parts.join('').trimEnd();
      lines.push(await shapeLine(at === 0 ? line : line.trimStart(), style.ladder)); // the first line may be indented
    }
  }
  return lines;
}

type Lines = readonly (readonly string[])[];

async function fillLines(parts: readonly string[], style: Set, width: number): Promise<Lines> {
  const lines: string[][] = [[]];
  for (const part of parts) {
    const last = lines.at(-1) ?? [];
    if (last.length > 0 && (await widthIn(last.join('') + part.trimEnd(), style)) > width) lines.push([part]);
    else last.push(part);
  }
  return lines;
}

/** Width of the shortest last line, in ems. */
const RUNT = 4;

async function withoutRunt(lines: Lines, style: Set): Promise<Lines> {
  let [before, last] = [lines.at(-2), lines.at(-1)];
  if (before === undefined || last === undefined) return lines;
  while (before.length > last.length + 1 && (await widthIn(last.join('').trimEnd(), style)) < RUNT * style.size) {
    [before, last] = [before.slice(0, -1), [...before.slice(-1), ...last]];
  }
  return [...lines.slice(0, -2), before, last];
}

type Set = Setting & { readonly ladder: readonly Face[] };

const widthIn = async (text: string, style: Set): Promise<number> => widthOf(await shapeLine(text, style.ladder), style);

/** What must stay together: a word with its blank, a Han character with the marks that may not begin or end a line. */
async function partsOf(text: string, style: Set, width: number): Promise<readonly string[]> {
  const parts: string[] = [];
  for (const cluster of clustersOf(text)) {
    const last = parts.at(-1);
    if (last !== undefined && staysTogether(last, cluster)) parts[parts.length - 1] = last + cluster;
    else parts.push(cluster);
  }
  const pieces: string[] = [];
  for (const part of parts) pieces.push(...((await widthIn(part.trimEnd(), style)) > width ? clustersOf(part) : [part]));
  return pieces;
}

const CLOSING = /^[，。、；：？！）》」』”’〉】·…%％\p{Pe}\p{Pf}]/u;
const OPENING = /[（《「『“‘〈【\p{Ps}\p{Pi}]$/u;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。、；：？！（）《》「」“”]/u;

function staysTogether(last: string, next: string): boolean {
  if (/\u00a0$/.test(last) || /^\u00a0/.test(next)) return true;
  if (CLOSING.test(next) || OPENING.test(last)) return true;
  if (/\s$/.test(last)) return /^\s/.test(next);
  if (/^\s/.test(next)) return true;
  const tail = [...last].at(-1) ?? '';
  // Not behind a hyphen either: readers of the file would take it for one that was added.
  return !WIDE.test(tail) && !WIDE.test(next) && !last.endsWith('་');
}
