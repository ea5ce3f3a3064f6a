import type { DocumentFacts } from '../../../functions/documents/documents.ts';
import { FORMS } from '../../../functions/documents/forms.ts';
import { type DocumentGlyphs, documentGlyphs } from '../../../functions/documents/glyphs/drawn-glyphs.ts';
import { NARROW } from '../../../functions/documents/glyphs/glyph-store.ts';
import { laddersOf, openStores } from '../../../functions/documents/glyphs/open-stores.ts';
import { SMALL_CODE } from '../../../functions/documents/page-marks.ts';
import { makeSheet, type Sheet } from '../../../functions/documents/sheet.ts';

/** Text of one face on its baseline, from the left and the top in points; `spacing` is extra space after each letter, `lineX` where the pen began the line that it stands in. */
export type TextItem = Pen & {
  readonly is: 'text';
  readonly face: string;
  readonly size: number;
  readonly text: string;
  readonly spacing?: number;
  readonly lineX: number;
};
/** A path as SVG writes it, from the top left. */
export type PathItem = { readonly is: 'path'; readonly d: string; readonly colour: string; readonly pen?: number };
export type CodeItem = { readonly is: 'code'; readonly x: number; readonly y: number; readonly size: number; readonly text: string };
export type DisplayPage = { readonly width: number; readonly height: number; readonly items: readonly (TextItem | PathItem | CodeItem)[] };

/**
 * What our own drawing puts on the pages of a document, so that every peer draws the same: same words, faces, sizes and
 * places. The layout is done for them here, and the large code of the second page is spared them.
 */
export function displayList(facts: DocumentFacts): readonly DisplayPage[] {
  const stores = openStores();
  const form = FORMS[facts.kind];
  const glyphs = documentGlyphs(Object.values(stores), new Map());
  const sheets = form.pages.map(({ width, height }) => makeSheet(width, height, { glyphs }));
  form.drawForm(sheets, laddersOf(stores), { demonstration: facts.society.demonstration, pictures: {} });
  form.drawValues(sheets, laddersOf(stores), facts);
  return sheets.map((sheet) => ({ width: sheet.width, height: sheet.height, items: itemsOf(sheet, facts) }));
}

function itemsOf(sheet: Sheet, facts: DocumentFacts): DisplayPage['items'] {
  const characters = charactersOf(sheet.glyphs ?? new Map());
  let at: Pen = { x: 0, y: 0, colour: '#000000' };
  let state: State = { matrix: UNMOVED, colour: '#000000', pen: 1 };
  const kept: State[] = [];
  const items = sheet.operators.flatMap((operator): DisplayPage['items'] => {
    const begins = /^BT ([\d.]+ [\d.]+ [\d.]+) rg(?:.*Tr)? (-?[\d.]+) (-?[\d.]+) Td$/.exec(operator);
    if (begins !== null) at = { colour: colourOf(begins[1]), x: Number(begins[2]), y: sheet.height - Number(begins[3]) };
    if (operator.includes(']TJ')) return textsOf(operator, at, characters);
    const code = /([\d.]+) 0 0 [\d.]+ ([\d.]+) ([\d.]+) cm \/(\w+) Do/.exec(operator);
    const size = Number(code?.[1]);
    if (code !== null)
      return code[4] === SMALL_CODE ? [{ is: 'code', size, x: Number(code[2]), y: sheet.height - Number(code[3]) - size, text: facts.verifyUrl }] : [];
    if (operator.startsWith('q ')) kept.push(state);
    state = operator === 'Q' ? (kept.pop() ?? state) : changed(state, operator);
    return / (?:S|f)$/.test(operator) ? [pathOf(operator, sheet.height, state)] : [];
  });
  return joined(items);
}

/** Strokes that follow one another with the same pen are one path, which spares the peers some calls. */
function joined(items: DisplayPage['items']): DisplayPage['items'] {
  return items.reduce((list: DisplayPage['items'][number][], item) => {
    const last = list.at(-1);
    if (item.is === 'path' && last?.is === 'path' && item.pen !== undefined && item.pen === last.pen && item.colour === last.colour)
      list[list.length - 1] = { ...last, d: last.d + item.d };
    else list.push(item);
    return list;
  }, []);
}

/** What holds until it is said otherwise (ISO 32000-1, 8.4). */
type State = { readonly matrix: Matrix; readonly colour: string; readonly pen: number };

function changed({ matrix, colour, pen }: State, operator: string): State {
  const moves = /(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) cm$/.exec(operator);
  const said = /([\d.]+ [\d.]+ [\d.]+) (?:RG|rg)/.exec(operator)?.[1];
  return {
    matrix: moves === null ? matrix : within(moves.slice(1).map(Number), matrix),
    colour: said === undefined ? colour : colourOf(said),
    pen: Number(/ ([\d.]+) w /.exec(operator)?.[1] ?? pen),
  };
}

