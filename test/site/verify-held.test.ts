import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../functions/domain/entry.ts';
import { decodeBase64Url, encodeBase64 } from '../../functions/domain/ledger/base64.ts';
import type { Json } from '../../functions/domain/ledger/canonical.ts';
import { hashLeaf } from '../../functions/domain/ledger/hash.ts';
import { parseKeyList, type RangedKey } from '../../functions/domain/ledger/key-range.ts';
import { parseVerifierKey } from '../../functions/domain/ledger/note.ts';
import { condenseProof } from '../../functions/domain/ledger/offline-check.ts';
import { encodeOfflineProof } from '../../functions/domain/ledger/offline-proof.ts';
import { parseProofFile } from '../../functions/domain/ledger/proof-file.ts';
import { type HeldProof, type HeldRead, readDigits, readHeldFiles } from '../../site/elements/held-proof.ts';
import type { ReadFile } from '../../site/elements/log-reader.ts';
import { readPdf } from '../../site/elements/pdf-file.ts';
import type { Remembered } from '../../site/elements/remembered.ts';
import { looksLikeDigits } from '../../site/elements/verify-claim.ts';
import { verifyHeld } from '../../site/elements/verify-held.ts';
import type { Checked } from '../../site/elements/verify-record.ts';
import { stepSentence, verdictSentence } from '../../site/elements/verify-sentences.ts';
import { verifyWords } from '../../site/elements/verify-words.ts';
import { heldFiles, sealedPdf } from './held-document.ts';
import { day, sampleRow, sampleRows, shownText } from './sample.ts';
import { entrySalt, giftEntry, logEntries, type PublicFiles, publishEntries, type SampleSigner, shownSalt } from './sample-log.ts';

const origin = 'daylight.example.org/log/1';
const signer: SampleSigner = { origin, seed: new Uint8Array(32).fill(7) };
const rows = sampleRows(300);
const entries = logEntries(rows);
/** The log as it was when the document was made, and as it is today. */
const before = publishEntries(entries.slice(0, 200), signer);
const today = publishEntries(entries, signer);
const ROW = 13;
const INDEX = sampleRow(ROW).index;
const VKEY: string = JSON.parse(new TextDecoder().decode(before.get('/log/1/log.json'))).vkeys[0].vkey;
const KEYS = parseKeyList([{ vkey: VKEY, from: 0 }]);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const { proof, entry } = heldFiles(before, INDEX);
const shown = { salt: shownSalt(INDEX), value: shownText(sampleRow(ROW)) };
const opening = utf8(JSON.stringify({ v: 1, log: origin, index: INDEX, open: { shown } }));
const certificate = sealedPdf({ 'entry.json': entry, 'opening.json': opening, 'entry.tlog-proof': proof });

describe('a document that carries its proof', () => {
  test('is valid against today’s log, and each step says what was compared', async () => {
    const { finding, seen } = await check(today, filesOf([certificate]));
    expect(finding).toMatchObject({ verdict: 'valid', reason: 'holds', gift: { index: INDEX, shown: shown.value } });
    expect(finding.steps.map(({ id, reason }) => [id, reason])).toEqual([
      ['file', 'file_whole'],
      ['key', 'holds'],
      ['checkpoint', 'holds'],
      ['history', 'first_visit'],
      ['inclusion', 'held_signed'],
      ['witness', 'no_witness'],
      ['name', 'name_held_opened'],
      ['since', 'since_same'],
      ['later', 'nothing_later'],
    ]);
    expect(seen?.size).toBe(entries.length);
  });

  test('is valid without a network under the key this browser remembers, as of its own log, and says so', async () => {
    const { finding, seen } = await checkWith(nothing, filesOf([certificate]), { keys: KEYS });
    expect(finding).toMatchObject({ verdict: 'valid', reason: 'as_of' });
    expect(verdictSentence(verifyWords.zh, finding)).toContain('账本有 200 条记录时');
    expect(seen).toBeUndefined();
  });

  test('cannot be checked without a network by a browser that never saw the key', async () => {
    expect((await checkWith(nothing, filesOf([certificate]))).finding).toMatchObject({ verdict: 'unreachable', reason: 'no_connection' });
  });

  test('its proof file alone is valid where the log can be read, and asks for the entry where not', async () => {
    expect((await check(today, filesOf([proof]))).finding).toMatchObject({ verdict: 'valid', reason: 'holds' });
    expect((await check(today, filesOf([proof, entry]))).finding).toMatchObject({ verdict: 'valid', reason: 'holds' });
    expect((await checkWith(nothing, filesOf([proof]), { keys: KEYS })).finding).toMatchObject({ verdict: 'unreachable', reason: 'entry_not_held' });
    expect((await checkWith(nothing, filesOf([proof, entry]), { keys: KEYS })).finding).toMatchObject({ verdict: 'valid', reason: 'as_of' });
  });

  test('a holder’s own opening opens the names as well, by one salt for all or one for each', async () => {
    const whole = utf8(JSON.stringify({ index: INDEX, salt: encodeUrl(entrySalt(INDEX)), values: { shown: shown.value, name: shown.value } }));
    const each = utf8(JSON.stringify({ index: INDEX, salts: { shown: shown.salt }, values: { shown: shown.value } }));
    for (const file of [whole, each]) expect((await check(today, filesOf([proof, entry, file]))).finding.gift?.shown).toBe(shown.value);
  });

  test('digits of a code are read with the address before them and with blanks, and are valid offline', async () => {
    const digits = digitsOfCode();
    for (const text of [digits, `https://daylight.example.org/verify.html#${digits}`, `${digits.slice(0, 900)}\n ${digits.slice(900)}`]) {
      expect(looksLikeDigits(text)).toBe(true);
      expect((await checkWith(nothing, heldOf(readDigits(text)), { keys: KEYS })).finding).toMatchObject({ verdict: 'valid', reason: 'as_of' });
    }
    expect(readDigits(digits.slice(1))).toEqual({ ok: false, code: 'digits_wrong' });
  });
});

