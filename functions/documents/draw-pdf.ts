import { PDFDocument, PDFName, PDFString } from 'pdf-lib';
import { drawCertificate } from './certificate.ts';
import type { DocumentFacts } from './documents.ts';
import { embedFace } from './embed-face.ts';
import { loadLadder } from './faces.ts';
import type { Ladders } from './page-marks.ts';
import { drawReceipt } from './receipt.ts';
import { type Sheet, usedFaces } from './sheet.ts';
import { EN } from './wording-en.ts';
import { ZH } from './wording-zh.ts';

/** Draws a document with pdf-lib; the same facts give the same bytes, because every date is the moment of publication. */
export async function drawPdf(facts: DocumentFacts): Promise<Uint8Array> {
  const [sans, serif] = await Promise.all([loadLadder('sans'), loadLadder('serif')]);
  const ladders: Ladders = { sans, serif };
  const sheet = facts.kind === 'receipt' ? await drawReceipt(facts, ladders) : await drawCertificate(facts, ladders);
  const document = await PDFDocument.create({ updateMetadata: false });
  describe(document, facts);
  await addSheet(document, sheet);
  return document.save({ addDefaultPage: false });
}

function describe(document: PDFDocument, facts: DocumentFacts): void {
  const published = new Date(facts.publishedAtMs);
  document.setTitle(`${ZH[facts.kind]} ${EN[facts.kind]} ${facts.number}`, { showInWindowTitleBar: true });
  document.setAuthor(facts.society.name.zh);
  document.setSubject(facts.society.demonstration ? `${ZH.demonstration} ${EN.demonstration}` : facts.number);
  document.setProducer(`Daylight, template ${facts.template}`);
  document.setCreationDate(published);
  document.setModificationDate(published);
  document.catalog.set(PDFName.of('Lang'), PDFString.of('zh-CN'));
}

async function addSheet(document: PDFDocument, sheet: Sheet): Promise<void> {
  const page = document.addPage([sheet.width, sheet.height]);
  for (const { face, glyphs } of usedFaces(sheet)) {
    page.node.setFontDictionary(PDFName.of(face.name), await embedFace(document.context, face, glyphs));
  }
  page.node.set(PDFName.of('Contents'), document.context.register(document.context.flateStream(sheet.operators.join('\n'))));
}
