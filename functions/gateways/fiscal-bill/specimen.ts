import { formatMinor } from '../../domain/money.ts';

/** What a specimen says. */
export type Specimen = {
  readonly code: string;
  readonly number: string;
  readonly checkCode: string;
  readonly day: string;
  readonly title: string;
  readonly taxId?: string | undefined;
  readonly fen: number;
  readonly remark: string;
};

const WIDTH = 800;
const CHARACTERS_A_LINE = 32;
const LINE = 34;

/**
 * Draws the file of a simulated bill as SVG: a plain list of what was asked for, in no likeness of the state's form, without
 * seal or 监制章, and across it that it is none (M17). The same bill gives the same bytes; every text in it is escaped.
 */
export function drawSpecimen(bill: Specimen): Uint8Array {
  const rows: readonly (readonly [string, string])[] = [
    ['代码 code', bill.code],
    ['号码 number', bill.number],
    ['校验码 check code', bill.checkCode],
    ['日期 date', bill.day],
    ['交款人 payer', bill.title],
    ...(bill.taxId === undefined ? [] : [['信用代码 credit code', bill.taxId] as const]),
    ['金额（元） yuan', formatMinor(bill.fen)],
    ['备注 remark', bill.remark],
  ];
  const lines = rows.flatMap(([label, text]) => wrap(text).map((part, at) => [at === 0 ? label : '', part] as const));
  const height = 220 + lines.length * LINE;
  const texts = lines.map(([label, text], at) => {
    const y = 176 + at * LINE;
    return `<text x="48" y="${y}" fill="#59605b" font-size="15">${escapeText(label)}</text><text x="240" y="${y}" font-size="17">${escapeText(text)}</text>`;
  });
  return new TextEncoder().encode(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" fill="#1d2320">`,
      `<title>演示样张，不是财政票据 · Specimen, not a fiscal bill</title><rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
      `<text x="48" y="62" font-size="26" font-weight="bold">演示样张，不是财政票据</text>`,
      `<text x="48" y="92" font-size="15">Specimen of a demonstration, not a fiscal bill</text>`,
      `<text x="48" y="124" font-size="15" fill="#59605b">由演示程序生成，没有任何效力，不能入账，不能用于税前扣除。No force of any kind.</text>`,
      ...texts,
      ...watermarks(height),
      '</svg>\n',
    ].join('\n'),
  );
}

/** Over the text, so that no part of it can be cut out clean. */
function watermarks(height: number): readonly string[] {
  const rows = Math.ceil(height / 150);
  return Array.from({ length: rows * 2 }, (_, at) => {
    const [x, y] = [60 + (at % 2) * 380, 130 + Math.floor(at / 2) * 150];
    return `<text x="${x}" y="${y}" font-size="34" fill="#0d5b66" fill-opacity="0.16" transform="rotate(-18 ${x} ${y})">样张 SPECIMEN 样张</text>`;
  });
}

/** Breaks what is long into lines; nothing is left out. */
function wrap(text: string): readonly string[] {
  const characters = [...text];
  const count = Math.max(1, Math.ceil(characters.length / CHARACTERS_A_LINE));
  return Array.from({ length: count }, (_, at) => characters.slice(at * CHARACTERS_A_LINE, (at + 1) * CHARACTERS_A_LINE).join(''));
}

function escapeText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
