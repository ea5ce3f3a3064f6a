import type { Deps } from '../deps.ts';
import { sameBytes } from '../domain/ledger/hash.ts';
import { formatNote, parseNote, signatureLine } from '../domain/ledger/note.ts';
import { judgeByPolicy } from '../domain/ledger/policy.ts';
import type { PutWhen } from '../store/files.ts';
import type { Witnessing } from './state-policy.ts';

/** A signed checkpoint of a size. */
export type Signed = { readonly size: number; readonly bytes: Uint8Array };

/** Who cosigned a checkpoint, by their names in the policy, and whether they make the quorum. */
export type Cosigners = { readonly size: number; readonly by: readonly string[]; readonly quorum: boolean };

type Needs = Pick<Deps, 'log'> & Pick<Witnessing, 'policy'>;

/** Key of the last checkpoint that met the quorum. */
export const WITNESSED = 'witnessed';

const HEADERS = { contentType: 'text/plain; charset=utf-8', cache: 'public, max-age=1' };
const ATTEMPTS = 5;

/**
 * Adds signature lines to the kept checkpoint of a published one, and makes it the witnessed one where that brings it to
 * the quorum, or more of them to the same size. Lines that stand there stay; runs at once lose nothing of each other.
 */
export async function keepCosignatures(deps: Needs, published: Signed, lines: readonly string[]): Promise<Cosigners> {
  const kept = await addLines(deps, published, lines);
  const cosigners = judge(deps, kept);
  if (cosigners.quorum && cosigners.by.length > 0) await moveWitnessed(deps, kept, cosigners);
  return cosigners;
}

/** Who cosigned the last checkpoint that met the quorum; nothing before the first. */
export async function readWitnessed(deps: Needs): Promise<Cosigners | undefined> {
  const stored = await deps.log.get(WITNESSED);
  return stored === undefined ? undefined : judge(deps, stored.bytes);
}

async function addLines(deps: Needs, { size, bytes }: Signed, lines: readonly string[]): Promise<Uint8Array> {
  const key = `checkpoints/${size}`;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await deps.log.get(key);
    const merged = merge(stored?.bytes ?? bytes, bytes, lines);
    if (stored !== undefined && sameBytes(merged, stored.bytes)) return merged;
    if ((await deps.log.put(key, merged, { when: whenStill(stored), ...HEADERS })).ok) return merged;
  }
  throw new Error(`${key} changed under every attempt to add to it`);
}

/** The lines that were there, then those that are new. Throws where the kept checkpoint is another one than the published. */
function merge(kept: Uint8Array, published: Uint8Array, lines: readonly string[]): Uint8Array {
  const [there, head] = [parseNote(kept), parseNote(published)];
  if (there === undefined || there.text !== head?.text) throw new Error('the kept checkpoint is not the published one');
  const old = there.signatures.map((one) => signatureLine({ name: one.name, id: one.keyId }, one.bytes));
  const nameAndId = (line: string) => line.slice(0, line.lastIndexOf(' ') + 7); // the key id is in the first six characters of base64
  const more = lines.filter((line) => !old.some((one) => nameAndId(one) === nameAndId(line)));
  return new TextEncoder().encode(formatNote(there.text, [...old, ...more]));
}

/** The larger size wins, and of one size the one with more witnesses (M13). */
async function moveWitnessed(deps: Needs, bytes: Uint8Array, { size, by }: Cosigners): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await deps.log.get(WITNESSED);
    const there = stored === undefined ? undefined : judge(deps, stored.bytes);
    if (there !== undefined && (there.size > size || (there.size === size && there.by.length >= by.length))) return;
    if ((await deps.log.put(WITNESSED, bytes, { when: whenStill(stored), ...HEADERS })).ok) return;
  }
  throw new Error(`${WITNESSED} changed under every attempt to put it`);
}

const whenStill = (stored: { readonly etag: string } | undefined): PutWhen => (stored === undefined ? 'absent' : { etag: stored.etag });

function judge({ policy }: Needs, signed: Uint8Array): Cosigners {
  const judged = judgeByPolicy(signed, policy);
  if (!judged.ok) throw new Error(`a kept checkpoint does not hold: ${judged.code}`);
  return { size: judged.checkpoint.size, by: judged.by.map(({ witness }) => witness.name), quorum: judged.quorum };
}
