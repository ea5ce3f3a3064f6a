import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getPublicKey, sign } from '@noble/ed25519';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askWitnesses } from '../../functions/actions/ask-witnesses.ts';
import type { Witness } from '../../functions/actions/cosign-checkpoint.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { introducePolicy } from '../../functions/actions/introduce-policy.ts';
import { listQueries } from '../../functions/actions/list-queries.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { openQuery } from '../../functions/actions/queries.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { reportJson } from '../../functions/commands/verify/report-json.ts';
import { reportWords } from '../../functions/commands/verify/report-words.ts';
import { type Verified, verifyRecord } from '../../functions/commands/verify/verify-record.ts';
import { formatCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { cosignatureMessage, formatCosignature } from '../../functions/domain/ledger/cosignature.ts';
import { COSIGNATURE, formatNote, formatVerifierKey, parseNote, signatureLine, verifierKey } from '../../functions/domain/ledger/note.ts';
import { policyOf } from '../../functions/domain/witnesses.ts';
import { witnessRoutes } from '../../functions/http/witness.ts';
import { folderFiles } from '../../infra/local/folder-files.ts';
import { createWorld, payment, type World } from '../support/world.ts';
import { changed, type Files, memorySource, readAll, textOf } from './record-files.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const seed = new Uint8Array(32).fill(55);
const key = verifierKey('witness.example.net/committee', COSIGNATURE, getPublicKey(seed));
const states = mkdtempSync(join(tmpdir(), 'daylight-states-'));
let world: World;
let files: Files;
let size: number;

beforeAll(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
  await introducePolicy(withWitnesses());
  for (const serial of ['one', 'two', 'three']) {
    await settlePayment(world, payment('NOBODY', { serial, paidAtMs: NOON }));
    await publishSettled(world);
    await ask();
  }
  await settlePayment(world, payment('NOBODY', { serial: 'four', paidAtMs: NOON }));
  await publishSettled(world); // and nobody has witnessed this one yet
  await listQueries(world);
  files = new Map([...(await readAll(world.folder)), ['queries.json', (await world.publicFiles.get('queries.json'))?.bytes ?? new Uint8Array()]]);
  size = Number(textOf(files, 'log/1/witnessed').split('\n')[1]);
});
afterAll(async () => {
  await world.stop();
  rmSync(states, { recursive: true });
});

async function ask(): Promise<void> {
  const logs = new Map([[world.logKey.name, [world.logKey]]]);
  const signer = { key, sign: async (bytes: Uint8Array) => sign(bytes, seed) };
  const witness: Witness = { now: () => NOON, logs, signer, files: folderFiles(`${world.folder}/witness`, { durable: true }) };
  const app = witnessRoutes(async () => witness);
  const policy = policyOf([world.logKey], withWitnesses().society.witnesses);
  await askWitnesses({ ...world, policy, fetch: async (url, init) => app.request(new URL(url).pathname, init) });
}

/** The world of a society whose profile names the witness. */
function withWitnesses() {
  const by = { zh: '监事会', en: 'supervisory committee' };
  const witnesses = { quorum: 1, each: [{ name: 'committee', vkey: formatVerifierKey(key), url: 'https://witness.example.net', by }] };
  return { ...world, society: { ...world.society, witnesses } };
}

let runs = 0;
const silent = { at: () => undefined, end: () => undefined };
const verify = (from: Files): Promise<Verified> => {
  runs += 1;
  const how = { keys: [], stateFile: join(states, `run${runs}`), nowMs: NOON, rounds: 1, patienceMs: 0, progress: silent, societyId: world.society.id };
  return verifyRecord(memorySource(from), how);
};
const found = async (from: Files): Promise<readonly string[]> => [...(await verify(from)).notes.found.keys()].filter((code) => !UNSHELLED.includes(code));

/** This record has no site around it, which is another test's matter. */
const UNSHELLED: readonly string[] = ['page_frame_unknown', 'file_missing', 'page_differs', 'page_markup_differs'];

/** A cosigned checkpoint of another tree, by the witness itself. */
function cosigned(text: string, seconds = 1_700_000_000): string {
  return signatureLine(key, formatCosignature(seconds, sign(cosignatureMessage(text, seconds), seed)));
}

describe('a record with witnesses', () => {
  test('is witnessed to where they signed, and provisional beyond, and the report says who and when', async () => {
    const verified = await verify(files);
    expect(verified.witnesses?.witnessed).toMatchObject({ checkpoint: { size }, by: [{ witness: { name: 'committee' }, seconds: NOON / 1000 }] });
    expect(verified.signed?.checkpoint.size).toBe(size + 1);
    expect(verified.notes.compared.cosignatures).toBe(4); // on three kept checkpoints, and the witnessed one
    expect(await found(files)).toEqual([]);
    const words = reportWords(verified, { seconds: 1, stateFile: 'state' });
    expect(words).toContain(`前 ${size} 条已见证`);
    expect(words).toContain('committee  2026-11-24T04:00:00.000Z');
    expect(JSON.parse(reportJson(verified, { seconds: 1, at: '' })).witnessed).toEqual({ size, by: [{ name: 'committee', seconds: NOON / 1000 }] });
  });

  test('without a witnessed checkpoint is provisional, and without a policy has the log’s word alone; neither is a fault', async () => {
    const provisional = await verify(changed(files, 'log/1/witnessed', undefined));
    expect(reportWords(provisional, { seconds: 1, stateFile: 'state' })).toContain('全部为暂定');
    expect(await found(changed(files, 'log/1/witnessed', undefined))).toEqual([]);
    const alone = changed(changed(files, 'log/1/witnessed', undefined), 'log/1/policy.txt', undefined);
    expect(reportWords(await verify(alone), { seconds: 1, stateFile: 'state' })).toContain('只有账本自己的签名');
  });
});

