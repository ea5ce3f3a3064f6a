import { getPublicKey, sign } from '@noble/ed25519';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCounter } from '../../functions/actions/admit-entries.ts';
import { endOldKeys, introduceKey } from '../../functions/actions/change-key.ts';
import { closeDay } from '../../functions/actions/close-day.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { readHead } from '../../functions/actions/read-head.ts';
import { readLogDescription } from '../../functions/actions/read-log-description.ts';
import { readPublished } from '../../functions/actions/read-published.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { openNotebook } from '../../functions/commands/verify/notebook.ts';
import { judgeDescription, readCheckpoint, readIdentity } from '../../functions/commands/verify/signed-log.ts';
import { verifyRecord } from '../../functions/commands/verify/verify-record.ts';
import type { LogSigner, NoteSigner } from '../../functions/deps.ts';
import { keysAt, lastingKey, openByRange, parseKeyList } from '../../functions/domain/ledger/key-range.ts';
import { ED25519, formatNote, formatVerifierKey, parseNote, signatureLine, verifierKey } from '../../functions/domain/ledger/note.ts';
import { dayOf } from '../../functions/domain/time.ts';
import { changed, memorySource, readAll, textOf } from '../commands/record-files.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const seed = new Uint8Array(32).fill(77);
let world: World;
let next: NoteSigner;
let signing: World;

beforeEach(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
  await publishSettled(world);
  next = { key: verifierKey(world.logKey.name, ED25519, getPublicKey(seed)), sign: async (text) => sign(text, seed) };
  signing = world;
});
afterEach(() => world.stop());

let given = 0;
const give = async (): Promise<number> => {
  given += 1;
  await settlePayment(world, payment('NOBODY', { serial: `K${given}`, paidAtMs: NOON }));
  const published = await publishSettled(signing);
  return published.ok ? published.size : expect.unreachable(published.reason);
};
const introduce = async (): Promise<number> => {
  const from = (await introduceKey(world, next)) ?? expect.unreachable();
  const signer: LogSigner = { ...world.signer, also: [{ ...next, from }] };
  signing = { ...world, signer };
  await publishSettled(signing);
  return from;
};
const text = async (key: string) => new TextDecoder().decode((await world.log.get(key))?.bytes ?? new Uint8Array());
const signersOf = async (size: number) => (parseNote(await text(`checkpoints/${size}`))?.signatures ?? []).map(({ keyId }) => keyId);
const verified = async () => {
  const how = {
    keys: [],
    stateFile: `${world.folder}/state-${given}-${Math.random()}`,
    nowMs: NOON,
    rounds: 1,
    patienceMs: 0,
    progress: { at: () => {}, end: () => {} },
  };
  const verdict = await verifyRecord(memorySource(await readAll(world.folder)), { ...how, societyId: world.society.id });
  return [...verdict.notes.found.keys()].filter((code) => /key|checkpoint|log_/.test(code));
};

