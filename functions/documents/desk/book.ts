import { zlibSync } from 'fflate';
import { PDFDocument, PDFName, PDFRawStream, type PDFRef, PDFString } from 'pdf-lib';
import { embedFace } from '../embed-face.ts';
import type { Attachment } from '../pdf/attachments.ts';
import { makeSheet, type Sheet, usedFaces } from '../sheet.ts';
import type { DocumentSigner } from '../signature/document-signer.ts';
import type { Tag } from '../tags.ts';
import { attachFiles } from './book-files.ts';
import { reserveSignature, signBook } from './book-signature.ts';
import { writeBookStructure } from './book-structure.ts';
import { type OwnMarks, xmpOf } from './xmp.ts';

/** A document of many pages, all of which draw with the same subset of each face. A page that has ended is kept compressed. */
export type Book = { readonly used: Sheet['used']; readonly pages: EndedPage[] };

type EndedPage = { readonly width: number; readonly height: number; readonly contents: Uint8Array; readonly tags: readonly Tag[] };

/** What a document says about itself; the date is the one moment that its bytes may depend on. */
export type Imprint = {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly producer: string;
  readonly atMs: number;
  readonly own?: OwnMarks;
};

/** A document without pages. */
export function makeBook(): Book {
  return { used: new Map(), pages: [] };
}

/** An empty page of a book, not yet part of it; size in points. */
export function openPage(book: Book, width: number, height: number): Sheet {
  return { ...makeSheet(width, height), used: book.used };
}

/** Puts a drawn page behind the others. Compressed in JavaScript, since a machine's own zlib differs from another's by a few bytes. */
export function endPage(book: Book, sheet: Sheet): void {
  book.pages.push({
    width: sheet.width,
    height: sheet.height,
    contents: zlibSync(new TextEncoder().encode(sheet.operators.join('\n')), { level: 6 }),
    tags: sheet.tags,
  });
}

/** What a book that a donor keeps has besides its pages: the order in which its sections are read, what is attached, and who signs it. */
export type Binding = { readonly order?: readonly string[]; readonly files?: readonly Attachment[]; readonly signer?: DocumentSigner };

/** Writes the whole as PDF; the same pages and imprint give the same bytes, those of a signature excepted. */
export async function bindBook(book: Book, imprint: Imprint, { order, files, signer }: Binding = {}): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  describe(document, imprint);
  const fonts: { [name: string]: PDFRef } = {};
  for (const { face, glyphs } of usedFaces({ ...makeSheet(0, 0), used: book.used })) fonts[face.name] = await embedFace(document.context, face, glyphs);
  const resources = document.context.register(document.context.obj({ Font: fonts }));
  for (const { width, height, contents } of book.pages) {
    const page = document.addPage([width, height]);
    page.node.set(PDFName.of('Resources'), resources);
    const stream = PDFRawStream.of(document.context.obj({ Length: contents.length, Filter: 'FlateDecode' }), contents);
    page.node.set(PDFName.of('Contents'), document.context.register(stream));
  }
  if (order !== undefined) writeBookStructure(document, { pages: book.pages.map(({ tags }) => tags), order });
  if (files !== undefined) attachFiles(document, files, imprint.atMs);
  if (signer !== undefined) reserveSignature(document, { signer, atMs: imprint.atMs });
  const bound = await document.save({ addDefaultPage: false, objectsPerTick: Number.POSITIVE_INFINITY });
  return signer === undefined ? bound : signBook(bound, signer);
}

function describe(document: PDFDocument, imprint: Imprint): void {
  const { title, author, subject, producer, atMs } = imprint;
  const at = new Date(atMs);
  document.setTitle(title, { showInWindowTitleBar: true });
  document.setAuthor(author);
  document.setSubject(subject);
  document.setProducer(producer);
  document.setCreationDate(at);
  document.setModificationDate(at);
  document.catalog.set(PDFName.of('Lang'), PDFString.of('zh-CN'));
  const metadata = document.context.stream(new TextEncoder().encode(xmpOf(imprint)), { Type: 'Metadata', Subtype: 'XML' });
  document.catalog.set(PDFName.of('Metadata'), document.context.register(metadata));
}
