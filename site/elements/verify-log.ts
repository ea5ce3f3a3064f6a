import { encodeHex } from '../../functions/domain/ledger/base64.ts';
import type { Checkpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { openByRange, parseKeyList, type RangedKey } from '../../functions/domain/ledger/key-range.ts';
import { formatVerifierKey } from '../../functions/domain/ledger/note.ts';
import { member, readJson, textMember } from './answer-shape.ts';
import type { ReadFile } from './log-reader.ts';
import type { Remembered } from './remembered.ts';
import { halt, held, type Stage } from './verify-finding.ts';

/** The log as its own key signed it. */
export type SignedLog = { readonly checkpoint: Checkpoint; readonly keys: readonly string[]; readonly ranges: readonly RangedKey[] };

/** What the page knows before it asks: the origin written into it when it was built, and what this browser saw before. */
export type Known = {
  readonly origin: string;
  readonly remembered?: Remembered | undefined;
  /** Keys and policy that came with the page itself, as in the file for checking without a network. */
  readonly keys?: readonly RangedKey[] | undefined;
  readonly policy?: string | undefined;
};

/** Reads the log's keys and its checkpoint, and verifies the signature. */
export async function verifyLog(read: ReadFile, known: Known): Promise<Stage<SignedLog>> {
  const [described, signed] = await Promise.all([read('/log/1/log.json', true), read('/log/1/checkpoint', true)]);
  if (typeof described === 'string' || typeof signed === 'string') {
    const lost = described === 'unreachable' || signed === 'unreachable';
    return halt('unreachable', { id: 'key', reason: lost ? 'no_connection' : 'files_missing' });
  }
  const body = readJson(described);
  const origin = textMember(body, 'origin') ?? '';
  if (origin !== known.origin) return halt('not_ours', { id: 'key', reason: 'other_origin', compared: [known.origin, origin] });
  const keys = parseKeyList(member(body, 'vkeys'));
  const texts = keys.map(({ key }) => formatVerifierKey(key));
  if (keys.length === 0) return halt('unreachable', { id: 'key', reason: 'log_unreadable' });
  if (known.remembered !== undefined && !known.remembered.keys.some((key) => texts.includes(key))) {
    return halt('altered', { id: 'key', reason: 'key_replaced', compared: [origin] });
  }
  return judge(signed, { origin, keys, texts });
}

function judge(signed: Uint8Array, log: { origin: string; keys: readonly RangedKey[]; texts: readonly string[] }): Stage<SignedLog> {
  const keyStep = held('key', 'holds', [log.origin, ...log.keys.map(({ key }) => encodeHex(key.id))]);
  const opened = openByRange(signed, log); // while the key is changed both must have signed
  if (!opened.ok) {
    const stopped = halt('altered', { id: 'checkpoint', reason: opened.code === 'wrong_origin' ? 'other_origin' : 'bad_signature' });
    return { ...stopped, steps: [keyStep, ...stopped.steps] };
  }
  const { checkpoint } = opened;
  const step = held('checkpoint', 'holds', [String(checkpoint.size), encodeHex(checkpoint.root)]);
  return { go: true, steps: [keyStep, step], value: { checkpoint, keys: log.texts, ranges: log.keys } };
}
