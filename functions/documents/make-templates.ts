// Made once, when the product is built: draws every form with the same code that draws a designer's changes, and writes it
// as the beginning of a PDF file (ISO 32000-1, 7.5.2) together with the glyphs that nearly every gift needs.
import { money } from '../domain/money.ts';
import type { Bilingual, Society } from '../domain/society.ts';
import type { DocumentForm } from './document-form.ts';
import { type DocumentFacts, type DocumentKind, TEMPLATE } from './documents.ts';
import { loadLadder } from './faces.ts';
import { readFace } from './font-files.ts';
import { FORMS } from './forms.ts';
import { charstringOf } from './glyphs/charstring.ts';
import { documentGlyphs, type FixedGlyphs, type FixedKeys, fixGlyphs, gridFor } from './glyphs/drawn-glyphs.ts';
import type { FontGlyph } from './glyphs/font-program.ts';
import { laddersOf, type Stores } from './glyphs/open-stores.ts';
import { contoursOf } from './glyphs/outline.ts';
import type { StoredFace } from './glyphs/quick-line.ts';
import { readTrueType, type TrueTypeFace } from './glyphs/truetype.ts';
import type { Ladders } from './page-marks.ts';
import { commonMap } from './pdf/character-map.ts';
import { writeFont, writeSqueezed } from './pdf/composite-font.ts';
import { beginFile, beginningOf, reserve, writePacked } from './pdf/pdf-file.ts';
import { writePictures } from './pdf/picture.ts';
import { squeezeWell } from './pdf/squeeze.ts';
import { srgbProfile } from './pdf/srgb.ts';
import { writeFixedStructure } from './pdf/structure.ts';
import type { Pictures } from './picture.ts';
import { makeSheet, type Sheet } from './sheet.ts';
import { formatTemplate, templateName, wordsOf } from './template.ts';

/** A file to be written into the folder of what was built. */
export type BuiltFile = { readonly name: string; readonly bytes: Uint8Array };

/** The templates of a society: of each kind one for every campaign, and plain ones that draw whatever comes, with the demonstration's mark and without. */
export async function makeTemplates(society: Society, stores: Stores, pictures: Pictures = {}): Promise<readonly BuiltFile[]> {
  const [sans, serif] = await Promise.all([loadLadder('sans'), loadLadder('serif')]);
  const ground = { freshLadders: () => laddersOf(stores, { shaped: { sans, serif } }), stores, sources: await readSources(), pictures };
  const kinds = ['receipt', 'certificate'] as const;
  const plain = kinds.flatMap((kind) =>
    [true, false].map((demonstration) => makeTemplate({ kind, demonstration, words: '', specimens: specimensOf(kind, plainWords(demonstration)) }, ground)),
  );
  const own = kinds.flatMap((kind) =>
    society.campaigns.map(({ name, purpose }) => {
      const words = { society, campaign: name, purpose };
      return makeTemplate({ kind, demonstration: society.demonstration, words: wordsOf(words), specimens: specimensOf(kind, words) }, ground);
    }),
  );
  return [...plain, ...own];
}

type Wish = { readonly kind: DocumentKind; readonly demonstration: boolean; readonly words: string; readonly specimens: readonly DocumentFacts[] };

/** What every template is drawn with: ladders for one drawing, since lines remember what drew them; `sources` have the outlines as they were before they came into the stores. */
type Ground = {
  readonly freshLadders: () => Ladders;
  readonly stores: Stores;
  readonly sources: { readonly [face in StoredFace['name']]: TrueTypeFace };
  readonly pictures: Pictures;
};

async function readSources(): Promise<Ground['sources']> {
  const [sans, serif, korean] = await Promise.all([readFace('sans'), readFace('serif'), readFace('korean')]);
  return { sans: readTrueType(sans), serif: readTrueType(serif), korean: readTrueType(korean) };
}

function makeTemplate({ kind, demonstration, words, specimens }: Wish, ground: Ground): BuiltFile {
  const form = FORMS[kind];
  const keys = collectKeys(form, { demonstration, specimens, ground });
  const fixed = fixGlyphs(keys);
  const sheets = openSheets(form, ground.stores, fixed);
  form.drawForm(sheets, ground.freshLadders(), { demonstration, pictures: ground.pictures });
  const file = beginFile(1 << 20);
  const colours = writeSqueezed(file, '/N 3', srgbProfile());
  const pictures = kind === 'certificate' ? writePictures(file, ground.pictures) : {};
  const drawn = Object.keys(keys).map((face) => glyphsOf(face as StoredFace['name'], { keys, fixed, ground })); // the faces are those of the stores
  const characters = writeSqueezed(file, '', Buffer.from(commonMap(drawn.flatMap(({ glyphs }) => glyphs)), 'latin1'));
  const fonts = drawn.map(({ face, glyphs }, at) => {
    const { store } = ground.stores[face];
    return [face, writeFont(file, { store, glyphs, tag: `DAYAA${'ABC'[at]}`, squeezed: true, characters })];
  });
  const pages = sheets.map(() => reserve(file));
  const values = openSheets(form, ground.stores, fixed).map((sheet, at): Sheet => ({ ...sheet, firstMark: sheets[at]?.tags.length ?? 0 }));
  for (const specimen of specimens.slice(0, 1)) form.drawValues(values, ground.freshLadders(), specimen);
  const tagged = pages.map((page, at) => ({ page, tags: [...(sheets[at]?.tags ?? []), ...(values[at]?.tags ?? [])] }));
  const structure = writeFixedStructure(file, tagged, form.order);
  const contents = sheets.map((sheet) => writeSqueezed(file, '', Buffer.from(sheet.operators.map(shortened).join('\n'), 'latin1')));
  writePacked(file, squeezeWell);
  const { bytes, places } = beginningOf(file);
  const head = {
    places,
    colours,
    pictures,
    characters,
    contents,
    pages,
    structure,
    fonts: Object.fromEntries(fonts),
    keys,
    tags: sheets.map(({ tags }) => tags),
  };
  return { name: templateName({ kind, demonstration, words }), bytes: formatTemplate(head, bytes) };
}

