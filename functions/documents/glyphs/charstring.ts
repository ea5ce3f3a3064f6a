// Writes outlines as charstrings of Type 2 (Adobe Technical Note 5177), which take two thirds of what TrueType takes.
import type { Contour, Point, Step } from './outline.ts';

/** How a glyph is written: its advance in units, and of how many units its places are multiples. */
export type CharstringWish = { readonly advance: number; readonly grid: number };

/** The advance that a charstring need not tell (Note 5176, table 23: defaultWidthX). */
export const USUAL_ADVANCE = 1000;

/** The charstring of a glyph. A contour is closed by itself, so that its last line is left out. */
export function charstringOf(contours: readonly Contour[], { advance, grid }: CharstringWish): Uint8Array {
  const bytes: number[] = [];
  let width = advance === USUAL_ADVANCE ? [] : [advance];
  let pen: Point = [0, 0];
  for (const contour of contours) {
    const from = onGrid(contour.from, grid);
    put(bytes, [...width, ...moveTo(pen, from)]);
    width = [];
    const moves = movesOf(contour, grid);
    for (let at = 0; at < moves.length; ) at += putMoves(bytes, moves, at);
    pen = moves.reduce(([x, y], { ends: [dx, dy] }) => [x + dx, y + dy], from);
  }
  put(bytes, [...width, 'endchar']);
  return Uint8Array.from(bytes);
}

/** 5177, appendix A. */
const CODES = {
  vmoveto: 4,
  rlineto: 5,
  hlineto: 6,
  vlineto: 7,
  rrcurveto: 8,
  endchar: 14,
  rmoveto: 21,
  hmoveto: 22,
  vvcurveto: 26,
  hhcurveto: 27,
  vhcurveto: 30,
  hvcurveto: 31,
} as const;

type Word = number | keyof typeof CODES;

function put(bytes: number[], words: readonly Word[]): void {
  for (const word of words) {
    if (typeof word === 'number') bytes.push(...numberBytes(word));
    else bytes.push(CODES[word]);
  }
}

/** 5177, 3.2: small numbers take one byte. */
export function numberBytes(value: number): readonly number[] {
  if (Math.abs(value) <= 107) return [value + 139];
  if (value >= 108 && value <= 1131) return [247 + ((value - 108) >> 8), (value - 108) & 255];
  if (value <= -108 && value >= -1131) return [251 + ((-value - 108) >> 8), (-value - 108) & 255];
  return [28, (value >> 8) & 255, value & 255];
}

const onGrid = ([x, y]: Point, grid: number): Point => [Math.round(x / grid) * grid, Math.round(y / grid) * grid];

function moveTo([x, y]: Point, [toX, toY]: Point): readonly Word[] {
  const [dx, dy] = [toX - x, toY - y];
  if (dy === 0) return [dx, 'hmoveto'];
  return dx === 0 ? [dy, 'vmoveto'] : [dx, dy, 'rmoveto'];
}

/** A step as differences: of its end from its beginning, and of a curve's three parts. */
type Move = { readonly ends: Point; readonly parts?: readonly [Point, Point, Point] };

function movesOf({ from, steps }: Contour, grid: number): readonly Move[] {
  let pen = onGrid(from, grid);
  const moves = steps.map((step): Move => {
    const move = moveOf(pen, step, grid);
    pen = onGrid(step.to, grid);
    return move;
  });
  const drawn = moves.filter(({ ends: [dx, dy], parts }) => dx !== 0 || dy !== 0 || parts !== undefined);
  return drawn.at(-1)?.parts === undefined && steps.at(-1)?.controls === undefined ? drawn.slice(0, -1) : drawn;
}

function moveOf(pen: Point, { to, controls }: Step, grid: number): Move {
  const end = onGrid(to, grid);
  if (controls === undefined || isFlat([pen, ...controls, end], grid)) return { ends: between(pen, end) };
  const [one, two] = [onGrid(controls[0], grid), onGrid(controls[1], grid)];
  return { ends: between(pen, end), parts: [between(pen, one), between(one, two), between(two, end)] };
}

/** Tells whether a curve leaves its chord by less than half of the grid, which three quarters of its controls' distances bound. */
function isFlat([from, one, two, to]: readonly [Point, Point, Point, Point], grid: number): boolean {
  const [dx, dy] = between(from, to);
  const length = Math.hypot(dx, dy);
  if (grid === 1 || length === 0) return false;
  return [one, two].every(([x, y]) => {
    const [acrossX, acrossY] = [x - from[0], y - from[1]];
    const along = (acrossX * dx + acrossY * dy) / length;
    return along >= 0 && along <= length && (Math.abs(acrossX * dy - acrossY * dx) / length) * 0.75 <= grid / 2;
  });
}

