import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { cosignedAt } from './cosignature.ts';
import { sameBytes } from './hash.ts';
import { COSIGNATURE, ED25519, formatVerifierKey, type Note, parseNote, parseVerifierKey, signaturesOf, type VerifierKey, verifyNote } from './note.ts';

/** A log whose signature counts; `url` is where it is read. */
export type PolicyLog = { readonly key: VerifierKey; readonly url?: string };

/** A witness under the name that the policy gives it; `url` is the prefix that it is asked at (c2sp.org/tlog-witness). */
export type PolicyWitness = { readonly name: string; readonly key: VerifierKey; readonly url?: string };

/** Members of which at least `least` must have witnessed; each is a witness or another group. */
export type PolicyGroup = { readonly name: string; readonly least: number; readonly members: readonly string[] };

/** Whose signatures make a checkpoint good enough (c2sp.org/tlog-policy). `quorum` is a witness, a group, or `none`. */
export type Policy = {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  readonly quorum: string;
};

/** A policy, or the line, counted from 1, that is none and why. */
export type ParsedPolicy = { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly line: number; readonly problem: string };

/** Name of the quorum that asks for no witness. */
export const NO_QUORUM = 'none';

/** Lines, logs, witnesses and groups beyond this are refused; the text asks for 32 of each. */
const MOST = 256;

/** Reads a policy file strictly, octet by octet: names are never normalised, and nothing may be used before the line that defines it. */
export function parsePolicy(file: string | Uint8Array): ParsedPolicy {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const lines = octets(bytes).split('\n');
  if (lines.pop() !== '') return { ok: false, line: lines.length + 1, problem: 'the last line has no line feed' };
  if (lines.length > 8 * MOST) return { ok: false, line: lines.length, problem: 'too many lines' };
  const draft: Draft = { logs: [], witnesses: [], groups: [], members: new Set(), quorum: undefined };
  for (const [at, line] of lines.entries()) {
    const problem = /[\u0000-\u0008\u000b-\u001f\u007f]/.test(line)
      ? 'a control character'
      : addLine(
          draft,
          line.split(/[ \t]+/).filter((item) => item !== ''),
        );
    if (problem !== undefined) return { ok: false, line: at + 1, problem };
  }
  const { logs, witnesses, groups, quorum } = draft;
  return quorum === undefined ? { ok: false, line: lines.length, problem: 'no quorum' } : { ok: true, policy: { logs, witnesses, groups, quorum } };
}

/** Writes a policy whose names are ASCII, as ours are; throws for others. `comments` stand before it, a line each. */
export function formatPolicy(policy: Policy, comments: readonly string[] = []): string {
  const odd = [...policy.witnesses, ...policy.groups].find(({ name }) => !/^[!-~]+$/.test(name));
  if (odd !== undefined) throw new RangeError(`no name for a policy: ${odd.name}`);
  const at = (url: string | undefined) => (url === undefined ? '' : ` ${url}`);
  return [
    ...comments.map((comment) => `# ${comment}`),
    ...policy.logs.map(({ key, url }) => `log ${formatVerifierKey(key)}${at(url)}`),
    ...policy.witnesses.map(({ name, key, url }) => `witness ${name} ${formatVerifierKey(key)}${at(url)}`),
    ...policy.groups.map(({ name, least, members }) => `group ${name} ${least} ${members.join(' ')}`),
    `quorum ${policy.quorum}`,
    '',
  ].join('\n');
}

/** Tells whether these witnesses, by their names in the policy, make the quorum. */
export function meetsQuorum(policy: Policy, witnessedBy: ReadonlySet<string>): boolean {
  const holds = new Set(policy.witnesses.map(({ name }) => name).filter((name) => witnessedBy.has(name)));
  // A group names only what stands before it, so one pass in order is enough.
  for (const { name, least, members } of policy.groups) if (members.filter((member) => holds.has(member)).length >= least) holds.add(name);
  return policy.quorum === NO_QUORUM || holds.has(policy.quorum);
}

/** A checkpoint that a log of the policy signed; `by` are the witnesses whose cosignatures hold, each with its earliest time in POSIX seconds. */
export type Witnessed =
  | {
      readonly ok: true;
      readonly checkpoint: Checkpoint;
      readonly note: Note;
      readonly by: readonly { readonly witness: PolicyWitness; readonly seconds: number }[];
      /** Whether they make the quorum; without it the checkpoint is provisional. */
      readonly quorum: boolean;
    }
  | { readonly ok: false; readonly code: 'malformed' | 'unknown_key' | 'bad_signature' };

