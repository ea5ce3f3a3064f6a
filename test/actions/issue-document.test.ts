import { createHash } from 'node:crypto';
import { getPublicKey, sign } from '@noble/ed25519';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../functions/actions/create-log.ts';
import { issueDocument } from '../../functions/actions/issue-document.ts';
import { documentFileKey, parseDocumentFileKey, readDocumentFile } from '../../functions/actions/issue-document-file.ts';
import { readRecord } from '../../functions/actions/issue-document-proof.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { readDonation } from '../../functions/actions/read-donation.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { type DonationWish, startDonation } from '../../functions/actions/start-donation.ts';
import { donorToken, unclaimedDonationId } from '../../functions/actions/tokens.ts';
import { decodeBase64Url, encodeHex } from '../../functions/domain/ledger/base64.ts';
import { openCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { commit, fieldSalt } from '../../functions/domain/ledger/commitment.ts';
import { cosignatureMessage, formatCosignature } from '../../functions/domain/ledger/cosignature.ts';
import { hashLeaf } from '../../functions/domain/ledger/hash.ts';
import { COSIGNATURE, formatNote, parseNote, signatureLine, verifierKey, verifyNote } from '../../functions/domain/ledger/note.ts';
import { verifyOfflineProof } from '../../functions/domain/ledger/offline-check.ts';
import { decodeOfflineProof } from '../../functions/domain/ledger/offline-proof.ts';
import { verifyInclusion } from '../../functions/domain/ledger/proof.ts';
import { parseProofFile } from '../../functions/domain/ledger/proof-file.ts';
import { money } from '../../functions/domain/money.ts';
import { documentNumber, orderNumber } from '../../functions/domain/number.ts';
import type { Database } from '../../functions/store/database.ts';
import type { Files } from '../../functions/store/files.ts';
import { documentKey, donationKey } from '../../functions/store/tables.ts';
import { readPdf } from '../../site/elements/pdf-file.ts';
import { parseClaim } from '../../site/elements/verify-claim.ts';
import { pixelsOf, qrOf, textOf as textOfPdf } from '../documents/pdf-reading.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const RECEIPT = { kind: 'receipt', format: 'pdf' } as const;
const CERTIFICATE = { kind: 'certificate', format: 'pdf' } as const;
let world: World;

beforeEach(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
});
afterEach(() => world.stop());

type Claim = { readonly id: string; readonly token: string };

/** A gift that is paid and, unless said otherwise, published. */
async function give(change: Partial<DonationWish> = {}, published = true): Promise<Claim> {
  const started = await startDonation(world, {
    key: 'document'.padEnd(22, 'k'),
    campaign: 'flood',
    amount: money('CNY', 168_216),
    method: 'sandbox',
    donor: { kind: 'person', name: '王㛃', display: 'masked' },
    consent: { version: world.society.consentVersion },
    adult: true,
    ...change,
  });
  if (!started.ok) expect.unreachable(started.code);
  await settlePayment(world, payment(orderNumber(started.id, 1), { paidAtMs: NOON, amount: money('CNY', 168_216) }));
  if (published) await publishSettled(world);
  return { id: started.id, token: started.token };
}

/** The bytes that a donor gets. */
async function fetchDocument(deps: World, claim: Claim, wish: Parameters<typeof issueDocument>[2]): Promise<Uint8Array> {
  const issued = await issueDocument(deps, claim, wish);
  const file = issued.ok ? parseDocumentFileKey(issued.key) : expect.unreachable(issued.code);
  const bytes = file === undefined ? undefined : await readDocumentFile(deps, file);
  return bytes ?? expect.unreachable('no bytes');
}

