import { sha256 } from '@noble/hashes/sha2.js';
import { decodeHex } from '../../functions/domain/ledger/base64.ts';
import { joinBytes, sameBytes } from '../../functions/domain/ledger/hash.ts';
import { type PdfObject, readObjects } from './pdf-objects.ts';

/**
 * How a PDF stands to its own signature: its bytes are those that were signed, or not, or something was added behind
 * them, or it has none. Who signed is for the reader's own program to say.
 */
export type PdfSeal = 'fits' | 'differs' | 'added' | 'none';

/** What is attached to a PDF by name, and how the file stands to its signature. */
export type PdfFile = { readonly attached: ReadonlyMap<string, Uint8Array>; readonly seal: PdfSeal };

/** Reads what is attached without compression; nothing where the bytes are no PDF. */
export function readPdf(pdf: Uint8Array): PdfFile | undefined {
  if (String.fromCharCode(...pdf.subarray(0, 5)) !== '%PDF-') return undefined;
  const objects = readObjects(pdf);
  const byNumber = new Map(objects.map((object) => [object.number, object]));
  const attached = new Map<string, Uint8Array>();
  for (const { words } of byNumber.values()) {
    const name = /\/UF\s*\(([^()\\]{1,100})\)/.exec(words)?.[1] ?? /\/F\s*\(([^()\\]{1,100})\)/.exec(words)?.[1];
    const file = byNumber.get(Number(/\/EF\s*<<\s*(?:\/UF\s+\d+ \d+ R\s*)?\/F\s+(\d+) \d+ R/.exec(words)?.[1]));
    if (name !== undefined && file?.stream !== undefined && !file.words.includes('/Filter')) attached.set(name, file.stream);
  }
  return { attached, seal: sealOf(pdf, objects) };
}

/** Every signature must fit, those too that a later object of their number hides; one of them must reach to the end. */
function sealOf(pdf: Uint8Array, objects: readonly PdfObject[]): PdfSeal {
  const seals = objects
    .filter(({ words }) => /\/ByteRange|\/Type\s*\/Sig\b/.test(words))
    .map(({ words }) => judgeSeal(pdf, /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/.exec(words)?.slice(1).map(Number)));
  if (seals.includes('differs')) return 'differs';
  return seals.includes('fits') ? 'fits' : (seals[0] ?? (speaksOfSignature(pdf) ? 'differs' : 'none'));
}

/** A signature whose object's own head was damaged is in no object any more; its words still stand in the bytes. */
function speaksOfSignature(pdf: Uint8Array): boolean {
  return /\/ByteRange|\/Type\s*\/Sig\b/.test(new TextDecoder('latin1').decode(pdf));
}

/** DER of the attribute `messageDigest` (RFC 5652 section 11.2) up to the 32 bytes of SHA-256. */
const MESSAGE_DIGEST = '06092a864886f70d01090431220420';

function judgeSeal(pdf: Uint8Array, [from = 1, length = 0, next = 0, rest = 0]: readonly number[] = []): PdfSeal {
  const [end, last] = [from + length, next + rest];
  if (from !== 0 || end > next || last > pdf.length) return 'differs';
  // What is left out of the digest is the hexadecimal string of the signature, its two brackets included, and nothing else.
  const hole = /^<([0-9a-f]*)>$/i.exec(new TextDecoder('latin1').decode(pdf.subarray(end, next)));
  const cms = hole?.[1]?.toLowerCase() ?? '';
  const at = cms.indexOf(MESSAGE_DIGEST);
  const digest = at < 0 ? undefined : decodeHex(cms.slice(at + MESSAGE_DIGEST.length, at + MESSAGE_DIGEST.length + 64));
  if (digest === undefined || !sameBytes(digest, sha256(joinBytes([pdf.subarray(0, end), pdf.subarray(next, last)])))) return 'differs';
  return last === pdf.length ? 'fits' : 'added';
}