/** Paths of an ornament need no thousandths of a point; matrices do, which are stretched over a page. */
const shortened = (operator: string): string =>
  / [mlc] .* [Sf]$/.test(operator) && !operator.includes('cm')
    ? operator.replace(/-?\d+\.\d{3}\b/g, (one) => String(Math.round(Number(one) * 100) / 100))
    : operator;

type Fixed = { readonly keys: FixedKeys; readonly fixed: FixedGlyphs; readonly ground: Ground };

/** The glyphs of a face with their outlines, each on its own grid. */
function glyphsOf(face: StoredFace['name'], { keys, fixed, ground }: Fixed): { readonly face: StoredFace['name']; readonly glyphs: readonly FontGlyph[] } {
  const [{ store }, source] = [ground.stores[face], ground.sources[face]];
  const glyphs = (keys[face] ?? []).map(([key, grid]): FontGlyph => {
    const index = store.find(key);
    const contours = contoursOf(source.recordOf(store.numbers[index] ?? 0));
    return { key, code: fixed.get(face)?.get(key)?.code ?? 0, outline: charstringOf(contours, { advance: store.advances[index] ?? 0, grid }) };
  });
  return { face, glyphs };
}

type Drawing = { readonly demonstration: boolean; readonly specimens: readonly DocumentFacts[]; readonly ground: Ground };

/** Every glyph that the form and its specimens show, so that wording has to be written down only where it is drawn. */
function collectKeys(form: DocumentForm, { demonstration, specimens, ground: { freshLadders, stores, pictures } }: Drawing): FixedKeys {
  const ladders = freshLadders();
  const sheets = openSheets(form, stores, new Map());
  form.drawForm(sheets, ladders, { demonstration, pictures });
  for (const specimen of specimens) form.drawValues(sheets, ladders, specimen);
  const drawn = [...(sheets[0]?.glyphs?.values() ?? [])];
  return Object.fromEntries(
    drawn
      .filter(({ added }) => added.size > 0)
      .map(({ face, added }) => [face.name, [...added].map(([key, { size }]) => [key, gridFor(size)] as const).sort(([left], [right]) => left - right)]),
  );
}

function openSheets(form: DocumentForm, stores: Stores, fixed: FixedGlyphs): readonly Sheet[] {
  const glyphs = documentGlyphs(Object.values(stores), fixed);
  return form.pages.map(({ width, height }) => makeSheet(width, height, { glyphs }));
}

type Words = Pick<DocumentFacts, 'society' | 'campaign' | 'purpose'>;

const NOTHING: Bilingual = { zh: ' ', en: ' ' };

const plainWords = (demonstration: boolean): Words => ({
  society: { name: NOTHING, code: ' ', contact: { phone: ' ', email: ' ', address: NOTHING }, demonstration },
  campaign: NOTHING,
  purpose: NOTHING,
});

/** Gifts whose sums and times have every digit, in figures and in capitals, and whose numbers have every letter. */
function specimensOf(kind: DocumentKind, { society, campaign, purpose }: Words): readonly DocumentFacts[] {
  const { name, code, contact, demonstration } = society;
  const channel = { zh: '微信支付', en: 'WeChat Pay' };
  const facts: DocumentFacts = {
    kind,
    number: 'RC1-0123456789-K',
    recordNumber: '1-0123456789-K',
    index: 0,
    issue: 1_234_567_890,
    society: { name, code, contact, demonstration },
    donor: { kind: 'person', name: ' ' },
    money: money('CNY', 1_234_567),
    paidAtMs: Date.parse('2026-11-23T09:15:48+08:00'),
    publishedAtMs: Date.parse('2026-11-23T09:15:48+08:00'),
    channel,
    orderNo: '0123456789ABCDEFGHJKMNPQRSTVWXYZ',
    serial: '0123456789',
    campaign,
    purpose,
    branch: name,
    verifyUrl: 'https://a.example/verify.html#1',
    publicRow: `＊　${campaign.zh}　¥1.00`,
    template: TEMPLATE,
  };
  return [facts, { ...facts, money: money('CNY', 8_901_000) }];
}