const plain = (text: string): string => text.replace(/\s+/g, '');
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('receipt and certificate say what was frozen at settlement and where it stands', () => {
  test('name, sum, wish, message, payment, issue and record, as the donor gave them', async () => {
    const claim = await give({ message: '愿早日重建家园', restricted: '棉被' });
    const item = await world.db.get('records', donationKey(claim.id));
    const text = plain(await textOfPdf(await fetchDocument(world, claim, RECEIPT)));
    const stated = [
      '王㛃',
      '人民币壹仟陆佰捌拾贰元壹角陆分',
      '洪灾紧急救助',
      '晨光市示例公益会',
      '定向意愿',
      '棉被',
      '愿早日重建家园',
      '演示支付',
      String(item?.serial),
    ];
    for (const part of [...stated, String(item?.orderNo), '第1期', '2026年11月24日12:00:00', '王＊＊']) expect(text).toContain(part);
    expect(plain(await textOfPdf(await fetchDocument(world, claim, CERTIFICATE)))).toContain('王㛃：');
  });

  test('the code opens the shown name and nothing else, and names the published leaf', async () => {
    const claim = await give();
    const url = new URL(qrOf(await pixelsOf(await fetchDocument(world, claim, CERTIFICATE), 2)) ?? '');
    expect(url.origin + url.pathname).toBe('https://daylight.example.org/verify.html');
    const read = parseClaim(url.hash);
    const { salt, index, leafStart } = read.ok ? read.claim : expect.unreachable(read.code);
    const { entry, leaf } = await readRecord(world, index);
    const c = entry.k === 'gift' && salt !== undefined ? entry.c : expect.unreachable();
    expect(encodeHex(leaf).slice(0, 8)).toBe(leafStart);
    expect(commit(salt ?? new Uint8Array(), 'shown', '王＊＊')).toBe(c.shown);
    expect(commit(salt ?? new Uint8Array(), 'name', '王㛃')).not.toBe(c.name);
  });

  test('a donor who stays anonymous in public has the own name on the certificate, and the row says 爱心人士', async () => {
    const claim = await give({ donor: { kind: 'person', name: '王㛃', display: 'anonymous' } });
    expect(plain(await textOfPdf(await fetchDocument(world, claim, CERTIFICATE)))).toContain('王㛃：');
    expect(plain(await textOfPdf(await fetchDocument(world, claim, RECEIPT)))).toContain('爱心人士洪灾紧急救助');
  });

  test('a donor without a name is 爱心人士', async () => {
    const claim = await give({ donor: { kind: 'anonymous', display: 'anonymous' } });
    expect(plain(await textOfPdf(await fetchDocument(world, claim, CERTIFICATE)))).toContain('爱心人士：');
  });

  test('a campaign that has left the profile since keeps the name that the log gives it', async () => {
    const claim = await give();
    const later = { ...world, society: { ...world.society, campaigns: world.society.campaigns.slice(0, 1), branches: world.society.branches.slice(0, 1) } };
    const text = plain(await textOfPdf(await fetchDocument(later, claim, RECEIPT)));
    for (const part of ['洪灾紧急救助', '晨光市示例公益会', '为晨光市受洪水影响的家庭']) expect(text).toContain(part);
  });
});

describe('a document carries its proof', () => {
  const attachedTo = async (claim: Claim, wish: typeof RECEIPT | typeof CERTIFICATE) =>
    readPdf(await fetchDocument(world, claim, wish)) ?? expect.unreachable('this is no PDF');
  const openingIn = (attached: ReadonlyMap<string, Uint8Array>) => JSON.parse(new TextDecoder().decode(attached.get('opening.json')));

  test('the entry is the leaf’s own bytes, the proof leads to the signed root, and the file is sealed', async () => {
    const claim = await give();
    await give({ key: 'another'.padEnd(22, 'k') });
    const { attached, seal } = await attachedTo(claim, RECEIPT);
    const file = parseProofFile(new TextDecoder().decode(attached.get('entry.tlog-proof'))) ?? expect.unreachable();
    const opened = openCheckpoint(file.checkpoint, { origin: world.logKey.name, keys: [world.logKey] });
    const { size, root } = opened.ok ? opened.checkpoint : expect.unreachable(opened.code);
    const leaf = hashLeaf(new Uint8Array(attached.get('entry.json') ?? []));
    expect(leaf).toEqual((await readRecord(world, file.index)).leaf);
    expect([verifyInclusion({ leaf, index: file.index, size, proof: file.proof, root }), seal]).toEqual([true, 'fits']);
  });

  test('the receipt opens the name that the public sees and no other; the certificate opens its holder’s as well', async () => {
    const claim = await give();
    for (const wish of [RECEIPT, CERTIFICATE]) {
      const { open, log, index } = openingIn((await attachedTo(claim, wish)).attached);
      const { entry } = await readRecord(world, index);
      const c = entry.k === 'gift' ? entry.c : expect.unreachable();
      expect([log, Object.keys(open)]).toEqual([world.logKey.name, wish === RECEIPT ? ['shown'] : ['shown', 'name']]);
      for (const field of ['shown', 'name'] as const) {
        const { salt, value } = open[field] ?? {};
        if (salt !== undefined) expect(commit(decodeBase64Url(salt) ?? new Uint8Array(), field, value)).toBe(c[field]);
      }
      expect(open.shown.value).toBe('王＊＊');
    }
  });

  test('the second page of the certificate proves the same without a network, and opens the shown name alone', async () => {
    const claim = await give();
    const pdf = await fetchDocument(world, claim, CERTIFICATE);
    const url = new URL(qrOf(await pixelsOf(pdf, 2, 1)) ?? '');
    expect(url.origin + url.pathname).toBe('https://daylight.example.org/verify.html');
    const record = decodeOfflineProof(url.hash.slice(1)) ?? expect.unreachable();
    expect(verifyOfflineProof(record, { origin: world.logKey.name, keys: [world.logKey], witnesses: [] })).toMatchObject({ ok: true });
    expect([record.shown?.value, record.name]).toEqual(['王＊＊', undefined]);
    expect(record.entry).toEqual(new Uint8Array(readPdf(pdf)?.attached.get('entry.json') ?? []));
  });
});

