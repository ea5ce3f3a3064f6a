import type { Deps } from '../deps.ts';
import { encodeBase64 } from '../domain/ledger/base64.ts';
import { formatNote, parseNote, signatureLine, signaturesOf, verifyNote } from '../domain/ledger/note.ts';
import type { PolicyWitness } from '../domain/ledger/policy.ts';
import { formatTilePath } from '../domain/ledger/tile.ts';
import { proveConsistency, tileSource, tilesForConsistency } from '../domain/ledger/tree.ts';
import { fetchBounded } from '../gateways/bounded-fetch.ts';
import { keepCosignatures, readWitnessed, type Signed } from './keep-cosignatures.ts';
import { readHead } from './read-head.ts';
import { statePolicy, type Witnessing } from './state-policy.ts';

/** What came of asking: the checkpoint's size, who has cosigned it by now, and whether they make the quorum. */
export type Asked = { readonly size: number; readonly by: readonly string[]; readonly witnessed: boolean };

type Needs = Pick<Deps, 'log' | 'logKey' | 'alarm'> & Witnessing;

/** A witness may be far away; nobody who gives waits for it. */
const BOUNDS = { timeoutMs: 10_000, largest: 64 * 1024 };

/**
 * Shows the published checkpoint, and never another one, to every witness that has not cosigned it yet, and keeps what
 * comes back. Whatever wakes it may wake it twice or in the middle of another run: each step is conditional.
 */
export async function askWitnesses(deps: Needs): Promise<Asked> {
  const head = await readHead(deps);
  if (head?.signed === undefined) return { size: 0, by: [], witnessed: false };
  await statePolicy(deps);
  if (deps.policy.witnesses.length === 0) return { size: head.checkpoint.size, by: [], witnessed: false };
  const published = { size: head.checkpoint.size, bytes: head.signed };
  const [before, kept] = await Promise.all([readWitnessed(deps), keepCosignatures(deps, published, [])]);
  const left = deps.policy.witnesses.filter((witness) => witness.url !== undefined && !kept.by.includes(witness.name));
  const guess = (name: string) => (before?.by.includes(name) === true ? Math.min(before.size, published.size) : 0);
  const lines = await Promise.all(left.map((witness) => askOne(deps, { published, witness, guess: guess(witness.name) })));
  const now = await keepCosignatures(deps, published, lines.flat());
  return { size: published.size, by: now.by, witnessed: now.quorum };
}

type Asking = { readonly published: Signed; readonly witness: PolicyWitness; readonly guess: number };

/** Asks one witness, from the size it was last seen at and, where it says another one, once more from there. Gives its lines, verified. */
async function askOne(deps: Needs, { published, witness, guess }: Asking): Promise<readonly string[]> {
  let old = guess;
  for (let attempt = 1; attempt <= 2; attempt++) {
    const answer = await fetchBounded(deps.fetch, `${witness.url}/add-checkpoint`, { method: 'POST', body: await request(deps, published, old) }, BOUNDS);
    if (answer === undefined || answer.status >= 500) return []; // silent or busy: the next run asks again
    const text = new TextDecoder().decode(answer.body);
    if (answer.status === 200) return linesOf(deps, { published, witness }, text);
    const held = answer.status === 409 ? /^(0|[1-9]\d{0,15})\n$/.exec(text)?.[1] : undefined;
    if (held === undefined) {
      deps.alarm('witness_refused', { witness: witness.name, status: answer.status, size: published.size });
      return [];
    }
    old = Number(held);
    if (old > published.size) return judgeAhead(deps, { published, witness }, old);
  }
  return [];
}

/** A witness that holds more than we published either was shown it by a run that was quicker, or knows that our files went back (M20). */
async function judgeAhead(deps: Needs, { published, witness }: Omit<Asking, 'guess'>, held: number): Promise<readonly string[]> {
  const head = await readHead(deps);
  if (head === undefined || head.checkpoint.size < held) deps.alarm('witness_ahead', { witness: witness.name, held, published: published.size });
  return [];
}

/** `old <size>`, the proof, an empty line, the checkpoint (c2sp.org/tlog-witness). */
async function request(deps: Needs, { size, bytes }: Signed, old: number): Promise<string> {
  const paths = old === size ? [] : tilesForConsistency(old, size).map(formatTilePath);
  const stored = await Promise.all(paths.map(async (path) => [path, (await deps.log.get(path))?.bytes] as const));
  const tiles = new Map(stored.flatMap(([path, tile]) => (tile === undefined ? [] : [[path, tile] as const])));
  const proof = proveConsistency({ oldSize: old, newSize: size }, tileSource(size, tiles));
  return `old ${old}\n${proof.map((hash) => `${encodeBase64(hash)}\n`).join('')}\n${new TextDecoder().decode(bytes)}`;
}

/** The lines of this witness that hold on our checkpoint; whatever else it sent is left out. */
function linesOf(deps: Needs, { published, witness }: Omit<Asking, 'guess'>, text: string): readonly string[] {
  const own = parseNote(published.bytes);
  const note = own === undefined ? undefined : parseNote(formatNote(own.text, [text]));
  if (note !== undefined && verifyNote(note, [witness.key]).ok)
    return signaturesOf(note, witness.key)
      .slice(0, 1)
      .map((bytes) => signatureLine(witness.key, bytes));
  deps.alarm('witness_refused', { witness: witness.name, status: 200, size: published.size });
  return [];
}
