import { createPrivateKey } from 'node:crypto';
import { type DocumentFacts, drawDocument } from '../../../functions/documents/documents.ts';
import { openSigner } from '../../../functions/documents/signature/open-signer.ts';
import { keyOf } from '../../../infra/local/document-keys.ts';
import { compareInk } from '../../documents/outlines.ts';
import { cropOf, type Pixels, pixelsOf, qrOf, textOf } from '../../documents/pdf-reading.ts';
import { verifySignature } from '../../documents/signature/read-signature.ts';
import { type DisplayPage, displayList, type TextItem } from './display-list.ts';
import { madeFacts, madeRecord } from './made-donors.ts';
import { drawLines, type Line } from './reference-page.ts';
import { say, saySizes } from './tables.ts';

const SCALE = 2;
/** Share of a page's dark pixels that may have nothing beside them in the other picture; in one line of small letters a single pixel is more. */
const ASTRAY = 0.005;
const ASTRAY_IN_LINE = 0.05;
const INK = 0.12;

/**
 * Draws and signs the documents of so many donors and reads them back: each text extracted, the code read, the signature
 * verified, and the lines in the serif face (name, amounts, the certificate's words) held against HarfBuzz's outlines. `from` is the first donor's number.
 */
export async function checkDonors(
  seal: { readonly key: string; readonly chain: readonly string[]; readonly root: Uint8Array },
  donors: number,
  from = 0,
): Promise<void> {
  const opened = openSigner(keyOf(createPrivateKey(seal.key)), seal.chain.join('\n'), { now: Date.now, alarm: () => {} });
  if (!opened.ok) throw new Error(opened.code);
  const failures: string[] = [];
  const sizes = { receipt: [] as number[], certificate: [] as number[] };
  for (let at = from; at < from + donors; at++) {
    for (const kind of ['receipt', 'certificate'] as const) {
      const facts = madeFacts(kind, at);
      const record = madeRecord(facts);
      const pdf = await drawDocument(facts, { record, signer: opened.signer });
      sizes[kind].push(pdf.length - record.proof.length);
      failures.push(...(await failuresOf(facts, pdf)).map((what) => `${kind} ${facts.donor.name}: ${what}`));
      if (at % 10 === 0 && (await verifySignature(Buffer.from(pdf), [seal.root])) !== 'valid and trusted') failures.push(`${kind} ${at}: signature`);
    }
  }
  for (const kind of ['receipt', 'certificate'] as const) saySizes(kind, sizes[kind]);
  for (const failure of failures.slice(0, 10)) console.log(`    ${failure}`);
  say(`failures in pixels, text, code or signature among ${donors} donors`, failures.length, { most: 0 });
}

async function failuresOf(facts: DocumentFacts, pdf: Uint8Array): Promise<readonly string[]> {
  const [page] = displayList(facts);
  if (page === undefined) return ['no page'];
  const [text, pixels] = [readable(await textOf(pdf)), await pixelsOf(pdf, SCALE)];
  const missing = page.items.filter((item): item is TextItem => item.is === 'text' && item.spacing === undefined && !text.includes(readable(item.text)));
  const astray = await astrayIn(page, pixels);
  return [...missing.map((item) => `text ${item.text}`), ...astray, ...(codeOn(page, pixels) === facts.verifyUrl ? [] : ['code'])];
}

const QUIET = 9;

/** What the small code says, as its place on the page is rendered. */
function codeOn({ items }: DisplayPage, pixels: Pixels): string | undefined {
  const code = items.find((item) => item.is === 'code');
  if (code === undefined) return undefined;
  const [left, top] = [code.x - QUIET, code.y - QUIET].map((points) => Math.round(points * SCALE));
  return qrOf(cropOf(pixels, { left: left ?? 0, top: top ?? 0, size: Math.round((code.size + 2 * QUIET) * SCALE) }));
}

/** Whether the lines have the ink of their outlines, each nearly as much and all of them at the same places. */
async function astrayIn(page: DisplayPage, pixels: Pixels): Promise<readonly string[]> {
  const lines = serifLines(page);
  const { pdf, widths } = await drawLines(page, lines);
  const reference = await pixelsOf(pdf, SCALE);
  const compared = lines.map(({ x, y, size, text }, at) => {
    const area = { left: x * SCALE - 1, right: (x + (widths[at] ?? 0)) * SCALE + 1, top: (y - size * 0.95) * SCALE, bottom: (y + size * 0.25) * SCALE };
    return { text, ...compareInk(pixels, reference, area) };
  });
  const wrong = compared.filter(({ ink, other, astray }) => ink < 4 || Math.abs(ink / other - 1) > INK || astray > ASTRAY_IN_LINE);
  const whole = compared.reduce((sum, { ink, astray }) => sum + ink * astray, 0) / compared.reduce((sum, { ink }) => sum + ink, 0);
  return [
    ...wrong.map(({ text, astray }) => `pixels of ${text}: ${(astray * 100).toFixed(1)} %`),
    ...(whole < ASTRAY ? [] : [`pixels: ${(whole * 100).toFixed(2)} %`]),
  ];
}

/** Lines that begin in the serif face and are not spaced, each put together again from its faces. */
function serifLines({ items }: DisplayPage): readonly Line[] {
  const lines = Map.groupBy(
    items.filter((item) => item.is === 'text'),
    ({ lineX, y }) => `${lineX} ${y}`,
  );
  return [...lines.values()].flatMap((parts) => {
    const [first] = parts;
    if (first === undefined || first.face !== 'serif' || parts.some(({ spacing }) => spacing !== undefined)) return [];
    return [{ x: first.lineX, y: first.y, size: first.size, colour: first.colour, text: parts.map(({ text }) => text).join('') }];
  });
}

/** Blanks may be written as others. */
const readable = (text: string): string => text.replace(/\s/g, '').normalize('NFC');
