import { inflateSync } from 'node:zlib';
import { PDFDict, type PDFDocument, PDFName, type PDFPage, PDFRawStream } from 'pdf-lib';
import { elementsOf, leavesOf } from '../structure.ts';

/** What a reader says of one element: all of it, and apart what is told to be English and what is not. */
export type Said = { readonly role: string; readonly text: string; readonly english: string; readonly chinese: string };

/** A book as a screen reader goes through it: element after element of the structure, with the text of its mark. */
export function readAloud(document: PDFDocument): readonly Said[] {
  const pages = document.getPages().map(textsOf);
  return leavesOf(elementsOf(document)).map(({ role, mark = '' }) => {
    const [page, number] = mark.split(' ').map(Number);
    return { role, ...(pages[page ?? 0]?.get(number ?? -1) ?? SILENT) };
  });
}

const SILENT = { text: '', english: '', chinese: '' };

type Texts = Map<number, { text: string; english: string; chinese: string }>;

/** Marked content and what it shows (ISO 32000-1, 14.6 and 9.4.3), as our own pages write both. */
const TOKENS =
  /\/\w+<<\/MCID (?<mark>\d+)>>BDC|(?<lang>\/Span<<\/Lang\(en\)>>BDC)|\/Span << \/ActualText <FEFF(?<actual>[0-9A-F]*)> >> BDC|(?<open>\/Artifact BMC)|(?<close>\bEMC\b)|\/(?<font>\w+) [\d.]+ Tf|<(?<codes>[0-9A-F]+)>/g;

type Open = { readonly mark?: number; readonly english?: true; readonly actual?: true };

function textsOf(page: PDFPage): Texts {
  const maps = fontMaps(page);
  const [texts, open]: [Texts, Open[]] = [new Map(), []];
  let font = '';
  const say = (text: string): void => {
    const mark = open.findLast((one) => one.mark !== undefined)?.mark;
    if (mark === undefined) return;
    const said = texts.get(mark) ?? { ...SILENT };
    said.text += text;
    said[open.some(({ english }) => english) ? 'english' : 'chinese'] += text;
    texts.set(mark, said);
  };
  for (const { groups = {} } of contentOf(page).matchAll(TOKENS)) {
    const { mark, lang, actual, close, codes } = groups;
    if (groups.font !== undefined) font = groups.font;
    else if (mark !== undefined) open.push({ mark: Number(mark) });
    else if (lang !== undefined) open.push({ english: true });
    else if (groups.open !== undefined) open.push({});
    else if (close !== undefined) open.pop();
    else if (actual !== undefined) {
      say(utf16(actual));
      open.push({ actual: true });
    } else if (codes !== undefined && !open.some((one) => one.actual))
      say((codes.match(/.{4}/g) ?? []).map((code) => maps.get(font)?.get(code) ?? '').join(''));
  }
  return texts;
}

const contentOf = (page: PDFPage): string => inflate(page.node.lookup(PDFName.of('Contents')));

function inflate(stream: unknown): string {
  if (!(stream instanceof PDFRawStream)) throw new TypeError('no stream');
  return inflateSync(stream.contents).toString('latin1');
}

const utf16 = (digits: string): string => (digits.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('');

function fontMaps(page: PDFPage): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const fonts = page.node.lookup(PDFName.of('Resources'), PDFDict).lookup(PDFName.of('Font'), PDFDict);
  return new Map(
    fonts.keys().map((name) => {
      const map = fonts.lookup(name, PDFDict).lookup(PDFName.of('ToUnicode'));
      return [name.decodeText(), new Map([...inflate(map).matchAll(/<(\w{4})> <(\w+)>\n/g)].map(([, code = '', text = '']) => [code, utf16(text)]))];
    }),
  );
}
