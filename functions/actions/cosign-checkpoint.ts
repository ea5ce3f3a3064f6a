import { createHash } from 'node:crypto';
import type { NoteSigner } from '../deps.ts';
import { decodeBase64 } from '../domain/ledger/base64.ts';
import { type Checkpoint, parseCheckpoint } from '../domain/ledger/checkpoint.ts';
import { cosignatureMessage, formatCosignature } from '../domain/ledger/cosignature.ts';
import { EMPTY_ROOT, type Hash } from '../domain/ledger/hash.ts';
import { formatNote, type Note, parseNote, signatureLine, signaturesOf, type VerifierKey, verifyNote } from '../domain/ledger/note.ts';
import { verifyConsistency } from '../domain/ledger/proof.ts';
import type { Files } from '../store/files.ts';

/** A witness: the logs it knows by origin, its cosignature key, and its own store, which nobody else writes. */
export type Witness = {
  readonly now: () => number;
  readonly logs: ReadonlyMap<string, readonly VerifierKey[]>;
  readonly signer: NoteSigner;
  readonly files: Pick<Files, 'get' | 'put'>;
};

/** What a witness answers (c2sp.org/tlog-witness); `size` is that of the checkpoint it holds. */
export type Cosigned =
  | { readonly outcome: 'cosigned'; readonly line: string }
  | { readonly outcome: 'malformed' | 'unknown_log' | 'unsigned' | 'old_too_large' | 'inconsistent' }
  | { readonly outcome: 'other_size'; readonly size: number };

/**
 * Cosigns a checkpoint that continues the one held for its log. The new one is stored before it is answered, and only
 * if the one that was compared still lies there: of two requests at once one finds the other's size.
 */
export async function cosignCheckpoint(witness: Witness, body: Uint8Array): Promise<Cosigned> {
  const asked = parseRequest(body);
  const checkpoint = asked === undefined ? undefined : parseCheckpoint(asked.note.text);
  if (asked === undefined || checkpoint === undefined) return { outcome: 'malformed' };
  const keys = witness.logs.get(checkpoint.origin);
  if (keys === undefined) return { outcome: 'unknown_log' };
  const signers = verifyNote(asked.note, keys);
  if (!signers.ok) return { outcome: 'unsigned' };
  if (asked.old > checkpoint.size) return { outcome: 'old_too_large' };
  const held = await readHeld(witness, checkpoint.origin);
  if (asked.old !== held.checkpoint.size) return { outcome: 'other_size', size: held.checkpoint.size };
  const { size: oldSize, root: oldRoot } = held.checkpoint;
  if (!verifyConsistency({ oldSize, oldRoot, newSize: checkpoint.size, newRoot: checkpoint.root, proof: asked.proof })) return { outcome: 'inconsistent' };
  const line = await cosign(witness, asked.note.text);
  const logLines = signers.by.flatMap((key) => signaturesOf(asked.note, key).map((bytes) => signatureLine(key, bytes)));
  const signed = new TextEncoder().encode(formatNote(asked.note.text, [...logLines, line]));
  const when = held.etag === undefined ? 'absent' : { etag: held.etag };
  const put = await witness.files.put(heldKey(checkpoint.origin), signed, { when, contentType: 'text/plain; charset=utf-8' });
  if (put.ok) return { outcome: 'cosigned', line };
  return { outcome: 'other_size', size: (await readHeld(witness, checkpoint.origin)).checkpoint.size };
}

/** Where the checkpoint of a log is held and read: `<SHA-256 of the origin, in hex>/checkpoint`. */
export function heldKey(origin: string): string {
  return `${createHash('sha256').update(origin).digest('hex')}/checkpoint`;
}

type Request = { readonly old: number; readonly proof: readonly Hash[]; readonly note: Note };

const PROOF_MOST = 63;

/** Reads `old <size>`, the proof line by line, an empty line, and the checkpoint. */
function parseRequest(body: Uint8Array): Request | undefined {
  const text = decodeUtf8(body);
  const at = text?.indexOf('\n\n') ?? -1;
  if (text === undefined || at < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, at).split('\n');
  const old = /^old (0|[1-9]\d{0,15})$/.exec(first)?.[1];
  const proof = lines.map(decodeBase64).filter((hash) => hash?.length === 32);
  const note = parseNote(text.slice(at + 2));
  if (old === undefined || note === undefined || proof.length !== lines.length || proof.length > PROOF_MOST) return undefined;
  return { old: Number(old), proof: proof.filter((hash) => hash !== undefined), note };
}

type Held = { readonly checkpoint: Pick<Checkpoint, 'size' | 'root'>; readonly etag?: string };

/** The last checkpoint cosigned for a log; size 0 where there is none. Throws where our cosignature does not hold on it: to answer from it could cosign a fork. */
async function readHeld({ files, signer }: Witness, origin: string): Promise<Held> {
  const stored = await files.get(heldKey(origin));
  if (stored === undefined) return { checkpoint: { size: 0, root: EMPTY_ROOT } };
  const note = parseNote(stored.bytes);
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
  // By our key alone: the log may have changed its own since.
  if (note === undefined || checkpoint?.origin !== origin || !verifyNote(note, [signer.key]).ok)
    throw new Error(`what is held for ${origin} was not cosigned here`);
  return { checkpoint, etag: stored.etag };
}

async function cosign({ now, signer }: Witness, text: string): Promise<string> {
  const seconds = Math.floor(now() / 1000);
  return signatureLine(signer.key, formatCosignature(seconds, await signer.sign(cosignatureMessage(text, seconds))));
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined; // not UTF-8
  }
}
