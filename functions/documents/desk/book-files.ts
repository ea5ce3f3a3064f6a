// Attaches files to a book as to receipts and certificates (ISO 32000-1, 7.11.4): uncompressed and outside of the object
// streams, so that whoever checks the file finds them in its bytes.
import { type PDFDocument, PDFInvalidObject, PDFName, PDFString } from 'pdf-lib';
import type { Attachment } from '../pdf/attachments.ts';
import { dateString, to } from '../pdf/pdf-text.ts';

/** Attaches the files and lists them; the instant stands for their last change. */
export function attachFiles(document: PDFDocument, files: readonly Attachment[], atMs: number): void {
  const { context, catalog } = document;
  const inOrder = files.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const specifications = inOrder.map(({ name, type, relation, bytes }) => {
    const params = context.obj({ Size: bytes.length, ModDate: PDFString.of(dateString(atMs).slice(1, -1)) });
    const { objectNumber } = context.register(context.stream(bytes, { Type: 'EmbeddedFile', Subtype: type, Params: params }));
    const stream = to(objectNumber);
    const words = `<</Type/Filespec/F(${name})/UF(${name})/AFRelationship/${relation}/EF<</F ${stream}/UF ${stream}>>>>`;
    return { name, reference: context.register(PDFInvalidObject.of(new TextEncoder().encode(words))) };
  });
  const names = specifications.flatMap(({ name, reference }) => [PDFString.of(name), reference]);
  catalog.set(PDFName.of('Names'), context.obj({ EmbeddedFiles: context.obj({ Names: context.obj(names) }) }));
  catalog.set(PDFName.of('AF'), context.obj(specifications.map(({ reference }) => reference)));
}