describe('a document that was changed', () => {
  test('any one byte of the file turned over is found: the file, the entry, the proof, the opening', async () => {
    const places = fc.nat(certificate.length - 1);
    const contents = new TextDecoder('latin1').decode(certificate).lastIndexOf('/Contents');
    const headOfSeal = new TextDecoder('latin1').decode(certificate).lastIndexOf(' 0 obj') - 1;
    await fc.assert(
      fc.asyncProperty(places, fc.constantFrom(1, 0x20, 0x80), async (at, bit) => {
        if (at > contents + 10 && at < contents + 200) return; // the signature's own bytes: a PDF reader judges them
        const read = readHeldFiles([certificate.map((byte, place) => (place === at ? byte ^ bit : byte))]);
        if (!read.ok) return;
        expect((await check(today, read.held)).finding.verdict).toMatch(/^(?:altered|not_ours)$/);
      }),
      {
        numRuns: 150,
        examples: [
          [contents + 10, 1],
          [headOfSeal, 0x20],
        ],
      },
    );
  });

  test('an amount made larger is altered, and no gift is shown for it', async () => {
    const forged = utf8(new TextDecoder().decode(entry).replace('"amt":', '"amt":9'));
    const { finding } = await check(today, filesOf([sealedPdf({ 'entry.json': forged, 'entry.tlog-proof': proof })]));
    expect(finding).toMatchObject({ verdict: 'altered', reason: 'held_unsigned' });
    expect(finding.gift).toBeUndefined();
  });

  test('a name that the entry does not commit to is altered', async () => {
    const other = utf8(JSON.stringify({ v: 1, log: origin, index: INDEX, open: { shown: { ...shown, value: '别人' } } }));
    expect((await check(today, filesOf([proof, entry, other]))).finding).toMatchObject({ verdict: 'altered', reason: 'held_name_differs' });
  });

  test('words changed on a page beside a true proof: altered, and what the log says is shown', async () => {
    const at = new TextDecoder('latin1').decode(certificate).indexOf('/Pages');
    const changed = certificate.map((byte, place) => (place === at + 1 ? 0x51 : byte));
    expect((await check(today, filesOf([changed]))).finding).toMatchObject({ verdict: 'altered', reason: 'file_altered', gift: { index: INDEX } });
  });

  test('something added behind the signature is told', async () => {
    const added = new Uint8Array([...certificate, ...utf8('9 0 obj\n<< /Type /Catalog >>\nendobj\n')]);
    expect((await check(today, filesOf([added]))).finding).toMatchObject({ verdict: 'altered', reason: 'file_added' });
  });

  test('a file without a signature of its own is checked by its proof, and said not to be signed', async () => {
    const bare = sealedPdf({ 'entry.json': entry, 'entry.tlog-proof': proof }, { seal: false });
    const { finding } = await check(today, filesOf([bare]));
    expect(finding.verdict).toBe('valid');
    expect(finding.steps[0]).toMatchObject({ id: 'file', state: 'open', reason: 'file_unsigned' });
  });
});

