import { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { verifyCosignature } from './cosignature.ts';
import { verifyEd25519 } from './ed25519.ts';
import { hashLeaf, sameBytes } from './hash.ts';
import { COSIGNATURE, ED25519, parseNote, type VerifierKey } from './note.ts';
import type { OfflineOpening, OfflineProof } from './offline-proof.ts';
import { rootOfInclusion } from './proof.ts';
import type { ProofFile } from './proof-file.ts';

/** Who may have signed: the log's keys, each named by the origin, and its witnesses. */
export type OfflineKeys = { readonly origin: string; readonly keys: readonly VerifierKey[]; readonly witnesses: readonly VerifierKey[] };

/** A witness whose line holds, and when it signed, in POSIX seconds. */
export type Witnessed = { readonly key: VerifierKey; readonly seconds: number };

/** What a code proves by itself. Witnesses that this reader does not know are passed over. */
export type OfflineVerdict =
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly witnessed: readonly Witnessed[] }
  | { readonly ok: false; readonly code: 'unknown_key' | 'bad_proof' | 'bad_signature' };

/** Computes the root from entry and path, and verifies who signed it; commitments are not looked at. */
export function verifyOfflineProof(record: OfflineProof, { origin, keys, witnesses }: OfflineKeys): OfflineVerdict {
  const key = keys.find((one) => one.type === ED25519 && one.name === origin && sameBytes(one.id, record.keyId));
  if (key === undefined) return { ok: false, code: 'unknown_key' };
  const { index, size, proof } = record;
  const root = rootOfInclusion({ leaf: hashLeaf(record.entry), index, size, proof });
  if (root === undefined) return { ok: false, code: 'bad_proof' };
  const text = formatCheckpoint({ origin, size, root });
  if (!verifyEd25519(record.signature, new TextEncoder().encode(text), key.publicKey)) return { ok: false, code: 'bad_signature' };
  const witnessed: Witnessed[] = [];
  for (const { keyId, bytes } of record.cosignatures) {
    const witness = witnesses.find((one) => one.type === COSIGNATURE && sameBytes(one.id, keyId));
    if (witness === undefined) continue;
    const seconds = verifyCosignature({ publicKey: witness.publicKey, text, bytes });
    if (seconds === undefined) return { ok: false, code: 'bad_signature' };
    witnessed.push({ key: witness, seconds });
  }
  return { ok: true, checkpoint: { origin, size, root }, witnessed };
}

/** What goes into a code: the proof file of an entry, the entry's bytes, the log's key and what the holder may open. */
export type Condensable = {
  readonly file: ProofFile;
  readonly entry: Uint8Array;
  readonly key: VerifierKey;
  readonly shown?: OfflineOpening | undefined;
  readonly name?: OfflineOpening | undefined;
};

/** Leaves out of a proof file what a reader can compute; nothing where the result would not verify, so that no such code is printed. */
export function condenseProof({ file, entry, key, shown, name }: Condensable): OfflineProof | undefined {
  const read = recordOfFile({ file, keys: [key] });
  if (read === undefined) return undefined;
  const record = { ...read, entry, shown, name };
  return verifyOfflineProof(record, { origin: key.name, keys: [key], witnesses: [] }).ok ? record : undefined;
}

/**
 * What a proof file says, in the form of a code; nothing where its checkpoint is none. The log's line is that of a known
 * key, else the one under the log's own name. Nothing in it is verified by that.
 */
export function recordOfFile({ file, keys }: { readonly file: ProofFile; readonly keys: readonly VerifierKey[] }): Omit<OfflineProof, 'entry'> | undefined {
  const note = parseNote(file.checkpoint);
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) return undefined;
  const own = note.signatures.filter((one) => one.name === checkpoint.origin && one.bytes.length === 64);
  const line = own.find((one) => keys.some((key) => sameBytes(key.id, one.keyId))) ?? own[0];
  if (line === undefined) return undefined;
  const others = note.signatures.filter((one) => one.name !== checkpoint.origin && one.bytes.length === 72);
  const cosignatures = others.map(({ keyId, bytes }) => ({ keyId, bytes }));
  return { keyId: line.keyId, index: file.index, size: checkpoint.size, proof: file.proof, signature: line.bytes, cosignatures };
}