describe('drawn once, the same bytes for ever', () => {
  test('a renamed society, a later day and a larger log change nothing in what was handed out', async () => {
    const claim = await give();
    const first = await fetchDocument(world, claim, RECEIPT);
    await give({ key: 'another'.padEnd(22, 'k') });
    const later = { ...world, society: { ...world.society, name: { zh: '改名公益会', en: 'Renamed Society' } }, now: () => NOON + 86_400_000 };
    expect(hash(await fetchDocument(later, claim, RECEIPT))).toBe(hash(first));
  });

  test('what was issued is noted: number, digest, template and time', async () => {
    const claim = await give();
    const bytes = await fetchDocument(world, claim, CERTIFICATE);
    expect(await world.db.get('records', documentKey(claim.id, 'certificate'))).toMatchObject({
      number: expect.stringMatching(/^C1-\d+-[0-9A-Z]$/),
      sha256: hash(bytes),
      template: 4,
      at: '2026-11-24T12:00:00+08:00',
      state: 'issued',
    });
  });

  test('asked for twenty times at once there is one object, and everybody gets it', async () => {
    const claim = await give();
    const puts: boolean[] = [];
    const privateFiles: Files = {
      ...world.privateFiles,
      put: async (...put) => {
        const done = await world.privateFiles.put(...put);
        puts.push(done.ok);
        return done;
      },
    };
    const all = await Promise.all(Array.from({ length: 20 }, () => fetchDocument({ ...world, privateFiles }, claim, RECEIPT)));
    expect(new Set(all.map(hash)).size).toBe(1);
    expect(puts.filter(Boolean)).toHaveLength(1);
  });

  test('two who draw at once under different profiles both get what the first one stored', async () => {
    const claim = await give();
    const renamed = { ...world, society: { ...world.society, name: { zh: '改名公益会', en: 'Renamed Society' } } };
    const [one, two] = await Promise.all([fetchDocument(world, claim, RECEIPT), fetchDocument(renamed, claim, RECEIPT)]);
    expect(hash(one)).toBe(hash(two));
    expect((await world.db.get('records', documentKey(claim.id, 'receipt')))?.sha256).toBe(hash(one));
  });

  test('the picture of a document is taken once as well', async () => {
    const claim = await give();
    const picture = { kind: 'receipt', format: 'png' } as const;
    const first = await fetchDocument(world, claim, picture);
    expect(hash(await fetchDocument(world, claim, picture))).toBe(hash(first));
    expect([...first.subarray(1, 4)]).toEqual([...'PNG'].map((letter) => letter.charCodeAt(0)));
  });
});

