import { clustersOf } from '../domain/drawable.ts';
import type { Face } from './faces.ts';
import { type ShapedLine, shapeLine } from './shape.ts';
import { type Setting, widthOf } from './sheet.ts';

/** Breaks a text into lines no wider than `width` points: between words, between Han characters, and within a word only where it alone is too wide. */
export async function breakLines(text: string, style: Setting & { readonly ladder: readonly Face[] }, width: number): Promise<readonly ShapedLine[]> {
  const lines: ShapedLine[] = [];
  for (const paragraph of text.split('\n')) {
    let current = '';
    for (const part of await partsOf(paragraph, style, width)) {
      if (current !== '' && (await widthIn(current + part.trimEnd(), style)) > width) {
        lines.push(await shapeLine(current.trimEnd(), style.ladder));
        current = part.trimStart();
      } else current += part;
    }
    lines.push(await shapeLine(current.trimEnd(), style.ladder));
  }
  return lines;
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
  if (CLOSING.test(next) || OPENING.test(last)) return true;
  if (/\s$/.test(last)) return /^\s/.test(next);
  if (/^\s/.test(next)) return true;
  const tail = [...last].at(-1) ?? '';
  return !WIDE.test(tail) && !WIDE.test(next) && !/(?:་|\p{L}-)$/u.test(last);
}
