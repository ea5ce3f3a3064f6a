// Writes what the pages of a document draw with: fonts and codes, named in one dictionary (ISO 32000-1, 7.8.3).
import { LARGE_CODE } from '../certificate.ts';
import type { CarriedRecord, DocumentFacts } from '../documents.ts';
import type { DrawnGlyphs } from '../glyphs/drawn-glyphs.ts';
import { SMALL_CODE } from '../page-marks.ts';
import type { Sheet } from '../sheet.ts';
import type { TemplateHead } from '../template.ts';
import { isCommon, ownMap } from './character-map.ts';
import { writeCode } from './code-image.ts';
import { writeFont } from './composite-font.ts';
import { type PdfFile, packObject, writeStream } from './pdf-file.ts';
import { to } from './pdf-text.ts';

type Drawn = {
  readonly facts: DocumentFacts;
  readonly record: CarriedRecord;
  readonly template: Pick<TemplateHead, 'fonts' | 'characters' | 'pictures'>;
  readonly sheets: readonly Sheet[];
};

/** Writes fonts and codes, and gives the number of the dictionary that names them for every page. */
export async function writeResources(file: PdfFile, { facts, record, template, sheets: [sheet] }: Drawn): Promise<number> {
  const drawn = [...(sheet?.glyphs?.values() ?? [])];
  const fonts = [
    ...drawn.flatMap(({ face: { name }, fixedName }) => (template.fonts[name] === undefined ? [] : [`/${fixedName} ${to(template.fonts[name])}`])),
    ...drawn.flatMap((glyphs, at) => writeAdded(file, glyphs, { at, characters: template.characters })),
    ...(await shapedFonts(file, sheet)),
  ];
  const codes = [`/${SMALL_CODE} ${to(writeCode(file, { text: facts.verifyUrl }))}`];
  if (facts.kind === 'certificate') codes.push(`/${LARGE_CODE} ${to(writeCode(file, offlineText(facts, record)))}`);
  const pictures = Object.entries(template.pictures).map(([name, picture]) => `/${name} ${to(picture)}`);
  return packObject(file, `<</Font<<${fonts.join('')}>>/XObject<<${codes.join('')}${pictures.join('')}>>>>`);
}

/** The font of what this gift adds to its template; it stays as it is, since squeezing it would save next to nothing. */
function writeAdded(
  file: PdfFile,
  { face: { store }, added, addedName }: DrawnGlyphs,
  { at, characters }: { readonly at: number; readonly characters: number },
): readonly string[] {
  if (added.size === 0) return [];
  const glyphs = [...added].map(([key, { code }]) => ({ key, code, outline: store.outlineOf(store.find(key)) }));
  const map = glyphs.every(isCommon) ? characters : writeStream(file, '', ownMap(glyphs));
  return [`/${addedName} ${to(writeFont(file, { store, glyphs, tag: `DAYAB${'ABC'[at]}`, squeezed: false, characters: map }))}`];
}

async function shapedFonts(file: PdfFile, sheet: Sheet | undefined): Promise<readonly string[]> {
  if (sheet === undefined || sheet.used.size === 0) return [];
  const { writeShapedFonts } = await import('./shaped-fonts.ts');
  return writeShapedFonts(file, sheet);
}

/** Text and digits of the large code; without a proof it says what the small one says. */
function offlineText({ verifyUrl }: DocumentFacts, { offline }: CarriedRecord) {
  const [, text = '', digits = ''] = /^(.*#)(\d+)$/s.exec(offline ?? '') ?? [];
  return digits === '' ? { text: verifyUrl } : { text, digits };
}
