import { clustersOf } from '../domain/drawable.ts';
import { type Ladder, type Line, lineOf } from './line.ts';
import { type Setting, widthOf } from './sheet.ts';
import { TRAIT, traitsOf } from './traits.ts';

type Style = Setting & { readonly ladder: Ladder };

/**
 * Breaks a text into lines no wider than `width` points: between words, between Han characters, and within a word only
 * where it alone is too wide. A last line is never a mere end: it takes from the line before.
 */
export function breakLines(text: string, style: Style, width: number): readonly Line[] {
  return text.split('\n').flatMap((paragraph) => breakParagraph(paragraph, style, width));
}

function breakParagraph(paragraph: string, style: Style, width: number): readonly Line[] {
  const whole = lineOf(paragraph.trimEnd(), style.ladder);
  if (widthOf(whole, style) <= width) return [whole];
  const parts = partsOf(paragraph).flatMap((part) => (part.length * style.size > width && widthIn(part, style) > width ? charactersOf(part) : [part]));
  const lines = withoutRunt(fillLines(parts, { whole, style, width }), style);
  return lines.map((line, at) => lineOf(at === 0 ? line.join('').trimEnd() : line.join('').trim(), style.ladder)); // the first line may be indented
}

const widthIn = (text: string, style: Style): number => widthOf(lineOf(text.trimEnd(), style.ladder), style);

type Lines = readonly (readonly string[])[];

type Filling = { readonly whole: Line; readonly style: Style; readonly width: number };

/** Fills line after line by the widths of the parts, and holds each against its true width, in which neighbours may push each other. */
function fillLines(parts: readonly string[], { whole, style, width }: Filling): Lines {
  const widths = widthsOf(parts, whole, style);
  const lines: string[][] = [];
  for (let from = 0; from < parts.length; ) {
    let to = from + 1;
    for (let sum = widths[from] ?? 0; to < parts.length; to++) {
      sum += widths[to] ?? 0;
      if (sum - blankAfter(parts[to], style) > width) break;
    }
    while (to > from + 1 && widthIn(parts.slice(from, to).join(''), style) > width) to--;
    lines.push(parts.slice(from, to));
    from = to;
  }
  return lines;
}

/** Width of every part in points; a quick line knows it of each character. */
function widthsOf(parts: readonly string[], whole: Line, style: Style): readonly number[] {
  if (!('quick' in whole)) return parts.map((part) => widthOf(lineOf(part, style.ladder), style));
  let glyph = 0;
  return parts.map((part) => {
    let sum = 0;
    for (let at = 0; at < part.length; at++) {
      if (!isLowSurrogate(part.charCodeAt(at))) sum += whole.quick[glyph++]?.advance ?? 0;
    }
    return (sum * style.size) / 1000;
  });
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

const blankAfter = (part: string | undefined, style: Style): number => (part?.endsWith(' ') === true ? widthOf(lineOf(' ', style.ladder), style) : 0);

/** Width of the shortest last line, in ems. */
const RUNT = 4;

function withoutRunt(lines: Lines, style: Style): Lines {
  let [before, last] = [lines.at(-2), lines.at(-1)];
  if (before === undefined || last === undefined) return lines;
  while (before.length > last.length + 1 && widthIn(last.join(''), style) < RUNT * style.size) {
    [before, last] = [before.slice(0, -1), [...before.slice(-1), ...last]];
  }
  return [...lines.slice(0, -2), before, last];
}

/** What must stay together: a word with its blank, a Han character with the marks that may not begin or end a line. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  for (const character of charactersOf(text)) {
    const last = parts.at(-1);
    if (last !== undefined && staysTogether(last, character)) parts[parts.length - 1] = last + character;
    else parts.push(character);
  }
  return parts;
}

const COMBINES = /[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;

/** A text character by character; only where some combine does it take a segmenter, which is slow. */
const charactersOf = (text: string): readonly string[] => (COMBINES.test(text) ? clustersOf(text) : [...text]);

function staysTogether(last: string, next: string): boolean {
  const [before, after] = [lastTraits(last), traitsOf(next.codePointAt(0) ?? 0)];
  if (((before | after) & TRAIT.tied) !== 0) return true;
  if ((after & TRAIT.clings) !== 0 || (before & TRAIT.leads) !== 0) return true;
  if ((before & TRAIT.blank) !== 0) return (after & TRAIT.blank) !== 0;
  if ((after & TRAIT.blank) !== 0) return true;
  // Not behind a hyphen either: readers of the file would take it for one that was added.
  return ((before | after) & TRAIT.solid) === 0 && !last.endsWith('་');
}

/** Traits of a text's last character. */
function lastTraits(text: string): number {
  const low = text.charCodeAt(text.length - 1);
  const isPair = isLowSurrogate(low) && text.length > 1;
  return traitsOf(text.codePointAt(text.length - (isPair ? 2 : 1)) ?? 0);
}