describe('M20: killed between any two steps, the same bytes are served later', () => {
  type Fault = { readonly step: 'file' | 'note' | 'picture'; readonly done: boolean };

  /** A world in which the connection dies at a step, before or after it was done. */
  function broken({ step, done }: Fault): World {
    const die = async (work: () => Promise<unknown>): Promise<never> => {
      if (done) await work();
      throw new Error('the line went dead');
    };
    const put: Files['put'] = (key, ...rest) => {
      const hit = (step === 'file' && key.endsWith('.pdf')) || (step === 'picture' && key.endsWith('.png'));
      return hit ? die(() => world.privateFiles.put(key, ...rest)) : world.privateFiles.put(key, ...rest);
    };
    const write: Database['write'] = (writes) => (step === 'note' ? die(() => world.db.write(writes)) : world.db.write(writes));
    return { ...world, privateFiles: { ...world.privateFiles, put }, db: { ...world.db, write } };
  }

  /** What lies under the certificate's key, whoever put it there. */
  async function storedCertificate({ id, token }: Claim) {
    const read = await readDonation(world, { id, token });
    const index = read.ok ? read.view.entry?.index : undefined;
    return world.privateFiles.get(documentFileKey({ donationId: id, number: documentNumber('certificate', 1, index ?? -1), ending: 'pdf' }));
  }

  const faults = (['file', 'note', 'picture'] as const).flatMap((step) => [
    { step, done: false },
    { step, done: true },
  ]);

  test.each(faults)('at the $step, done: $done', async (fault) => {
    const claim = await give();
    const wish = { kind: 'certificate', format: fault.step === 'picture' ? 'png' : 'pdf' } as const;
    await expect(issueDocument(broken(fault), claim, wish)).rejects.toThrow('the line went dead');
    const left = await storedCertificate(claim);
    const renamed = { ...world, society: { ...world.society, name: { zh: '改名公益会', en: 'Renamed Society' } } };
    const served = await fetchDocument(renamed, claim, CERTIFICATE);
    if (left !== undefined) expect(hash(served)).toBe(hash(left.bytes));
    expect((left === undefined) === (fault.step === 'file' && !fault.done)).toBe(true);
    expect((await world.db.get('records', documentKey(claim.id, 'certificate')))?.sha256).toBe(hash(served));
    expect(hash(await fetchDocument(world, claim, CERTIFICATE))).toBe(hash(served));
    expect(await fetchDocument(world, claim, wish)).toEqual(await fetchDocument(world, claim, wish));
  });

  test('a lost file is not drawn again, since nothing else may be handed out in its place', async () => {
    const claim = await give();
    const issued = await issueDocument(world, claim, RECEIPT);
    const key = issued.ok ? issued.key : expect.unreachable();
    await world.privateFiles.remove(key);
    await expect(issueDocument(world, claim, RECEIPT)).rejects.toThrow('is not what was issued');
    expect([await world.privateFiles.get(key), world.alarms.includes('document_differs')]).toEqual([undefined, true]);
  });
});

