import { readFileSync } from 'node:fs';
import * as fontkit from 'fontkit';
import PDFDocument from 'pdfkit';
import { codePath } from './code-path.mjs';
import { FONTS } from './fonts.mjs';

/** pdfkit; with `shared` the fonts are parsed once for all documents, which its documentation does not tell. */
export async function open({ shared }) {
  const fonts = Object.fromEntries(Object.entries(FONTS).map(([face, file]) => [face, shared ? fontkit.create(readFileSync(file)) : readFileSync(file)]));
  return { issue: (pages) => draw(pages, fonts) };
}

function draw(pages, fonts) {
  const document = new PDFDocument({ autoFirstPage: false, margin: 0 });
  const pieces = [];
  document.on('data', (piece) => pieces.push(piece));
  const done = new Promise((resolve, reject) => document.on('end', () => resolve(Buffer.concat(pieces))).on('error', reject));
  for (const [face, font] of Object.entries(fonts)) document.registerFont(face, font);
  for (const page of pages) drawPage(document, page);
  document.end();
  return done;
}

function drawPage(document, { width, height, items }) {
  document.addPage({ size: [width, height], margin: 0 });
  for (const item of items) {
    if (item.is === 'text') {
      const setting = { lineBreak: false, baseline: 'alphabetic', features: [], ...(item.spacing ? { characterSpacing: item.spacing } : {}) };
      document.font(item.face).fontSize(item.size).fillColor(item.colour).text(item.text, item.x, item.y, setting);
    } else if (item.is === 'code') document.save().translate(item.x, item.y).path(codePath(item)).fill('#000').restore();
    else if (item.pen === undefined) document.path(item.d).fill(item.colour);
    else document.lineWidth(item.pen).path(item.d).stroke(item.colour);
  }
}
