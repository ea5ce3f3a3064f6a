import type { Face } from '../faces.ts';
import { INK } from '../palette.ts';
import { type ShapedLine, shapeLine } from '../shape.ts';
import { type Block, fitText } from '../typeset.ts';

/** Sets the few words and many figures of a long table: every word is shaped once, and figures are put together from shaped characters. */
export type Cells = {
  /** A text that comes again and again, such as a name, made to fit a column's width in points: smaller, then on two lines, never cut. */
  readonly words: (text: string, width: number) => Promise<Block>;
  /** A text of the characters that figures and numbers are made of; throws for any other. */
  readonly figures: (text: string) => ShapedLine;
};

/** Size of a table's text in points. */
export const CELL_SIZE = 7.5;

const FIGURES = '0123456789-,.+¥ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Most words kept, so that a table of ever new words takes no more room than this. */
const KEPT = 5000;

/** Shapes the figures' characters with a ladder and begins without words. */
export async function makeCells(ladder: readonly Face[]): Promise<Cells> {
  const known = new Map<string, Block>();
  const characters = new Map<string, ShapedLine>();
  for (const character of FIGURES) characters.set(character, await shapeLine(character, ladder));
  return {
    words: async (text, width) => {
      const key = `${width} ${text}`;
      const block = known.get(key) ?? (await fitCell(text, ladder, width));
      if (known.size < KEPT) known.set(key, block);
      return block;
    },
    figures: (text) => joined(text, characters),
  };
}

async function fitCell(text: string, ladder: readonly Face[], width: number): Promise<Block> {
  for (let size = CELL_SIZE; ; size -= 0.5) {
    const block = await fitText(text, { size, colour: INK, ladder }, { width, leading: 1.08 });
    const fits = block.lines.length === 1 || (size <= 5 && block.lines.length === 2);
    if (fits || size <= 1.5) return block;
  }
}

/** Characters side by side as one plain run: figures are neither kerned nor joined, and all digits are of one width. */
function joined(text: string, characters: ReadonlyMap<string, ShapedLine>): ShapedLine {
  const runs = Array.from(text, (character) => {
    const run = characters.get(character)?.runs[0];
    if (run === undefined) throw new RangeError(`no figure: ${character}`);
    return run;
  });
  const [first] = runs;
  const glyphs = runs.flatMap((run) => run.glyphs).map((glyph, cluster) => ({ ...glyph, cluster }));
  const line = {
    text,
    runs: first === undefined ? [] : [{ ...first, text, glyphs }],
    width: glyphs.reduce((sum, glyph) => sum + glyph.advance, 0),
    count: glyphs.length,
  };
  return line;
}