describe('what does not hold is found', () => {
  const at = (path: string) => textOf(files, path);

  test.each<[string, () => Files, string]>([
    ['another policy than the log names', () => changed(files, 'log/1/policy.txt', `# all the same\n${at('log/1/policy.txt')}`), 'policy_wrong'],
    ['a policy that the log names and nobody can read', () => changed(files, 'log/1/policy.txt', undefined), 'policy_wrong'],
    ['a policy that is none', () => changed(files, 'log/1/policy.txt', 'quorum\n'), 'policy_wrong'],
    ['a policy of another log', () => changed(files, 'log/1/policy.txt', at('log/1/policy.txt').replace(/^log \S+/m, `log ${STRANGER}`)), 'policy_wrong'],
    ['a witnessed checkpoint that no witness signed', () => changed(files, 'log/1/witnessed', at('log/1/checkpoint')), 'quorum_missed'],
    [
      'a cosignature with one digit changed',
      () =>
        changed(
          files,
          'log/1/witnessed',
          at('log/1/witnessed').replace(/(.)(.{11}\n)$/, (_, digit, rest) => `${digit === 'A' ? 'B' : 'A'}${rest}`),
        ),
      'cosignature_wrong',
    ],
    [
      'a cosignature of another checkpoint',
      () => changed(files, 'log/1/witnessed', `${at('log/1/witnessed').replace(/— witness.*\n$/, '')}${cosigned('another\n1\nAAAA\n')}`),
      'cosignature_wrong',
    ],
    [
      'a kept checkpoint with a cosignature that does not hold',
      () => changed(files, `log/1/checkpoints/${size}`, `${at(`log/1/checkpoints/${size}`).replace(/— witness.*\n$/, '')}${cosigned('another\n1\nAAAA\n')}`),
      'cosignature_wrong',
    ],
    [
      'a list of questions that is none',
      () => changed(files, 'queries.json', '{"open":[{"query":"王"}],"asOf":"2026-11-24T12:00:00+08:00"}'),
      'queries_malformed',
    ],
  ])('%s', async (_, from, code) => {
    expect(await found(from())).toContain(code);
  });

  test('a witnessed checkpoint larger than the log’s own: the log was put back', async () => {
    const old = textOf(files, `log/1/checkpoints/${size - 1}`);
    const note = parseNote(old) ?? expect.unreachable();
    const rolledBack = changed(
      files,
      'log/1/checkpoint',
      formatNote(
        note.text,
        old
          .split('\n')
          .slice(4, 5)
          .map((line) => `${line}\n`),
      ),
    );
    expect(await found(rolledBack)).toContain('checkpoint_rolled_back');
  });

  test('a fork that the witness has seen: both signed checkpoints are kept', async () => {
    const note = parseNote(textOf(files, 'log/1/witnessed')) ?? expect.unreachable();
    const text = formatCheckpoint({ origin: world.logKey.name, size, root: new Uint8Array(32).fill(9) });
    const forked = formatNote(text, [signatureLine(world.logKey, await world.signer.sign(new TextEncoder().encode(text))), cosigned(text)]);
    expect(note.text).not.toBe(text);
    expect(await found(changed(files, 'log/1/witnessed', forked))).toContain('history_forked');
    expect(readdirSync(states).filter((name) => name.startsWith(`run${runs}.fork-`))).toHaveLength(2);
  });
});

test('the policy is said in the log once, and again when it changes; while the file is the one before, it is being changed', async () => {
  const changedTo = {
    ...withWitnesses(),
    society: { ...world.society, witnesses: { quorum: 1, each: [...withWitnesses().society.witnesses.each].map((one) => ({ ...one, name: 'council' })) } },
  };
  expect(await introducePolicy(withWitnesses())).toBeUndefined();
  expect(await introducePolicy(world)).toBeUndefined();
  const index = await introducePolicy(changedTo);
  expect(await introducePolicy(changedTo)).toBe(index);
  await publishSettled(world);
  const verified = await verify(await readAll(world.folder));
  expect(verified.notes.remarks.map(({ code }) => code)).toContain('policy_changing');
  expect(verified.notes.found.has('policy_wrong')).toBe(false);
});

test('those who still ask are counted, and since when', async () => {
  await openQuery(world, 'd_0123456789ABCDEFGHJKMNPQRS');
  const open = [{ query: 'q_0123456789ABCDEF', since: '2026-11-24T11:00:00+08:00', state: 'unknown' }];
  const verified = await verify(changed(files, 'queries.json', JSON.stringify({ v: 1, size, asOf: '2026-11-24T12:00:00+08:00', open })));
  expect(verified.notes.remarks).toContainEqual(expect.objectContaining({ code: 'queries_open', count: 1, details: ['2026-11-24T11:00:00+08:00'] }));
});

const STRANGER = 'log.example.org/giving/1+c7600f95+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea';
