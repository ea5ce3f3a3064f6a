// Says what a document is: once in XMP, which PDF/A reads (ISO 19005-3, 6.6), and once as readers of old look for it (ISO 32000-1, 14.3.3).
import { formatInstant } from '../../domain/time.ts';
import { type PdfFile, packObject, writeStream } from './pdf-file.ts';
import { dateString, textString } from './pdf-text.ts';
import { escapeXml } from './xml.ts';

/** What a document says of itself; the instant stands for its making as well as its last change. */
export type Imprint = { readonly title: string; readonly author: string; readonly subject: string; readonly producer: string; readonly atMs: number };

/** Writes both and gives their numbers. */
export function writeMetadata(file: PdfFile, imprint: Imprint): { readonly metadata: number; readonly information: number } {
  const metadata = writeStream(file, '/Type/Metadata/Subtype/XML', Buffer.from(xmpOf(imprint)));
  const { title, author, subject, producer } = imprint;
  const date = dateString(imprint.atMs);
  const information = `<</Title${textString(title)}/Author${textString(author)}/Subject${textString(subject)}/Producer${textString(producer)}/CreationDate${date}/ModDate${date}>>`;
  return { metadata, information: packObject(file, information) };
}

/** The packet (XMP Specification Part 1, 7), simple values as attributes (7.9.2.2); PDF/A part 3, level B. */
function xmpOf({ title, author, subject, producer, atMs }: Imprint): string {
  const [date, list] = [formatInstant(atMs), (text: string) => `<rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(text)}</rdf:li></rdf:Alt>`];
  const about = `rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"`;
  const simple = `xmp:CreateDate="${date}" xmp:ModifyDate="${date}" pdf:Producer="${escapeXml(producer)}" pdfaid:part="3" pdfaid:conformance="B"`;
  const listed = `<dc:title>${list(title)}</dc:title><dc:creator><rdf:Seq><rdf:li>${escapeXml(author)}</rdf:li></rdf:Seq></dc:creator><dc:description>${list(subject)}</dc:description>`;
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description ${about} ${simple}>${listed}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
}
