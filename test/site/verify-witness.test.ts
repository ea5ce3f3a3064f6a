import { getPublicKey, sign } from '@noble/ed25519';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../functions/domain/entry.ts';
import type { GoodsEntry } from '../../functions/domain/entry-moves.ts';
import { cosignatureMessage } from '../../functions/domain/ledger/cosignature.ts';
import { joinBytes } from '../../functions/domain/ledger/hash.ts';
import { parseKeyList } from '../../functions/domain/ledger/key-range.ts';
import { COSIGNATURE, formatVerifierKey, parseNote, signatureLine, verifierKey } from '../../functions/domain/ledger/note.ts';
import { money } from '../../functions/domain/money.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import { readHeldFiles } from '../../site/elements/held-proof.ts';
import type { ReadFile } from '../../site/elements/log-reader.ts';
import { claimOfNumber } from '../../site/elements/verify-claim.ts';
import type { Finding } from '../../site/elements/verify-finding.ts';
import { verifyHeld } from '../../site/elements/verify-held.ts';
import { verifyRecord, verifyVisit } from '../../site/elements/verify-record.ts';
import { stepSentence } from '../../site/elements/verify-sentences.ts';
import { verifyWords } from '../../site/elements/verify-words.ts';
import { heldFiles } from './held-document.ts';
import { sampleRow, sampleRows } from './sample.ts';
import { giftEntry, logEntries, type PublicFiles, publishEntries } from './sample-log.ts';

const origin = 'daylight.example.org/log/1';
const log = { origin, seed: new Uint8Array(32).fill(7) };
const entries = logEntries(sampleRows(60));
const AT = 1_795_500_000;
const witnesses = [1, 2, 3].map((seed) => {
  const secret = new Uint8Array(32).fill(seed);
  return { name: `w${seed}`, secret, key: verifierKey(`w${seed}.example.org`, COSIGNATURE, getPublicKey(secret)) };
});
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The log with a policy of two of three, and a checkpoint of `seen` that these witnesses signed. */
function witnessed(seen: PublicFiles, by: readonly number[]): PublicFiles {
  const files = new Map(publishEntries(entries, log));
  const [{ vkey } = { vkey: '' }] = JSON.parse(text(files.get('/log/1/log.json'))).vkeys;
  const lines = witnesses.map(({ name, key }) => `witness ${name} ${formatVerifierKey(key)}\n`).join('');
  files.set('/log/1/policy.txt', utf8(`log ${vkey}\n${lines}group two 2 w1 w2 w3\nquorum two\n`));
  return files.set('/log/1/witnessed', utf8(cosigned(text(seen.get('/log/1/checkpoint')), by)));
}

function cosigned(checkpoint: string, by: readonly number[]): string {
  const said = parseNote(checkpoint)?.text ?? '';
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(AT));
  return checkpoint + by.map((one) => witnessLine(one, said, time)).join('');
}

function witnessLine(one: number, said: string, time: Uint8Array): string {
  const witness = witnesses[one - 1];
  if (witness === undefined) throw new Error(`no witness ${one}`);
  return signatureLine(witness.key, joinBytes([time, sign(cosignatureMessage(said, AT), witness.secret)]));
}