describe('a document of somebody else', () => {
  test('of another log is not ours', async () => {
    const other = heldFiles(publishEntries(entries, { ...signer, origin: 'elsewhere.example.org/log/1' }), INDEX);
    expect((await check(today, filesOf([other.proof, other.entry]))).finding).toMatchObject({ verdict: 'not_ours', reason: 'other_origin' });
  });

  test('under our name and a key that is not ours is not ours', async () => {
    const other = heldFiles(publishEntries(entries, { origin, seed: new Uint8Array(32).fill(8) }), INDEX);
    expect((await check(today, filesOf([other.proof, other.entry]))).finding).toMatchObject({ verdict: 'not_ours', reason: 'other_key' });
  });

  test('signed by our own key beyond the size at which it was replaced is not ours, on the page and without a network', async () => {
    const ended = [{ vkey: VKEY, from: 0, until: 150 }];
    const next = publishEntries(entries, { origin, seed: new Uint8Array(32).fill(9) });
    const [{ vkey } = { vkey: '' }] = JSON.parse(new TextDecoder().decode(next.get('/log/1/log.json'))).vkeys;
    const changed = new Map(next).set('/log/1/log.json', utf8(JSON.stringify({ v: 1, origin, vkeys: [...ended, { vkey, from: 150 }] })));
    expect((await check(changed, filesOf([certificate]))).finding).toMatchObject({ verdict: 'not_ours', reason: 'other_key' });
    expect((await checkWith(nothing, filesOf([certificate]), { keys: parseKeyList(ended) })).finding).toMatchObject({
      verdict: 'not_ours',
      reason: 'other_key',
    });
    const older = heldFiles(publishEntries(entries.slice(0, 100), signer), INDEX);
    expect((await check(changed, filesOf([older.proof, older.entry]))).finding).toMatchObject({ verdict: 'valid', reason: 'holds' });
  });

  test('from a fork that our own key signed is evidence: altered, and the fork is not remembered', async () => {
    const fork = entries.map((one, index): Entry => (index === 50 ? giftEntry(sampleRow(1)) : one));
    const held = heldFiles(publishEntries(fork.slice(0, 200), signer), INDEX);
    const { finding, seen } = await check(today, filesOf([held.proof, held.entry]));
    expect(finding).toMatchObject({ verdict: 'altered', reason: 'since_differs' });
    expect(seen).toBeUndefined();
  });

  test.each([
    ['nothing known', [utf8('hello')], 'file_unknown'],
    ['a PDF without a proof', [sealedPdf({})], 'no_proof_inside'],
    ['a proof that is cut', [proof.slice(0, 60)], 'proof_damaged'],
    ['a proof of a later version', [utf8('c2sp.org/tlog-proof@v2\nindex 1\n\n')], 'proof_damaged'],
  ] as const)('%s is told at the field', (_, files, code) => expect(readHeldFiles(files)).toEqual({ ok: false, code }));

  test('whatever bytes come behind a PDF’s head, nothing crashes', () => {
    const words = fc.constantFrom(
      '1 0 obj',
      'endobj',
      'stream\n',
      'endstream',
      '/EF << /F 1 0 R >>',
      '/F (entry.json)',
      '/Length 99999999',
      '/ByteRange [0 1 9 9]',
      '<<',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 40 }), (parts) => {
        expect(readPdf(utf8(`%PDF-1.7\n${parts.join(' ')}`))).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });
});

