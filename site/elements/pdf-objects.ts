/** A dictionary of a PDF, with its stream if it has one, as it stands in the file (ISO 32000-2 7.3.10). */
export type PdfObject = { readonly number: number; readonly words: string; readonly stream?: Uint8Array };

const OBJECTS_AT_MOST = 20_000;

/** Reads the objects of a PDF by walking over its bytes, in the order of the file; what is compressed stays closed. Of several with one number the last counts. */
export function readObjects(pdf: Uint8Array): readonly PdfObject[] {
  const text = new TextDecoder('latin1').decode(pdf); // one character a byte
  const found: PdfObject[] = [];
  const head = /(\d{1,10}) \d{1,5} obj\b/g;
  for (let count = 0; count < OBJECTS_AT_MOST; count++) {
    const match = head.exec(text);
    if (match === null) break;
    const { end, ...object } = readObject({ pdf, text, at: head.lastIndex });
    found.push({ number: Number(match[1]), ...object });
    head.lastIndex = end;
  }
  return found;
}

function readObject({
  pdf,
  text,
  at,
}: {
  readonly pdf: Uint8Array;
  readonly text: string;
  readonly at: number;
}): Omit<PdfObject, 'number'> & { readonly end: number } {
  const end = indexOr(text, 'endobj', at);
  const stream = text.indexOf('stream', at);
  if (stream < 0 || stream > end) return { words: text.slice(at, end), end };
  const words = text.slice(at, stream);
  const start = stream + 'stream'.length + (text.startsWith('\r\n', stream + 'stream'.length) ? 2 : 1);
  const length = /\/Length (\d{1,9})(?! \d+ R)/.exec(words)?.[1];
  const stop = length === undefined ? indexOr(text, 'endstream', start) : Math.min(text.length, start + Number(length));
  return { words, stream: pdf.slice(start, stop), end: stop };
}

function indexOr(text: string, word: string, from: number): number {
  const at = text.indexOf(word, from);
  return at < 0 ? text.length : at;
}