describe('witnesses', () => {
  const [early, whole] = [publishEntries(entries.slice(0, 40), log), publishEntries(entries, log)];

  test.each([
    ['two of three have signed a log that holds the gift: witnessed, with names and times', 30, [1, 3], early, 'witnessed'],
    ['only one has: provisional', 30, [1], early, 'provisional'],
    ['they have, but a log that does not hold the gift yet: provisional', 60, [1, 2], early, 'provisional'],
    ['all three have signed today’s: witnessed', 60, [1, 2, 3], whole, 'witnessed'],
  ] as const)('%s', async (_, index, by, seen, reason) => {
    const finding = await check(witnessed(seen, by), index);
    expect(finding.verdict).toBe('valid');
    const step = finding.steps.find(({ id }) => id === 'witness');
    expect(step).toMatchObject({ reason });
    if (step !== undefined && reason === 'witnessed') expect(stepSentence(verifyWords.zh, step)).toContain('w1（2026-11-');
  });

  test('they signed another history than the one shown here: altered, whoever is asked', async () => {
    const fork = publishEntries(
      entries.map((entry, index): Entry => (index === 35 ? giftEntry({ ...sampleRow(1), money: money('CNY', 1) }) : entry)),
      log,
    );
    expect(await check(witnessed(fork, [1, 2]), 30)).toMatchObject({ verdict: 'altered', reason: 'witness_differs' });
  });

  test('a line of a known witness that does not hold is no witness but an alarm', async () => {
    const files = witnessed(early, [1, 2]);
    const spoilt = text(files.get('/log/1/witnessed')).replace(
      /(w1\.example\.org \S{20})./,
      (_, before: string) => `${before}${before.endsWith('A') ? 'B' : 'A'}`,
    );
    expect(await check(new Map(files).set('/log/1/witnessed', utf8(spoilt)), 30)).toMatchObject({ verdict: 'altered', reason: 'witness_differs' });
  });

  test('a document made before they signed is upgraded by what they signed later, and stays provisional without a network', async () => {
    const held = readHeldFiles(Object.values(heldFiles(early, 30)));
    if (!held.ok) throw new Error(held.code);
    const online = await verifyHeld(reader(witnessed(early, [1, 2])), { origin }, held.held);
    expect(online.finding.steps.find(({ id }) => id === 'witness')).toMatchObject({ state: 'holds', reason: 'witnessed' });
    const files = witnessed(early, [1, 2]);
    const keys = parseKeyList(JSON.parse(text(files.get('/log/1/log.json'))).vkeys);
    const offline = await verifyHeld(async () => 'unreachable', { origin, keys, policy: text(files.get('/log/1/policy.txt')) }, held.held);
    expect(offline.finding.steps.find(({ id }) => id === 'witness')).toMatchObject({ state: 'open', reason: 'provisional' });
  });

  test('a document that carries their lines is witnessed without a network, as of their time', async () => {
    const files = witnessed(early, [1, 2]);
    const carried = new Map(early).set('/log/1/checkpoint', files.get('/log/1/witnessed') ?? new Uint8Array());
    const held = readHeldFiles(Object.values(heldFiles(carried, 30)));
    if (!held.ok) throw new Error(held.code);
    const keys = parseKeyList(JSON.parse(text(files.get('/log/1/log.json'))).vkeys);
    const { finding } = await verifyHeld(async () => 'unreachable', { origin, keys, policy: text(files.get('/log/1/policy.txt')) }, held.held);
    expect(finding.steps.find(({ id }) => id === 'witness')).toMatchObject({ state: 'holds', reason: 'witnessed' });
    expect(finding.steps.at(-1)?.compared[1]).toMatch(/^2026-11-\d\dT/);
  });
});

describe('a visit without anything to check', () => {
  test('sees the log for the first time, then that it has only grown, and an older copy is no alarm', async () => {
    const [early, whole] = [publishEntries(entries.slice(0, 40), log), publishEntries(entries, log)];
    const first = await verifyVisit(reader(early), { origin });
    expect(first).toMatchObject({ step: { reason: 'first_visit' }, seen: { size: 40 } });
    const second = await verifyVisit(reader(whole), { origin, remembered: first.seen });
    expect(second).toMatchObject({ step: { reason: 'same_history' }, seen: { size: entries.length } });
    const both = new Map([...whole, ...[...early].filter(([path]) => path.includes('.p/') || path === '/log/1/checkpoint')]);
    const third = await verifyVisit(reader(both), { origin, remembered: second.seen });
    expect([third.step?.reason, third.seen]).toEqual(['older_copy', undefined]);
  });

  test('says nothing where the log cannot be read, and shows what is wrong where it was changed', async () => {
    const [early, whole] = [publishEntries(entries.slice(0, 40), log), publishEntries(entries, log)];
    expect(await verifyVisit(async () => 'unreachable', { origin })).toEqual({});
    const { seen } = await verifyVisit(reader(early), { origin });
    const changed = publishEntries(
      entries.map((entry, index): Entry => (index === 35 ? giftEntry(sampleRow(1)) : entry)),
      log,
    );
    expect((await verifyVisit(reader(whole), { origin, remembered: seen })).finding).toBeUndefined();
    expect((await verifyVisit(reader(changed), { origin, remembered: seen })).finding).toMatchObject({ verdict: 'altered', reason: 'history_differs' });
  });
});

test('goods are checked like money, line by line', async () => {
  const gift = giftEntry(sampleRow(5));
  const goods: GoodsEntry = {
    v: 1,
    k: 'goods',
    id: gift.id,
    on: gift.on,
    branch: gift.branch,
    campaign: gift.campaign,
    c: gift.c,
    lines: [{ name: '棉被', unit: '条', count: 20 }],
  };
  const files = publishEntries(
    entries.map((entry, index): Entry => (index === 25 ? goods : entry)),
    log,
  );
  const finding = await check(files, 25);
  expect(finding).toMatchObject({ verdict: 'valid', gift: { entry: { k: 'goods', lines: [{ name: '棉被', count: 20 }] } } });
});

const reader =
  (files: PublicFiles): ReadFile =>
  async (path) =>
    files.get(path) ?? 'missing';

async function check(files: PublicFiles, index: number): Promise<Finding> {
  const read = claimOfNumber(recordNumber(1, index));
  if (!read.ok) throw new Error(read.code);
  return (await verifyRecord(reader(files), { origin }, read.claim)).finding;
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