describe('what came later', () => {
  const pointer = { index: INDEX, leaf: encodeBase64(hashLeaf(entry)) };
  const common = { v: 1, id: 'ab'.repeat(10), on: day('2026-11-24'), of: [pointer] } as const;
  const fund = { branch: 'x', campaign: 'library' };
  const fixed = { ...fund, ch: 'sandbox', cur: 'CNY', amt: 100 } as const;

  test.each<[string, Json, string]>([
    ['a correction', { ...common, k: 'fix', reason: { zh: '金额录错' }, what: 'gift', was: { ...fixed, amt: 1 }, now: fixed }, 'later_fix'],
    ['a refund', { ...common, ...fund, k: 'refund', ch: 'sandbox', cur: 'CNY', amt: 100, why: 'duplicate', c: { at: 'x', ref: 'x' } }, 'later_refund'],
    ['a document made void', { ...common, k: 'void', what: 'certificate', why: 'corrected' }, 'later_void'],
    ['a name taken back', { ...common, k: 'withdraw', fields: ['note', 'shown'] }, 'later_withdraw'],
    ['an erasure', { ...common, k: 'erase', fields: ['name'], ground: 'unlawful' }, 'later_erase'],
    ['something this page does not know', { ...common, k: 'mark' }, 'later_other'],
  ])('%s is proven from the log and changes the answer', async (_, later, reason) => {
    const { finding } = await check(withLater([later]), filesOf([certificate]));
    expect(finding).toMatchObject({ verdict: 'changed', reason });
    expect(finding.steps.at(-1)).toMatchObject({ id: 'later', state: 'holds', reason });
  });

  test('what a gift was used for is told and changes nothing', async () => {
    const use = { ...common, ...fund, k: 'spend', cur: 'CNY', amt: 300, payee: { class: 'school', name: 'x' }, purpose: { zh: 'x' } };
    const { finding } = await check(withLater([use]), filesOf([certificate]));
    expect(finding.verdict).toBe('valid');
    expect(
      stepSentence(verifyWords.zh, finding.steps.at(-1) ?? finding.steps[0] ?? { id: 'later', state: 'open', reason: 'later_unread', compared: [] }),
    ).toContain('¥3.00');
  });

  test('a refund in parts is told with every part', async () => {
    const part = (id: string, amt: number): Json => ({
      ...common,
      id: id.repeat(10),
      ...fund,
      k: 'refund',
      ch: 'sandbox',
      cur: 'CNY',
      amt,
      why: 'wrong_amount',
      c: { at: 'x', ref: 'x' },
    });
    const { finding } = await check(withLater([part('ab', 400), part('cd', 600)]), filesOf([certificate]));
    expect([verdictSentence(verifyWords.zh, finding), verdictSentence(verifyWords.en, finding)]).toEqual([
      expect.stringContaining('退款 ¥4.00 + ¥6.00'),
      expect.stringContaining('a refund of ¥4.00 + ¥6.00'),
    ]);
  });

  test('of several the gravest is the answer, and every one has its step', async () => {
    const withdraw = { ...common, k: 'withdraw', fields: ['shown'] };
    const made: Json = { ...common, id: 'cd'.repeat(10), k: 'void', what: 'receipt', why: 'refunded' };
    const { finding } = await check(withLater([withdraw, made]), filesOf([certificate]));
    expect(finding.reason).toBe('later_void');
    expect(finding.steps.filter((step) => step.id === 'later').map(({ reason }) => reason)).toEqual(['later_withdraw', 'later_void']);
  });

  test('an entry that points at another gift, or is listed and not there, changes nothing', async () => {
    const elsewhere = { ...common, k: 'void', of: [{ ...pointer, index: INDEX + 1 }] };
    expect((await check(withLater([elsewhere]), filesOf([certificate]))).finding.verdict).toBe('valid');
    const files = new Map(today).set(`/after/0.json`, utf8(JSON.stringify({ size: 321, after: { [INDEX]: [{ index: 400, k: 'void' }] } })));
    expect((await check(files, filesOf([certificate]))).finding.verdict).toBe('valid');
  });

  test('where the list of later entries cannot be read nothing is claimed about it', async () => {
    const { finding } = await checkWith(async (path) => (path.startsWith('/after/') ? 'unreachable' : (today.get(path) ?? 'missing')), filesOf([certificate]));
    expect(finding.steps.at(-1)).toMatchObject({ id: 'later', state: 'open', reason: 'later_unread' });
  });

  /** Today's log with these entries behind it, and the list that names them. */
  function withLater(later: readonly Json[]): PublicFiles {
    const files = publishEntries([...entries, ...later.map((one) => one as unknown as Entry)], signer);
    const named = later.map((_, at) => ({ index: entries.length + at, k: 'x' }));
    return files.set('/after/0.json', utf8(JSON.stringify({ size: entries.length + later.length, after: { [INDEX]: named } })));
  }
});

const nothing: ReadFile = async () => 'unreachable';

function check(files: PublicFiles, held: HeldProof, remembered?: Remembered): Promise<Checked> {
  return verifyHeld(async (path) => files.get(path) ?? 'missing', { origin, remembered }, held);
}

function checkWith(read: ReadFile, held: HeldProof, known: { readonly keys?: readonly RangedKey[] } = {}): Promise<Checked> {
  return verifyHeld(read, { origin, ...known }, held);
}

const filesOf = (files: readonly Uint8Array[]): HeldProof => heldOf(readHeldFiles(files));

function heldOf(read: HeldRead): HeldProof {
  if (!read.ok) throw new Error(read.code);
  return read.held;
}

function digitsOfCode(): string {
  const [file, key] = [parseProofFile(new TextDecoder().decode(proof)), parseVerifierKey(VKEY)];
  const salt = decodeBase64Url(shown.salt);
  const record =
    file === undefined || key === undefined || salt === undefined ? undefined : condenseProof({ file, entry, key, shown: { salt, value: shown.value } });
  if (record === undefined) throw new Error('no code is made from a proof that does not hold');
  return encodeOfflineProof(record);
}

const encodeUrl = (bytes: Uint8Array): string => encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
