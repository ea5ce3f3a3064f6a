import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getPublicKey, hashes, sign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { afterAll, describe, expect, test } from 'vitest';
import { heldKey, type Witness } from '../../functions/actions/cosign-checkpoint.ts';
import { encodeBase64 } from '../../functions/domain/ledger/base64.ts';
import { formatCheckpoint, openCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { verifyCosignature } from '../../functions/domain/ledger/cosignature.ts';
import { hashLeaf } from '../../functions/domain/ledger/hash.ts';
import {
  COSIGNATURE,
  ED25519,
  formatNote,
  formatVerifierKey,
  parseNote,
  signatureLine,
  signaturesOf,
  verifierKey,
} from '../../functions/domain/ledger/note.ts';
import { formatPolicy, judgeByPolicy } from '../../functions/domain/ledger/policy.ts';
import { proveConsistency, rootOf } from '../../functions/domain/ledger/tree.ts';
import { witnessRoutes } from '../../functions/http/witness.ts';
import type { Files } from '../../functions/store/files.ts';
import { folderFiles } from '../../infra/local/folder-files.ts';
import { hex, key, leafSource, plainLeaves, present, utf8 } from '../domain/ledger/vector-bytes.ts';
import type { Vectors } from '../domain/ledger/vector-shape.ts';

hashes.sha512 = sha512;

const vectors: Vectors = JSON.parse(readFileSync(new URL('../vectors/tlog.json', import.meta.url), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'daylight-witness-'));
afterAll(() => rmSync(folder, { recursive: true }));

const log = key(vectors.keys.log.vkey);
const leaves = plainLeaves(300);
const seed = hex(vectors.keys.witness1.seedHex);
const committee = verifierKey('witness.example.net/auditor', COSIGNATURE, getPublicKey(seed));
let folders = 0;

/** A witness that knows the log of the vectors, in a folder of its own. */
function open(change: Partial<Witness> = {}) {
  const files = folderFiles(join(folder, `${folders++}`), { durable: true });
  const witness: Witness = {
    now: () => 1_700_000_000_000,
    files,
    logs: new Map([[log.name, [log]]]),
    signer: { key: committee, sign: async (text) => sign(text, seed) },
    ...change,
  };
  const app = witnessRoutes(async () => witness);
  const add = async (body: string) => {
    const answer = await app.request('/add-checkpoint', { method: 'POST', body });
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };
  return { app, add, witness };
}

const checkpointText = (size: number, fork = false): string => {
  const entries = fork ? [...leaves.slice(0, size - 1), hashLeaf(utf8('another'))] : leaves.slice(0, size);
  return formatCheckpoint({ origin: log.name, size, root: rootOf(entries) });
};
const signed = (text: string, name = log.name): string =>
  formatNote(text, [signatureLine({ name, id: log.id }, sign(utf8(text), hex(vectors.keys.log.seedHex)))]);
const request = (old: number, size: number, fork = false): string => {
  const proof = proveConsistency({ oldSize: Math.min(old, size), newSize: size }, leafSource(leaves));
  return `old ${old}\n${proof.map((hash) => `${encodeBase64(hash)}\n`).join('')}\n${signed(checkpointText(size, fork))}`;
};

describe('a witness', () => {
  test('cosigns the first checkpoint of a log that it knows, and then each that continues it', async () => {
    const { add } = open();
    for (const [old, size] of [
      [0, 7],
      [7, 7],
      [7, 256],
      [256, 257],
      [257, 300],
    ] as const) {
      const answer = await add(request(old, size));
      expect(answer).toMatchObject({ status: 200 });
      const note = present(parseNote(formatNote(checkpointText(size), [answer.text])), 'note');
      const [bytes = new Uint8Array()] = signaturesOf(note, committee);
      expect(verifyCosignature({ publicKey: committee.publicKey, text: note.text, bytes })).toBe(1_700_000_000);
    }
  });

  test('shows what it cosigned last, with the log’s signature and its own', async () => {
    const { app, add } = open();
    expect((await app.request(`/${heldKey(log.name)}`)).status).toBe(404);
    await add(request(0, 300));
    const held = await (await app.request(`/${heldKey(log.name)}`)).text();
    const policy = { logs: [{ key: log }], witnesses: [{ name: 'auditor', key: committee }], groups: [], quorum: 'auditor' };
    expect(judgeByPolicy(held, policy)).toMatchObject({ ok: true, quorum: true, checkpoint: { size: 300 } });
    expect(await (await app.request('/')).text()).toBe(`${formatVerifierKey(committee)}\n`);
    expect(formatPolicy(policy)).toContain(formatVerifierKey(committee));
  });

  test('keeps of the submitted lines those of the log’s key alone', async () => {
    const { app, add } = open();
    const stranger = `— stranger.example ${encodeBase64(new Uint8Array(68))}\n`;
    expect(await add(`${request(0, 7)}${stranger}`)).toMatchObject({ status: 200 });
    expect(await (await app.request(`/${heldKey(log.name)}`)).text()).not.toContain('stranger');
  });

  test('says which size it holds where another was thought, and takes the checkpoint when asked from there', async () => {
    const { add } = open();
    await add(request(0, 100));
    for (const body of [request(0, 300), request(50, 300), request(200, 300)]) {
      expect(await add(body)).toEqual({ status: 409, type: 'text/x.tlog.size', text: '100\n' });
    }
    expect(await add(request(100, 300))).toMatchObject({ status: 200 });
  });

  test.each([
    ['a smaller checkpoint than the old size', request(300, 100), 400],
    ['another history of the same size', request(100, 100, true), 422],
    ['a fork that goes on', request(100, 300, true), 422],
    ['a proof with a hash too many', request(100, 300).replace('\n\n', `\n${encodeBase64(new Uint8Array(32))}\n\n`), 422],
    ['a proof with a hash too few', request(100, 300).replace(/\n[^\n]+\n\n/, '\n\n'), 422],
    ['no proof', `old 100\n\n${signed(checkpointText(300))}`, 422],
  ])('refuses %s, and holds what it held', async (_, body, status) => {
    const { add } = open();
    await add(request(0, 100));
    expect((await add(body)).status).toBe(status);
    expect(await add(request(100, 101))).toMatchObject({ status: 200 });
  });

  test('knows no other log, and no other key of this one', async () => {
    const { add } = open();
    const other = checkpointText(7).replace(log.name, 'other.example.org/log/1');
    expect(await add(`old 0\n\n${signed(other, 'other.example.org/log/1')}`)).toMatchObject({ status: 404 });
    const unsigned = formatNote(checkpointText(7), [signatureLine(log, sign(utf8(checkpointText(8)), hex(vectors.keys.log.seedHex)))]);
    expect(await add(`old 0\n\n${unsigned}`)).toMatchObject({ status: 403 });
    const foreign = formatNote(checkpointText(7), [signatureLine(committee, new Uint8Array(72))]);
    expect(await add(`old 0\n\n${foreign}`)).toMatchObject({ status: 403 });
  });

  test('takes a checkpoint under either key while a log changes its key', async () => {
    const seedOfNext = hex(vectors.keys.witness2.seedHex);
    const next = verifierKey(log.name, ED25519, getPublicKey(seedOfNext));
    const { add } = open({ logs: new Map([[log.name, [log, next]]]) });
    expect(await add(request(0, 7))).toMatchObject({ status: 200 });
    const proof = proveConsistency({ oldSize: 7, newSize: 8 }, leafSource(leaves)).map((hash) => `${encodeBase64(hash)}\n`);
    const text = checkpointText(8);
    expect(await add(`old 7\n${proof.join('')}\n${formatNote(text, [signatureLine(next, sign(utf8(text), seedOfNext))])}`)).toMatchObject({ status: 200 });
  });

  test.each([
    ['nothing', ''],
    ['no empty line', 'old 0\n'],
    ['an old size with a zero before it', request(0, 7).replace('old 0', 'old 00')],
    ['an old size with a sign', request(0, 7).replace('old 0', 'old +0')],
    ['an old size beyond all sizes', request(0, 7).replace('old 0', 'old 99999999999999999')],
    ['a hash of 31 bytes', request(7, 9).replace('\n\n', `\n${encodeBase64(new Uint8Array(31))}\n\n`)],
    ['an unfinished hash', request(7, 9).replace('\n\n', '\nAAAA\n\n')],
    ['more than 63 hashes', request(7, 9).replace('\n\n', `\n${`${encodeBase64(new Uint8Array(32))}\n`.repeat(64)}\n`)],
    ['a checkpoint with a fourth line', request(0, 7).replace('\n\n—', '\nmore\n\n—')],
    ['no signature line', `old 0\n\n${checkpointText(7)}\n`],
  ])('refuses a request with %s', async (_, body) => {
    expect((await open().add(body)).status).toBe(400);
  });

  test('answers 413 to a body without an end', async () => {
    expect((await open().add('a'.repeat(70_000))).status).toBe(413);
  });

  test('goes on from its folder after it was ended, and has stored before it answered', async () => {
    const first = open();
    const puts: string[] = [];
    const failing: Pick<Files, 'get' | 'put'> = {
      ...first.witness.files,
      put: async (name, bytes, how) => {
        puts.push(name);
        await first.witness.files.put(name, bytes, how);
        throw new Error('ended before it was answered');
      },
    };
    expect((await open({ files: failing }).add(request(0, 100))).status).toBe(500);
    expect(puts).toEqual([heldKey(log.name)]);
    const again = open({ files: first.witness.files });
    expect(await again.add(request(0, 300))).toMatchObject({ status: 409, text: '100\n' });
    expect(await again.add(request(100, 300))).toMatchObject({ status: 200 });
  });

  test('never goes back: of two requests at once from the same size one wins, and the other learns the size that won', async () => {
    const { add, app } = open();
    await add(request(0, 100));
    const answers = await Promise.all([add(request(100, 200)), add(request(100, 300)), add(request(100, 250))]);
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    const held = openCheckpoint(await (await app.request(`/${heldKey(log.name)}`)).text(), { origin: log.name, keys: [log] });
    const size = held.ok ? held.checkpoint.size : 0;
    expect(answers.filter(({ status }) => status !== 200)).toEqual(Array(2).fill({ status: 409, type: 'text/x.tlog.size', text: `${size}\n` }));
  });

  test('does not answer from a store that somebody else has written', async () => {
    const { add, witness } = open();
    const put = { when: 'always', contentType: 'text/plain' } as const;
    await witness.files.put(heldKey(log.name), utf8(signed(checkpointText(5))), put);
    expect((await add(request(5, 7))).status).toBe(500);
  });
});