describe('a change of key', () => {
  test('is an entry in the log; from the size that it names, which is the first to cover it, both keys sign', async () => {
    const before = await give();
    const from = await introduce();
    expect(from).toBe(before + 1);
    const [entry] = (await readPublished(world, { from: before, to: from, size: from })) ?? [];
    expect(entry).toMatchObject({ k: 'key', vkey: formatVerifierKey(next.key), from });
    expect([await signersOf(before), await signersOf(from)]).toEqual([[world.logKey.id], [world.logKey.id, next.key.id]]);
    expect(await signersOf(await give())).toHaveLength(2);
    expect(JSON.parse(await text('log.json')).vkeys).toEqual([
      { vkey: formatVerifierKey(world.logKey), from: 0 },
      { vkey: formatVerifierKey(next.key), from },
    ]);
  });

  test('introduced again, changes nothing', async () => {
    const from = await introduce();
    const next = (await readCounter(world))?.next;
    expect(await introduce()).toBe(from);
    expect((await readCounter(world))?.next).toBe(next);
    expect(JSON.parse(await text('log.json')).vkeys).toHaveLength(2);
  });

  test('waits while an issue is being closed', async () => {
    const counter = await readCounter(world);
    await world.db.write([{ table: 'ledger', update: { pk: 'CTR', sk: 'CTR' }, set: { seal: 'x', sealedUntilMs: NOON + 1000 }, when: 'present' }]);
    expect(await introduceKey(world, next)).toBeUndefined();
    expect((await readCounter(world))?.next).toBe(counter?.next);
  });

  test('is followed by whoever knows only the old key, until that one ends; the verify command holds all of it', async () => {
    await give();
    await introduce();
    await give();
    expect(await verified()).toEqual([]);
    expect(await readHead(world)).toBeDefined();
    const end = (await give()) + 1;
    await endOldKeys(world, end);
    signing = { ...world, logKey: next.key, signer: next };
    expect(await readHead(signing)).toBeDefined();
    const last = await give();
    expect(await signersOf(last)).toEqual([next.key.id]);
    expect(await readHead(world)).toBeUndefined();
    expect((await readLogDescription(world))?.key).toEqual(next.key);
    expect(await verified()).toEqual([]);
    await endOldKeys(world, end + 5);
    expect(JSON.parse(await text('log.json')).vkeys[0].until).toBe(end);
  });

  test('an issue closes with both signatures, and its sums know nothing of keys', async () => {
    await introduce();
    await give();
    const through = dayOf(NOON);
    expect(await closeDay(signing, { through })).toMatchObject({ outcome: 'closed', count: 1 });
    expect(await signersOf((await readHead(world))?.checkpoint.size ?? 0)).toHaveLength(2);
    expect(await verified()).toEqual([]);
  });
});

describe('a history that one of two keys signs alone is refused', () => {
  test('by size: before its beginning and after its end a key counts for nothing', async () => {
    await give();
    const from = await introduce();
    await endOldKeys(world, from + 1);
    const keys = parseKeyList(JSON.parse(await text('log.json')).vkeys);
    expect([from - 1, from, from + 1].map((size) => keysAt(keys, size).map(({ id }) => id))).toEqual([
      [world.logKey.id],
      [world.logKey.id, next.key.id],
      [next.key.id],
    ]);
    expect(lastingKey(keys)).toEqual(next.key);
    const note = parseNote(await text(`checkpoints/${from}`)) ?? expect.unreachable();
    const lines = note.signatures.map((one) => signatureLine({ name: one.name, id: one.keyId }, one.bytes));
    const origin = world.logKey.name;
    expect(openByRange(formatNote(note.text, lines), { origin, keys })).toMatchObject({ ok: true });
    for (const line of lines) expect(openByRange(formatNote(note.text, [line]), { origin, keys })).toEqual({ ok: false, code: 'unknown_key' });
    expect(openByRange('nothing', { origin, keys })).toEqual({ ok: false, code: 'malformed' });
  });

  test('in log.json: a key that no entry introduced, a size that it does not name, an end before the next begins', async () => {
    await give();
    const from = await introduce();
    await give();
    const files = await readAll(world.folder);
    const said = JSON.parse(textOf(files, 'log/1/log.json'));
    const [old, young] = said.vkeys;
    const wrong = [
      [old],
      [old, { ...young, from: from - 1 }],
      [{ ...old, until: from }, young],
      [old, young, { vkey: formatVerifierKey(verifierKey(world.logKey.name, ED25519, getPublicKey(new Uint8Array(32).fill(5)))), from: 3 }],
      [{ ...old, from: 1 }, young],
    ];
    const open = (await readPublished(world, { from: 0, to: 1, size: from }))?.[0];
    const entries = (await readPublished(world, { from: 0, to: from, size: from })) ?? [];
    for (const vkeys of wrong) {
      const source = memorySource(changed(files, 'log/1/log.json', `${JSON.stringify({ ...said, vkeys }, undefined, 2)}\n`));
      const notes = openNotebook();
      const log = (await readIdentity(source, notes, [])) ?? expect.unreachable();
      await readCheckpoint(source, notes, log);
      if (open?.k === 'open') judgeDescription(notes, log, { open, keys: entries.filter((entry) => entry.k === 'key'), size: from + 1 });
      expect([...notes.read().found.keys()], JSON.stringify(vkeys)).toContain('log_key_differs');
    }
  });
});