describe('proof and opening are made fresh', () => {
  test('the proof holds against the checkpoint of the moment, also in a larger log', async () => {
    const claim = await give();
    const sizes: number[] = [];
    for (const key of ['second', 'third', 'fourth']) {
      const file = parseProofFile(new TextDecoder().decode(await fetchDocument(world, claim, { kind: 'proof', format: 'tlog-proof' })));
      const { index, proof, checkpoint } = file ?? expect.unreachable();
      const opened = openCheckpoint(checkpoint, { origin: world.logKey.name, keys: [world.logKey] });
      const { size, root } = opened.ok ? opened.checkpoint : expect.unreachable(opened.code);
      const { leaf } = await readRecord(world, index);
      expect(verifyInclusion({ leaf, index, size, proof, root })).toBe(true);
      sizes.push(size);
      await give({ key: key.padEnd(22, 'k') });
    }
    expect(new Set(sizes).size).toBe(3);
  });

  test('the proof carries the witnesses’ lines once they have cosigned so far, and none where they have not', async () => {
    const early = await give();
    const cosigned = (await world.log.get('checkpoint')) ?? expect.unreachable();
    const { text, signatures } = parseNote(cosigned.bytes) ?? expect.unreachable();
    const seed = new Uint8Array(32).fill(7);
    const witness = verifierKey('witness.example.net/committee', COSIGNATURE, getPublicKey(seed));
    const lines = signatures.map((one) => signatureLine({ name: one.name, id: one.keyId }, one.bytes));
    const line = signatureLine(witness, formatCosignature(1_790_000_000, sign(cosignatureMessage(text, 1_790_000_000), seed)));
    await world.log.put('witnessed', new TextEncoder().encode(formatNote(text, [...lines, line])), { when: 'always', contentType: 'text/plain', cache: '' });
    const late = await give({ key: 'late'.padEnd(22, 'k') });
    const signers = async (claim: typeof early) => {
      const file = parseProofFile(new TextDecoder().decode(await fetchDocument(world, claim, { kind: 'proof', format: 'tlog-proof' })));
      const { index, proof, checkpoint } = file ?? expect.unreachable();
      const opened = openCheckpoint(checkpoint, { origin: world.logKey.name, keys: [world.logKey] });
      const { size, root } = opened.ok ? opened.checkpoint : expect.unreachable(opened.code);
      expect(verifyInclusion({ leaf: (await readRecord(world, index)).leaf, index, size, proof, root })).toBe(true);
      const judged = verifyNote(parseNote(checkpoint) ?? expect.unreachable(), [world.logKey, witness]);
      return judged.ok ? judged.by.map(({ name }) => name) : [];
    };
    expect(await signers(early)).toEqual([world.logKey.name, witness.name]);
    expect(await signers(late)).toEqual([world.logKey.name]);
  });

  test('the opening shows every value behind the entry’s commitments', async () => {
    const claim = await give({ message: '加油', restricted: '棉被' });
    const opening = JSON.parse(new TextDecoder().decode(await fetchDocument(world, claim, { kind: 'opening', format: 'json' })));
    const { entry, leaf } = await readRecord(world, opening.index);
    const salt = decodeBase64Url(opening.salt) ?? expect.unreachable();
    expect(opening).toMatchObject({ leaf: encodeHex(leaf), values: { name: '王㛃', shown: '王＊＊', note: '加油', intent: '棉被' } });
    const c: Record<string, string> = entry.k === 'gift' ? entry.c : expect.unreachable();
    for (const [field, commitment] of Object.entries(c)) expect(commit(fieldSalt(salt, field), field, opening.values[field])).toBe(commitment);
  });
});

describe('nothing is handed out', () => {
  test('before the gift is published (M5), and nothing is drawn for it', async () => {
    const claim = await give({}, false);
    for (const wish of [RECEIPT, { kind: 'proof', format: 'tlog-proof' } as const]) {
      expect(await issueDocument(world, claim, wish)).toEqual({ ok: false, code: 'not_published_yet' });
    }
    await publishSettled(world);
    expect(await issueDocument(world, claim, RECEIPT)).toMatchObject({ ok: true });
  });

  test('to a wrong token, or for a gift that there is not, in one and the same way', async () => {
    const claim = await give();
    const strangers = [
      { ...claim, token: 'a'.repeat(43) },
      { id: 'd_00000000000000000000000000', token: claim.token },
      { id: 'x', token: '' },
    ];
    for (const stranger of strangers) expect(await issueDocument(world, stranger, RECEIPT)).toEqual({ ok: false, code: 'token_invalid' });
  });

  test('of a payment that nobody has claimed, but it can be proven', async () => {
    await give();
    const unknown = payment('NOBODYKNOWS', { paidAtMs: NOON, serial: 'unknown' });
    await settlePayment(world, unknown);
    await publishSettled(world);
    const id = unclaimedDonationId(world.secret, unknown);
    const claim = { id, token: donorToken(world.secret, id) };
    expect(await issueDocument(world, claim, RECEIPT)).toEqual({ ok: false, code: 'gift_unclaimed' });
    expect(await issueDocument(world, claim, { kind: 'proof', format: 'tlog-proof' })).toMatchObject({ ok: true });
  });

  test('where the table contradicts the published entry: a name changed behind our back makes no certificate', async () => {
    const claim = await give();
    await world.db.write([{ table: 'records', update: donationKey(claim.id), set: { name: '李四' }, when: 'present' }]);
    await expect(issueDocument(world, claim, CERTIFICATE)).rejects.toThrow('contradict');
    expect(world.alarms).toContain('document_facts_differ');
  });
});
