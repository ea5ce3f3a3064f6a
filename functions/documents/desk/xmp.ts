import { formatInstant } from '../../domain/time.ts';
import type { Imprint } from './book.ts';

/** Own properties of a document beside the usual ones: which log it was drawn from, and where it is served. */
export type OwnMarks = { readonly address: string; readonly logSize: number };

/** What a document says about itself as XMP (ISO 16684-1), uncompressed, so that whoever has no PDF reader finds it in the bytes. */
export function xmpOf({ title, author, atMs, own }: Imprint): string {
  const marks = own === undefined ? '' : `<d:logSize>${own.logSize}</d:logSize><d:address>${escaped(own.address)}</d:address>`;
  const text = (name: string, value: string, list: 'Alt' | 'Seq') =>
    `<dc:${name}><rdf:${list}><rdf:li xml:lang="x-default">${escaped(value)}</rdf:li></rdf:${list}></dc:${name}>`;
  return [
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:d="urn:daylight:document:1">',
    `${text('title', title, 'Alt')}${text('creator', author, 'Seq')}<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>`,
    `<xmp:CreateDate>${formatInstant(atMs)}</xmp:CreateDate>${marks}`,
    '</rdf:Description></rdf:RDF></x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('\n');
}

/** Reads the own marks of a document back out of its bytes; nothing where it has none. Whether they are true is for the reader to find out. */
export function readOwnMarks(pdf: Uint8Array): OwnMarks | undefined {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length).toString('latin1');
  const [, size = '', address = ''] = /<d:logSize>(\d{1,15})<\/d:logSize><d:address>([^<\r\n]{1,400})<\/d:address>/.exec(text) ?? [];
  return size === '' ? undefined : { logSize: Number(size), address: plain(Buffer.from(address, 'latin1').toString()) };
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const plain = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
