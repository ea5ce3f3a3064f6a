import { createHash } from 'node:crypto';
import { cmsSize, makeCms } from '../../../functions/documents/signature/cms.ts';
import type { DocumentSigner } from '../../../functions/documents/signature/document-signer.ts';

/** A PDF with one empty page and a signature of exactly known size, as ISO 32000-2, 12.8.1 wants it. */
export async function signTinyPdf(signer: DocumentSigner): Promise<Buffer> {
  const hole = cmsSize(signer) * 2 + 2;
  const range = '[0000000000 0000000000 0000000000 0000000000]';
  const objects = [
    '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Annots[4 0 R]/Resources<<>>>>',
    '<</Type/Annot/Subtype/Widget/FT/Sig/T(signature)/Rect[0 0 0 0]/F 132/P 3 0 R/V 5 0 R>>',
    `<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:20261124120000+08'00')/ByteRange${range}/Contents<${'0'.repeat(hole - 2)}>>>`,
  ];
  const { text, offsets } = objects.reduce((so, body, at) => ({ text: `${so.text}${at + 1} 0 obj${body}endobj\n`, offsets: [...so.offsets, so.text.length] }), {
    text: '%PDF-1.7\n',
    offsets: [] as readonly number[],
  });
  const rows = ['0000000000 65535 f \n', ...offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)];
  const size = objects.length + 1;
  const pdf = Buffer.from(
    `${text}xref\n0 ${size}\n${rows.join('')}trailer<</Size ${size}/Root 1 0 R/ID[<${'ab'.repeat(16)}><${'ab'.repeat(16)}>]>>\nstartxref\n${text.length}\n%%EOF\n`,
  );
  const from = pdf.indexOf('/Contents<') + '/Contents'.length;
  pdf.write(`[0 ${from} ${from + hole} ${pdf.length - from - hole}]`.padEnd(range.length), pdf.indexOf(range));
  const digest = createHash('sha256')
    .update(pdf.subarray(0, from))
    .update(pdf.subarray(from + hole))
    .digest();
  pdf.write(Buffer.from(await makeCms(signer, digest)).toString('hex'), from + 1);
  return pdf;
}