const between = ([x, y]: Point, [toX, toY]: Point): Point => [toX - x, toY - y];

/** Numbers that an operator takes at most (5177, appendix B), less what one more step may add. */
const ROOM = 36;

/** Writes the moves from a place on that go into one operator, and tells how many they were. */
function putMoves(bytes: number[], moves: readonly Move[], at: number): number {
  const move = moves[at];
  if (move === undefined) return 1;
  if (move.parts !== undefined) return putCurves(bytes, moves, at);
  const [dx, dy] = move.ends;
  return dx !== 0 && dy !== 0 ? putSlanted(bytes, moves, at) : putStraight(bytes, moves, at);
}

/** Lines that go across and up by turns. */
function putStraight(bytes: number[], moves: readonly Move[], at: number): number {
  const across = moves[at]?.ends[1] === 0;
  const lengths: number[] = [];
  for (const { ends, parts } of moves.slice(at, at + ROOM)) {
    const isAcross = across === (lengths.length % 2 === 0);
    if (parts !== undefined || ends[isAcross ? 1 : 0] !== 0) break;
    lengths.push(ends[isAcross ? 0 : 1]);
  }
  put(bytes, [...lengths, across ? 'hlineto' : 'vlineto']);
  return lengths.length;
}

function putSlanted(bytes: number[], moves: readonly Move[], at: number): number {
  const run = moves.slice(at, at + ROOM / 2);
  const stop = run.findIndex(({ ends: [dx, dy], parts }) => parts !== undefined || dx === 0 || dy === 0);
  const lines = stop < 0 ? run : run.slice(0, stop);
  put(bytes, [...lines.flatMap(({ ends }) => ends), 'rlineto']);
  return lines.length;
}

/** Which way a part goes: across, up, or both. */
const wayOf = ([dx, dy]: Point): 'h' | 'v' | 'r' => (dy === 0 ? 'h' : dx === 0 ? 'v' : 'r');

const waysOf = ([one, , three]: readonly [Point, Point, Point]): string => wayOf(one) + wayOf(three);

/** Curves that begin or end across or up leave out the zeros of that. */
function putCurves(bytes: number[], moves: readonly Move[], at: number): number {
  const parts = moves[at]?.parts;
  if (parts === undefined) return 1;
  const [[dx1, dy1], [dx2, dy2], [dx3, dy3]] = parts;
  const ways = waysOf(parts);
  if (ways[0] !== 'r' && ways[1] !== ways[0]) return putTurning(bytes, moves, at);
  if (ways[1] === 'h') put(bytes, [...(dy1 === 0 ? [] : [dy1]), dx1, dx2, dy2, dx3, 'hhcurveto']);
  else if (ways[1] === 'v') put(bytes, [...(dx1 === 0 ? [] : [dx1]), dy1, dx2, dy2, dy3, 'vvcurveto']);
  else return putFree(bytes, moves, at);
  return 1;
}

/** Curves that begin across and end up, then the other way round; the last of them may end any way. */
function putTurning(bytes: number[], moves: readonly Move[], at: number): number {
  const across = moves[at]?.parts?.[0][1] === 0;
  const words: Word[] = [];
  let count = 0;
  for (const { parts } of moves.slice(at, at + ROOM / 4)) {
    const isAcross = across === (count % 2 === 0);
    if (parts === undefined || wayOf(parts[0]) !== (isAcross ? 'h' : 'v') || wayOf(parts[2]) === wayOf(parts[0])) break;
    const [[dx1, dy1], [dx2, dy2], [dx3, dy3]] = parts;
    const free = wayOf(parts[2]) === 'r';
    words.push(isAcross ? dx1 : dy1, dx2, dy2, isAcross ? dy3 : dx3, ...(free ? [isAcross ? dx3 : dy3] : []));
    count++;
    if (free) break;
  }
  put(bytes, [...words, across ? 'hvcurveto' : 'vhcurveto']);
  return count;
}

function putFree(bytes: number[], moves: readonly Move[], at: number): number {
  const run = moves.slice(at, at + ROOM / 6);
  const stop = run.findIndex(({ parts }) => parts === undefined || waysOf(parts) !== 'rr');
  const curves = (stop < 0 ? run : run.slice(0, stop)).flatMap(({ parts }) => (parts === undefined ? [] : [parts]));
  put(bytes, [...curves.flatMap((parts) => parts.flat()), 'rrcurveto']);
  return curves.length;
}
