// Writes the pages, the page tree and the catalog (ISO 32000-1, 7.7).
import { number, type Sheet } from '../sheet.ts';
import { type PdfFile, packObject, writeStream } from './pdf-file.ts';
import { to } from './pdf-text.ts';
import { squeezeQuickly } from './squeeze.ts';

type Pages = {
  /** Numbers that were promised to the pages. */
  readonly pages: readonly number[];
  readonly sheets: readonly Sheet[];
  /** The template's own contents, page by page. */
  readonly contents: readonly number[];
  readonly resources: number;
  /** The field of the signature, which belongs to the first page. */
  readonly field: number | undefined;
};

/** Writes every page, its values behind its form, and gives the number of the tree. */
export function writePages(file: PdfFile, { pages, sheets, contents, resources, field }: Pages): number {
  const values = sheets.map(({ operators }) => writeValues(file, operators.join('\n')));
  const tree = packObject(file, `<</Type/Pages/Kids[${pages.map(to).join(' ')}]/Count ${pages.length}>>`);
  for (const [at, page] of pages.entries()) {
    const [{ width, height } = { width: 0, height: 0 }, fields] = [sheets[at], at === 0 && field !== undefined ? `/Annots[${to(field)}]` : ''];
    const drawn = `/Contents[${to(contents[at] ?? 0)} ${to(values[at] ?? 0)}]/Resources ${to(resources)}`;
    const box = `/MediaBox[0 0 ${number(width)} ${number(height)}]`;
    packObject(file, `<</Type/Page/Parent ${to(tree)}${box}${drawn}/StructParents ${at}/Tabs/S${fields}>>`, page);
  }
  return tree;
}

/** Squeezing makes the values of a receipt four times smaller; of a page with little on it, it would only take time. */
function writeValues(file: PdfFile, operators: string): number {
  if (operators.length < 2048) return writeStream(file, '', operators);
  return writeStream(file, '/Filter/FlateDecode', squeezeQuickly(Buffer.from(operators, 'latin1')));
}

type Catalog = {
  readonly parent: number;
  readonly structure: number;
  readonly attachments: readonly (readonly [string, number])[];
  readonly metadata: number;
  readonly colours: number;
  readonly field: number | undefined;
};

/** Writes the catalog (7.7.2): language, structure, colours (14.11.5), attached files, form (12.7.2). */
export function writeCatalog(file: PdfFile, { parent, structure, attachments, metadata, colours, field }: Catalog): number {
  const names = attachments.map(([name, specification]) => `(${name})${to(specification)}`).join('');
  const related = attachments.map(([, specification]) => to(specification)).join(' ');
  const intent = `<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile ${to(colours)}>>`;
  const form = field === undefined ? '' : `/AcroForm<</SigFlags 3/Fields[${to(field)}]>>`;
  const reading = `/Lang(zh-CN)/MarkInfo<</Marked true>>/StructTreeRoot ${to(structure)}/ViewerPreferences<</DisplayDocTitle true>>`;
  const files = `/AF[${related}]/Names<</EmbeddedFiles<</Names[${names}]>>>>`;
  return packObject(file, `<</Type/Catalog/Pages ${to(parent)}${reading}/Metadata ${to(metadata)}/OutputIntents[${intent}]${files}${form}>>`);
}