/** Judges a signed checkpoint by a policy. One signature of a known key that fails refuses all of it. */
export function judgeByPolicy(signed: string | Uint8Array, policy: Policy): Witnessed {
  const note = parseNote(signed);
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) return { ok: false, code: 'malformed' };
  const logs = policy.logs.map(({ key }) => key);
  const verdict = verifyNote(note, [...logs, ...policy.witnesses.map(({ key }) => key)]);
  if (!verdict.ok) return verdict;
  if (!verdict.by.some((key) => logs.includes(key) && key.name === checkpoint.origin)) return { ok: false, code: 'unknown_key' };
  const by = policy.witnesses.flatMap((witness) => {
    const times = signaturesOf(note, witness.key).map((bytes) => cosignedAt(bytes));
    return times.length === 0 ? [] : [{ witness, seconds: Math.min(...times) }];
  });
  return { ok: true, checkpoint, note, by, quorum: meetsQuorum(policy, new Set(by.map(({ witness }) => witness.name))) };
}

type Draft = {
  readonly logs: PolicyLog[];
  readonly witnesses: PolicyWitness[];
  readonly groups: PolicyGroup[];
  readonly members: Set<string>;
  quorum: string | undefined;
};

/** Takes one line; gives what is wrong with it. */
function addLine(draft: Draft, [keyword, ...items]: readonly string[]): string | undefined {
  if (keyword === undefined || keyword.startsWith('#')) return undefined;
  if (keyword === 'log') return addLog(draft, items);
  if (keyword === 'witness') return addWitness(draft, items);
  if (keyword === 'group') return addGroup(draft, items);
  return keyword === 'quorum' ? setQuorum(draft, items) : 'no such keyword';
}

function addLog({ logs }: Draft, items: readonly string[]): string | undefined {
  const [vkey = '', url] = items;
  const key = keyOf(vkey, ED25519);
  if (items.length > 2 || key === undefined) return 'must be: log, an Ed25519 key, perhaps an address';
  if (logs.length >= MOST || logs.some((one) => sameBytes(one.key.publicKey, key.publicKey))) return 'a log twice, or too many';
  logs.push({ key, ...(url === undefined ? {} : { url: utf8(url) ?? url }) });
  return undefined;
}

function addWitness(draft: Draft, items: readonly string[]): string | undefined {
  const [name = '', vkey = '', url] = items;
  const key = keyOf(vkey, COSIGNATURE);
  if (items.length > 3 || key === undefined) return 'must be: witness, a name, a cosignature key, perhaps an address';
  if (!isNew(draft, name)) return 'a name twice, or none';
  if (draft.witnesses.length >= MOST || draft.witnesses.some((one) => sameBytes(one.key.publicKey, key.publicKey))) return 'a witness twice, or too many';
  draft.witnesses.push({ name, key, ...(url === undefined ? {} : { url: utf8(url) ?? url }) });
  return undefined;
}

function addGroup(draft: Draft, [name = '', wanted = '', ...members]: readonly string[]): string | undefined {
  if (!isNew(draft, name) || draft.groups.length >= MOST) return 'a name twice, none, or too many groups';
  if (members.length === 0 || !members.every((member) => isDefined(draft, member))) return 'a group has members, each defined before it';
  if (new Set(members).size < members.length || members.some((member) => draft.members.has(member))) return 'a member stands in a group already';
  const least = wanted === 'any' ? 1 : wanted === 'all' ? members.length : /^[1-9]\d{0,5}$/.test(wanted) ? Number(wanted) : 0;
  if (least < 1 || least > members.length) return 'a group wants any, all, or a number of its members';
  for (const member of members) draft.members.add(member);
  draft.groups.push({ name, least, members });
  return undefined;
}

function setQuorum(draft: Draft, items: readonly string[]): string | undefined {
  const [name = ''] = items;
  if (draft.quorum !== undefined) return 'a second quorum';
  if (items.length !== 1 || (name !== NO_QUORUM && !isDefined(draft, name))) return 'a quorum is one witness or group defined before it, or none';
  draft.quorum = name;
  return undefined;
}

const isDefined = ({ witnesses, groups }: Draft, name: string): boolean => [...witnesses, ...groups].some((one) => one.name === name);

const isNew = (draft: Draft, name: string): boolean => name !== '' && name !== NO_QUORUM && !isDefined(draft, name);

function keyOf(vkey: string, type: number): VerifierKey | undefined {
  const text = utf8(vkey);
  const key = text === undefined ? undefined : parseVerifierKey(text);
  return key?.type === type ? key : undefined;
}

/** One character an octet: what looks alike is not made alike. `TextDecoder` has no such reading, its latin1 is another. */
function octets(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function utf8(text: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  } catch {
    return undefined; // opaque, and no key
  }
}
