import { sha256 } from '@noble/hashes/sha2.js';
import { encodeHex } from '../../functions/domain/ledger/base64.ts';
import { parseCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { joinBytes } from '../../functions/domain/ledger/hash.ts';
import { parseNote } from '../../functions/domain/ledger/note.ts';
import { formatProofFile } from '../../functions/domain/ledger/proof-file.ts';
import { decodeBundle, formatTilePath, TILE_WIDTH } from '../../functions/domain/ledger/tile.ts';
import { proveInclusion, tileSource, tilesForInclusion } from '../../functions/domain/ledger/tree.ts';
import type { PublicFiles } from './sample-log.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What is attached to a document by name. */
export type Attached = { readonly [name: string]: Uint8Array };

/** The proof and the entry at an index of a published log, as a document has them attached. */
export function heldFiles(files: PublicFiles, index: number): { readonly proof: Uint8Array; readonly entry: Uint8Array } {
  const signed = textOf(fileOf(files, '/log/1/checkpoint'));
  const size = parseCheckpoint(parseNote(signed)?.text ?? '')?.size ?? 0;
  const paths = tilesForInclusion(index, size).map(formatTilePath);
  const tiles = new Map(paths.map((path) => [path, fileOf(files, `/log/1/${path}`)]));
  const proof = proveInclusion({ index, size }, tileSource(size, tiles));
  const bundle = Math.floor(index / TILE_WIDTH);
  const path = formatTilePath({ kind: 'entries', index: bundle, width: Math.min(TILE_WIDTH, size - bundle * TILE_WIDTH) });
  const entry = decodeBundle(fileOf(files, `/log/1/${path}`))?.[index % TILE_WIDTH] ?? new Uint8Array();
  return { proof: utf8(formatProofFile({ index, proof, checkpoint: signed })), entry };
}

/** A PDF of one line with files attached, sealed like a signed one: its signature holds the digest of all bytes but itself, and no key. */
export function sealedPdf(attached: Attached, how: { readonly seal?: boolean } = {}): Uint8Array {
  const names = Object.keys(attached);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [] /Count 0 >>',
    ...names.map((name, at) => `<< /Type /Filespec /F (${name}) /UF (${name}) /AFRelationship /Data /EF << /F ${3 + names.length + at} 0 R >> >>`),
  ].map((words, at) => utf8(`${at + 1} 0 obj\n${words}\nendobj\n`));
  const streams = Object.values(attached).map((bytes, at) =>
    joinBytes([utf8(`${3 + names.length + at} 0 obj\n<< /Type /EmbeddedFile /Length ${bytes.length} >>\nstream\n`), bytes, utf8('\nendstream\nendobj\n')]),
  );
  const body = joinBytes([utf8('%PDF-1.7\n'), ...objects, ...streams]);
  return how.seal === false ? joinBytes([body, utf8('%%EOF\n')]) : seal(body, 3 + 2 * names.length);
}

/** Attribute `messageDigest` of a CMS, up to the digest. */
const DIGEST_HEAD = '06092a864886f70d01090431220420';

function seal(body: Uint8Array, number: number): Uint8Array {
  const hole = DIGEST_HEAD.length + 64 + 20;
  const head = (from: number, rest: number) =>
    utf8(
      `${number} 0 obj\n<< /Type /Sig /ByteRange [0 ${String(from).padStart(8)} ${String(from + hole + 2).padStart(8)} ${String(rest).padStart(8)}] /Contents `,
    );
  const tail = utf8(' >>\nendobj\n%%EOF\n');
  const from = body.length + head(0, 0).length;
  const before = joinBytes([body, head(from, tail.length)]);
  const digest = encodeHex(sha256(joinBytes([before, tail])));
  return joinBytes([before, utf8(`<${DIGEST_HEAD}${digest}${'0'.repeat(20)}>`), tail]);
}

function fileOf(files: PublicFiles, path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`no file ${path}`);
  return bytes;
}
