import { decodeBase64, encodeBase64 } from './base64.ts';
import type { Hash } from './hash.ts';

/** A proof that travels with its checkpoint (c2sp.org/tlog-proof); `checkpoint` is the signed note as it is. */
export type ProofFile = { readonly index: number; readonly proof: readonly Hash[]; readonly checkpoint: string; readonly extra?: Uint8Array };

const HEADER = 'c2sp.org/tlog-proof@v1';

/** The file's text. */
export function formatProofFile(file: ProofFile): string {
  const extra = file.extra === undefined ? '' : `extra ${encodeBase64(file.extra)}\n`;
  const hashes = file.proof.map((hash) => `${encodeBase64(hash)}\n`).join('');
  return `${HEADER}\n${extra}index ${file.index}\n${hashes}\n${file.checkpoint}`;
}

/** Reads a proof file; nothing where a line is not as specified. Nothing in it is verified by that. */
export function parseProofFile(text: string): ProofFile | undefined {
  const at = text.indexOf('\n\n');
  const [header, ...lines] = text.slice(0, at).split('\n');
  if (at < 0 || header !== HEADER) return undefined;
  const extraLine = lines[0]?.startsWith('extra ') ? lines.shift() : undefined;
  const extra = extraLine === undefined ? undefined : decodeBase64(extraLine.slice(6));
  const index = /^index (0|[1-9]\d*)$/.exec(lines.shift() ?? '');
  const proof = lines.map(decodeBase64);
  if (index === null || !Number.isSafeInteger(Number(index[1])) || (extraLine !== undefined && extra === undefined)) return undefined;
  if (!proof.every((hash) => hash !== undefined && hash.length === 32) || proof.length > 63) return undefined;
  const file = { index: Number(index[1]), proof: proof.filter((hash) => hash !== undefined), checkpoint: text.slice(at + 2) };
  return extra === undefined ? file : { ...file, extra };
}