type Pen = { readonly x: number; readonly y: number; readonly colour: string };
type Characters = (face: string, code: number) => { readonly character: string; readonly advance: number };

function charactersOf(glyphs: DocumentGlyphs): Characters {
  return (face, code) => {
    const drawn = glyphs.get(face === 'serif' ? 'serif' : face === 'korean' ? 'korean' : 'sans');
    const key = [...(drawn?.added ?? [])].find(([, glyph]) => glyph.code === code)?.[0] ?? 0;
    const { store } = drawn?.face ?? {};
    return { character: String.fromCodePoint(key >= NARROW ? key - NARROW : key), advance: store?.advances[store.find(key)] ?? 0 };
  };
}

/** A line face by face; the pen moves as the file says it does. */
function textsOf(operator: string, { x: from, y, colour }: Pen, characters: Characters): readonly TextItem[] {
  const spaced = operator.includes('/ActualText');
  let x = from;
  return [...operator.matchAll(/\/(\w+?)[01] ([\d.]+) Tf\[((?:\((?:\\[\s\S]|[^\\()])*\)|-?[\d.]+)*)\]TJ/g)].map(
    ([, face = '', sizeText = '', array = '']): TextItem => {
      const size = Number(sizeText);
      let [text, start, first] = ['', x, 0];
      for (const [part] of array.matchAll(/\((?:\\[\s\S]|[^\\()])*\)|-?[\d.]+/g)) {
        if (!part.startsWith('(')) x -= (Number(part) * size) / 1000;
        for (const code of part.startsWith('(') ? codesOf(part) : []) {
          const { character, advance } = characters(face, code);
          if (text === '') start = x;
          if ([...text].length === 1) first = x - first;
          text += character;
          x += (advance * size) / 1000;
          if ([...text].length === 1) first = x;
        }
      }
      return { is: 'text', face, size, x: start, y, text, colour, lineX: from, ...(spaced ? { spacing: Math.round(first * 100) / 100 } : {}) };
    },
  );
}

/** Codes of two bytes in a string (ISO 32000-1, 7.3.4.2). */
function codesOf(text: string): readonly number[] {
  const bytes = text.slice(1, -1).replace(/\\([\s\S])/g, (_, escaped: string) => (escaped === 'r' ? '\r' : escaped));
  return Array.from({ length: bytes.length / 2 }, (_, at) => bytes.charCodeAt(2 * at) * 256 + bytes.charCodeAt(2 * at + 1));
}

/** A matrix as the file writes it (ISO 32000-1, 8.3.4). */
type Matrix = readonly number[];
const UNMOVED: Matrix = [1, 0, 0, 1, 0, 0];

const moved = ([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: Matrix, x: number, y: number): readonly [number, number] => [a * x + c * y + e, b * x + d * y + f];

/** What is drawn under `inner` inside `outer`. */
function within(inner: Matrix, outer: Matrix): Matrix {
  const [e = 0, f = 0] = outer.slice(4);
  const turned = [0, 2, 4].map((at) => moved(outer, inner[at] ?? 0, inner[at + 1] ?? 0));
  return turned.flatMap(([x, y], at) => (at < 2 ? [x - e, y - f] : [x, y]));
}

function pathOf(operator: string, height: number, { matrix, colour, pen }: State): PathItem {
  const place = (x: number, y: number) => {
    const [across, up] = moved(matrix, x, y);
    return `${across.toFixed(3)} ${(height - up).toFixed(3)}`;
  };
  const steps = [...operator.matchAll(/((?:-?[\d.]+ )+)([mlc]|re)(?= )/g)].map(([, numbers = '', kind = '']) => {
    const [x = 0, y = 0, ...more] = numbers.trim().split(' ').map(Number);
    if (kind === 're') return `M${place(x, y + (more[1] ?? 0))}h${more[0]}v${more[1]}h-${more[0]}z`;
    const places = [place(x, y), ...[0, 2].flatMap((at) => (kind === 'c' ? [place(more[at] ?? 0, more[at + 1] ?? 0)] : []))];
    return `${{ m: 'M', l: 'L', c: 'C' }[kind]}${places.join(' ')}`;
  });
  return { is: 'path', d: steps.join(''), colour, ...(operator.endsWith('S') ? { pen } : {}) };
}

function colourOf(rgb: string | undefined): string {
  const parts = (rgb ?? '0 0 0').split(' ').map((part) =>
    Math.round(Number(part) * 255)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${parts.join('')}`;
}
