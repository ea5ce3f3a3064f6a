import type { Face } from './faces.ts';
import { GAP } from './glyphs/quick-line.ts';
import { itemise, type Run } from './itemise.ts';
import { punctuationOf } from './punctuation.ts';
import { areOfTwoScripts, traitsOf } from './traits.ts';

/** A glyph as shaped, in thousandths of an em: how far it moves the pen, and where it stands beside the pen. Glyphs of one `cluster` share its `text`. */
export type Glyph = { readonly id: number; readonly text: string; readonly cluster: number; readonly advance: number; readonly x: number; readonly y: number };

/** A run of glyphs of one face; `plain` tells that every glyph stands for exactly one character. */
export type ShapedRun = {
  readonly face: Face;
  readonly text: string;
  readonly plain: boolean;
  readonly rightToLeft: boolean;
  readonly glyphs: readonly Glyph[];
};

/** A line ready to be drawn, its runs from left to right; `width` in thousandths of an em, `count` glyphs. */
export type ShapedLine = { readonly text: string; readonly runs: readonly ShapedRun[]; readonly width: number; readonly count: number };

/** Shapes one line of text with the first face of the ladder that covers each cluster; throws where none does. */
export function shapeLine(text: string, ladder: readonly Face[]): ShapedLine {
  const runs = itemise(text, ladder).map((run): ShapedRun => {
    const { Buffer, Direction, shape } = run.face.harfbuzz;
    const buffer = new Buffer();
    buffer.addText(run.text);
    buffer.guessSegmentProperties();
    buffer.setDirection(run.rightToLeft ? Direction.RTL : Direction.LTR);
    buffer.setLanguage('zh-hans');
    shape(run.face.font, buffer, run.face.name === 'sans' || run.face.name === 'serif' ? chineseFeatures(run) : []);
    return shapedRun(run, buffer.getGlyphInfosAndPositions());
  });
  const glyphs = runs.flatMap((run) => run.glyphs);
  return { text, runs, width: glyphs.reduce((sum, glyph) => sum + glyph.advance, 0), count: glyphs.length };
}

/** Ligatures would hide letters of a Latin name from whoever searches the file. */
function chineseFeatures(run: Run) {
  const { Feature } = run.face.harfbuzz;
  return [new Feature('liga', 0), ...punctuationOf(run.text).map(({ feature, from, to }) => new Feature(feature, 1, from, to))];
}

type Placed = { readonly codepoint: number; readonly cluster: number; readonly xAdvance?: number; readonly xOffset?: number; readonly yOffset?: number };

function shapedRun(run: Run, placed: readonly Placed[]): ShapedRun {
  const scale = 1000 / run.face.unitsPerEm;
  const starts = [...new Set(placed.map((glyph) => glyph.cluster))].sort((left, right) => left - right);
  const glyphs = placed.map((glyph, at): Glyph => {
    if (glyph.codepoint === 0) throw new Error('a shaped glyph is missing');
    const text = run.text.slice(
      glyph.cluster,
      starts.find((start) => start > glyph.cluster),
    );
    const [advance, x, y] = [glyph.xAdvance ?? 0, glyph.xOffset ?? 0, glyph.yOffset ?? 0];
    const ends = placed[at + 1]?.cluster !== glyph.cluster;
    const gap = ends && meets(run.text, glyph.cluster + text.length) ? GAP : 0;
    return { id: glyph.codepoint, text, cluster: glyph.cluster, advance: advance * scale + gap, x: x * scale, y: y * scale };
  });
  const plain = !run.rightToLeft && starts.length === placed.length && glyphs.every((glyph) => [...glyph.text].length === 1);
  return { face: run.face, text: run.text, plain, rightToLeft: run.rightToLeft, glyphs };
}

/** Tells whether Han and Latin meet at a place of a text. */
function meets(text: string, at: number): boolean {
  const [before = ''] = [...text.slice(Math.max(0, at - 2), at)].slice(-1);
  const after = text.codePointAt(at);
  return before !== '' && after !== undefined && areOfTwoScripts(traitsOf(before.codePointAt(0) ?? 0), traitsOf(after));
}
