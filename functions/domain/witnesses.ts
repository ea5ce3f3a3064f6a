import { parseVerifierKey, type VerifierKey } from './ledger/note.ts';
import { NO_QUORUM, type Policy } from './ledger/policy.ts';
import type { SocietyWitness, SocietyWitnesses } from './society.ts';

/** Whose signatures the society asks for, with what is to be said of them in the file. */
export type StatedPolicy = Policy & { readonly comments: readonly string[] };

/** Name of the group of all witnesses. */
const GROUP = 'witnesses';

/** The policy of a log whose witnesses stand in the profile; without any it asks for the log's own signature alone. */
export function policyOf(keys: readonly VerifierKey[], witnesses: SocietyWitnesses | undefined): StatedPolicy {
  const logs = keys.map((key) => ({ key }));
  if (witnesses === undefined) return { logs, witnesses: [], groups: [], quorum: NO_QUORUM, comments: NOBODY };
  const each = witnesses.each.map((one) => ({ name: one.name, key: keyOf(one), url: one.url }));
  const groups = [{ name: GROUP, least: witnesses.quorum, members: each.map(({ name }) => name) }];
  return { logs, witnesses: each, groups, quorum: GROUP, comments: witnesses.each.map(({ name, by }) => `${name}: ${by.zh} · ${by.en}`) };
}

const NOBODY = ['尚无见证人，只有账本自己的签名。There is no witness yet, only the log’s own signature.'];

/** The key of a witness whose profile was judged. */
function keyOf({ vkey }: SocietyWitness): VerifierKey {
  const key = parseVerifierKey(vkey);
  if (key === undefined) throw new TypeError(`no key of a witness: ${vkey}`);
  return key;
}
