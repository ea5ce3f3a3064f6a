import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import type { GiftRow } from '../../functions/disclosure/row.ts';
import type { Entry } from '../../functions/domain/entry.ts';
import { decodeBase64Url, encodeBase64, encodeHex } from '../../functions/domain/ledger/base64.ts';
import { canonicalBytes } from '../../functions/domain/ledger/canonical.ts';
import { commit } from '../../functions/domain/ledger/commitment.ts';
import { hashLeaf } from '../../functions/domain/ledger/hash.ts';
import { decodeBundle, encodeBundle } from '../../functions/domain/ledger/tile.ts';
import { money } from '../../functions/domain/money.ts';
import { documentNumber, recordNumber } from '../../functions/domain/number.ts';
import type { ReadFile } from '../../site/elements/log-reader.ts';
import type { Remembered } from '../../site/elements/remembered.ts';
import { type Claim, claimOfNumber, parseClaim } from '../../site/elements/verify-claim.ts';
import { compareName } from '../../site/elements/verify-compare.ts';
import { type Checked, verifyRecord } from '../../site/elements/verify-record.ts';
import { verdictSentence } from '../../site/elements/verify-sentences.ts';
import { verifyWords } from '../../site/elements/verify-words.ts';
import { sampleRow, sampleRows, shownText } from './sample.ts';
import { afterFile, giftEntry, logEntries, openNames, type PublicFiles, publishEntries, type SampleSigner, shownSalt, withdrawEntry } from './sample-log.ts';

const origin = 'daylight.example.org/log/1';
const signer: SampleSigner = { origin, seed: new Uint8Array(32).fill(7) };
const stranger: SampleSigner = { origin, seed: new Uint8Array(32).fill(8) };

/** Two bundles and a second level of tiles: 321 entries, gifts from index 21 on. */
const rows = sampleRows(300);
const entries = logEntries(rows);
const published = publish(entries);
const SIZE = entries.length;
const row = (number: number): GiftRow => sampleRow(number);

describe('checking a number against the public log', () => {
  test('a published gift is valid, and each step says what was compared', async () => {
    const { finding } = await check(published, numberOf(11));
    expect(finding).toMatchObject({ verdict: 'valid', reason: 'holds' });
    expect(finding.steps.map((step) => [step.id, step.state])).toEqual([
      ['key', 'holds'],
      ['checkpoint', 'holds'],
      ['history', 'holds'],
      ['entry', 'holds'],
      ['inclusion', 'holds'],
      ['witness', 'open'],
      ['name', 'holds'],
      ['later', 'holds'],
    ]);
    expect(finding.gift).toMatchObject({
      index: 31,
      entry: { amt: row(11).money.minor },
      shown: shownText(row(11)),
    });
    expect(finding.steps.every((step) => step.id === 'witness' || step.compared.length > 0)).toBe(true);
  });

  test('every gift of the log is valid, in both bundles and at the edge', async () => {
    for (const number of [1, 2, 235, 236, 299, 300]) expect((await check(published, numberOf(number))).finding.verdict).toBe('valid');
  });

  test('the code of a document is valid, its beginning of the digest and its salt included', async () => {
    const { finding } = await check(published, codeOf(13));
    expect(finding.verdict).toBe('valid');
    expect(finding.steps.find((step) => step.id === 'entry')?.compared[1]).toBe(leafOf(13).slice(0, 8));
  });

  test('a row of the record that is no gift is valid as what it is, and never as a document', async () => {
    expect((await check(published, claim(recordNumber(1, 3)))).finding).toMatchObject({ verdict: 'valid', reason: 'not_a_gift' });
    expect((await check(published, claim(documentNumber('certificate', 1, 3)))).finding).toMatchObject({ verdict: 'not_ours', reason: 'not_a_gift' });
  });

  test('a number beyond the end of the log is not ours', async () => {
    expect((await check(published, claim(recordNumber(1, SIZE)))).finding).toMatchObject({ verdict: 'not_ours', reason: 'beyond_end' });
  });

  test('a code made for another gift, or whose gift was rewritten, is found by its digest', async () => {
    const swapped = { ...codeOf(13), index: 34 };
    expect((await check(published, swapped)).finding).toMatchObject({ verdict: 'altered', reason: 'leaf_differs' });
    const rewritten = publish(entries.map((entry) => (entry === entries[33] ? giftEntry({ ...row(13), money: money('CNY', 1) }) : entry)));
    expect((await check(rewritten, codeOf(13))).finding).toMatchObject({ verdict: 'altered', reason: 'leaf_differs' });
  });
});

describe('files that were altered', () => {
  test.each([
    ['one bit of the entry', '/log/1/tile/entries/000', at('"amt":', 31), 'proof_fails'],
    ['the entry’s own digest in its tile', '/log/1/tile/0/000', 31 * 32, 'holds'],
    ['the digest beside it', '/log/1/tile/0/000', 30 * 32, 'proof_fails'],
    ['a digest of the second bundle', '/log/1/tile/0/001.p/65', 5, 'proof_fails'],
    ['the size that is signed', '/log/1/checkpoint', origin.length + 1, 'bad_signature'],
    ['the signature', '/log/1/checkpoint', -12, 'bad_signature'],
  ])('%s', async (_, path, offset, reason) => {
    const { finding, seen } = await check(flip(published, path, offset), numberOf(11));
    // The digest of the entry itself is computed from its bytes and never read: altering it changes nothing that the check rests on.
    expect(finding).toMatchObject(reason === 'holds' ? { verdict: 'valid' } : { verdict: 'altered', reason });
    expect(finding.verdict === 'valid' || finding.gift === undefined).toBe(true);
    if (reason === 'bad_signature') expect(seen).toBeUndefined();
  });

  test('a bundle that is cut', async () => {
    const files = new Map(published).set('/log/1/tile/entries/000', bytesOf(published, '/log/1/tile/entries/000').slice(0, -1));
    expect((await check(files, numberOf(11))).finding).toMatchObject({ verdict: 'altered', reason: 'entry_damaged' });
  });

  test('a tile that is cut', async () => {
    const files = new Map(published).set('/log/1/tile/0/000', bytesOf(published, '/log/1/tile/0/000').slice(0, 64));
    expect((await check(files, numberOf(11))).finding).toMatchObject({ verdict: 'altered', reason: 'proof_fails' });
  });

  test('a checkpoint that somebody else signed', async () => {
    const forged = new Map(published).set('/log/1/checkpoint', bytesOf(publish(entries, stranger), '/log/1/checkpoint'));
    expect((await check(forged, numberOf(11))).finding).toMatchObject({ verdict: 'altered', reason: 'bad_signature' });
  });

  test('a whole log under another key passes at a first visit only, and is found by whoever was here before', async () => {
    const forged = publish(entries, stranger);
    expect((await check(forged, numberOf(11))).finding.verdict).toBe('valid');
    expect((await check(forged, numberOf(11), await seenOf(published))).finding).toMatchObject({ verdict: 'altered', reason: 'key_replaced' });
  });

  test('a log of another name is not the one this page belongs to', async () => {
    const other = publish(entries, { origin: 'elsewhere.example.org/log/1', seed: signer.seed });
    expect((await check(other, numberOf(11))).finding).toMatchObject({ verdict: 'not_ours', reason: 'other_origin' });
  });
});

describe('files that did not come', () => {
  test.each([
    ['/log/1/checkpoint', 'missing', 'files_missing'],
    ['/log/1/checkpoint', 'unreachable', 'no_connection'],
    ['/log/1/log.json', 'missing', 'files_missing'],
    ['/log/1/tile/entries/000', 'unreachable', 'no_connection'],
    ['/log/1/tile/0/000', 'missing', 'files_missing'],
  ] as const)('%s %s: no finding, and nothing held against the document', async (path, why, reason) => {
    const { finding } = await checkWith(async (asked) => (asked === path ? why : readFrom(published)(asked, true)), numberOf(11));
    expect(finding).toMatchObject({ verdict: 'unreachable', reason });
    expect(finding.steps.some((step) => step.state === 'fails')).toBe(false);
  });

  test('a description without a usable key is no finding either', async () => {
    const files = new Map(published).set('/log/1/log.json', utf8(JSON.stringify({ v: 1, origin, vkeys: [{ vkey: 'x' }, 7] })));
    expect((await check(files, numberOf(11))).finding).toMatchObject({ verdict: 'unreachable', reason: 'log_unreadable' });
  });

  test('a partial tile that is gone is replaced by the full one that took its place', async () => {
    const grown = publish(logEntries(sampleRows(600)));
    // Partial tiles may go once the full one is there; the one of the second level is not full yet and stays.
    const files = new Map(grown).set('/log/1/checkpoint', bytesOf(published, '/log/1/checkpoint'));
    files.set('/log/1/tile/1/000.p/1', bytesOf(published, '/log/1/tile/1/000.p/1'));
    expect([files.has('/log/1/tile/0/001.p/65'), files.has('/log/1/tile/entries/001.p/65')]).toEqual([false, false]);
    expect((await check(files, numberOf(299))).finding.verdict).toBe('valid');
  });
});

describe('compared with what this browser saw before', () => {
  const younger = publish(entries.slice(0, 100));
  const forked = publish(entries.map((entry, index) => (index === 50 ? giftEntry({ ...row(30), money: money('CNY', 1) }) : entry)));

  test('a first visit is remembered', async () => {
    expect((await check(published, numberOf(11))).seen).toMatchObject({ size: SIZE });
  });

  test('a log that continues the one seen before is valid and remembered', async () => {
    const { finding, seen } = await check(published, numberOf(11), await seenOf(younger));
    expect(finding.verdict).toBe('valid');
    expect(stepOf(finding, 'history')).toMatchObject({ state: 'holds', reason: 'same_history', compared: ['100', String(SIZE)] });
    expect(seen?.size).toBe(SIZE);
  });

  test('a smaller log that is consistent is an older copy: no alarm, and the larger one stays remembered', async () => {
    // The portal still serves the tiles of the larger log; only the checkpoint is an old one out of some cache.
    const files = new Map(published).set('/log/1/checkpoint', bytesOf(younger, '/log/1/checkpoint'));
    for (const [path, bytes] of younger) if (path.includes('.p/')) files.set(path, bytes);
    const { finding, seen } = await check(files, numberOf(11), await seenOf(published));
    expect(finding.verdict).toBe('valid');
    expect(stepOf(finding, 'history')).toMatchObject({ state: 'holds', reason: 'older_copy' });
    expect(seen).toBeUndefined();
  });

  test.each([
    ['of the same size', forked, published],
    ['that is larger', publish([...logEntries(sampleRows(310)).map((entry, index) => (index === 50 ? giftEntry(row(1)) : entry))]), published],
  ])('a log %s and does not continue the one seen before is altered, and never remembered', async (_, now, before) => {
    const { finding, seen } = await check(now, numberOf(11), await seenOf(before));
    expect(finding).toMatchObject({ verdict: 'altered', reason: 'history_differs' });
    expect(seen).toBeUndefined();
  });

  test('where the files to compare are missing nothing is claimed, and nothing remembered', async () => {
    const files = new Map([...younger].filter(([path]) => !path.startsWith('/log/1/tile/0/')));
    const { finding } = await check(files, numberOf(11), await seenOf(publish(entries.slice(0, 60))));
    expect(stepOf(finding, 'history')).toMatchObject({ state: 'open', reason: 'not_comparable' });
  });
});

describe('the name', () => {
  test('one that was taken back: the gift stands, and the verdict says what changed', async () => {
    const { finding } = await check(withdrawn(13), codeOf(13));
    expect(finding).toMatchObject({ verdict: 'changed', reason: 'later_withdraw' });
    expect(finding.gift?.shown).toBeUndefined();
    expect(stepOf(finding, 'later')).toMatchObject({ state: 'holds', reason: 'later_withdraw', compared: [recordNumber(1, SIZE), '', expect.any(String)] });
  });

  test('one that was taken back by an entry whose list lies beside the log is proven by that list, and by no other', async () => {
    const files = withdrawn(13, { list: true });
    expect((await check(files, codeOf(13))).finding).toMatchObject({ verdict: 'changed', reason: 'later_withdraw' });
    const [path = ''] = [...files.keys()].filter((one) => one.includes('/lists/'));
    expect((await check(flip(files, path, 30), codeOf(13))).finding.verdict).toBe('valid');
  });

  test.each([
    ['no entry', (files: PublicFiles) => files.delete('/after/0.json')],
    ['an entry of another gift', (files: PublicFiles) => files.set('/after/0.json', afterFile({ [row(13).index]: SIZE }, SIZE + 1))],
    ['an entry that is no withdrawal', (files: PublicFiles) => files.set('/after/0.json', afterFile({ [row(13).index]: 5 }, SIZE + 1))],
    ['an entry that the signed log does not have', (files: PublicFiles) => void rewriteLast(files)],
    ['an entry that is not in the log', (files: PublicFiles) => files.set('/after/0.json', afterFile({ [row(13).index]: 9_999 }, SIZE + 1))],
  ])('one left out with %s that says so is said not to be compared, and never to be withdrawn', async (why, change) => {
    const files = withdrawn(why === 'an entry of another gift' ? 14 : 13);
    files.set('/open/0.json', withNames(rows.filter((one) => one.row !== 13)).get('/open/0.json') ?? new Uint8Array());
    change(files);
    const { finding } = await check(files, codeOf(13));
    expect(finding).toMatchObject({ verdict: 'valid', reason: 'holds' });
    expect(stepOf(finding, 'name')).toMatchObject({ state: 'open', reason: 'name_missing' });
  });

  test.each([
    ['held for staff', withNames(rows.map((one) => (one.row === 13 ? { ...one, shown: { state: 'held' as const } } : one))), 'name_held'],
    ['whose file is not there', new Map([...published].filter(([path]) => !path.startsWith('/open/'))), 'name_unopened'],
    ['whose file is older than the gift', new Map(published).set('/open/0.json', openNames(rows.slice(0, 5), 26)), 'name_unopened'],
  ])('one %s leaves the gift valid and is not compared', async (_, files, reason) => {
    const { finding } = await check(files, numberOf(13));
    expect(finding.verdict).toBe('valid');
    expect(finding.gift?.shown).toBeUndefined();
    expect(stepOf(finding, 'name')).toMatchObject({ state: 'open', reason });
  });

  test('a payment that nobody claimed has none', async () => {
    const unclaimed: Entry = { ...giftEntry(row(1)), unclaimed: true };
    const files = publish(entries.map((entry, index) => (index === 21 ? unclaimed : entry)));
    files.delete('/open/0.json');
    expect(stepOf((await check(files, numberOf(1))).finding, 'name')).toMatchObject({ reason: 'name_unclaimed' });
  });

  describe('of a gift that was claimed', () => {
    const unclaimed: Entry = { ...giftEntry(row(1)), unclaimed: true };
    const NAME = '司马相如';
    const BY = SIZE;
    const leafOfEntry = (entry: Entry) => encodeBase64(hashLeaf(canonicalBytes({ ...entry })));
    const commits = { name: '', note: '', shown: commit(decodeBase64Url(shownSalt(BY)) ?? new Uint8Array(), 'shown', NAME) };
    const claimed: Entry = { v: 1, k: 'claim', id: 'cd'.repeat(10), on: row(1).on, of: [{ index: 21, leaf: leafOfEntry(unclaimed) }], c: commits };
    const taken: Entry = {
      v: 1,
      k: 'withdraw',
      id: 'ef'.repeat(10),
      on: row(1).on,
      fields: ['note', 'shown'],
      of: [{ index: BY, leaf: leafOfEntry(claimed) }],
    };
    const json = (value: object) => new TextEncoder().encode(JSON.stringify(value));
    const withClaim = (more: readonly Entry[], shown: object): PublicFiles => {
      const files = publish([...entries.map((entry, index) => (index === 21 ? unclaimed : entry)), claimed, ...more]);
      const size = SIZE + 1 + more.length;
      files.set('/after/index.json', json({ size, bundles: [0, 1] }));
      files.set('/after/0.json', json({ size, after: { 21: [{ index: BY, k: 'claim' }] } }));
      files.set('/after/1.json', json({ size, after: more.length === 0 ? {} : { [BY]: [{ index: BY + 1, k: 'withdraw' }] } }));
      files.set('/open/1.json', json({ size, openings: shown, held: [] }));
      return files;
    };
    const opened = { [BY]: { shown: { salt: shownSalt(BY), value: NAME } } };

    test('is the one that the claim opens, and the gift is valid', async () => {
      const { finding } = await check(withClaim([], opened), numberOf(1));
      expect(finding).toMatchObject({ verdict: 'valid', reason: 'holds', gift: { shown: NAME } });
      expect(stepOf(finding, 'name')).toMatchObject({ state: 'holds', reason: 'name_opened' });
      expect(stepOf(finding, 'later')).toMatchObject({ state: 'holds', reason: 'later_claim', compared: [recordNumber(1, BY), '', expect.any(String)] });
    });

    test('is found where the public file opens another', async () => {
      const files = withClaim([], { [BY]: { shown: { salt: shownSalt(BY), value: '别人' } } });
      expect((await check(files, numberOf(1))).finding).toMatchObject({ verdict: 'altered', reason: 'name_differs' });
    });

    test('was taken back where a later entry says so of the claim', async () => {
      const { finding } = await check(withClaim([taken], {}), numberOf(1));
      expect(finding).toMatchObject({ verdict: 'changed', reason: 'later_withdraw' });
      expect(stepOf(finding, 'name')).toMatchObject({ state: 'holds', reason: 'name_withdrawn' });
    });
  });

  test('another name than the one committed to is found', async () => {
    const files = withNames(rows.map((one) => (one.row === 13 ? { ...one, shown: { state: 'named' as const, text: '别人' } } : one)));
    expect((await check(files, numberOf(13))).finding).toMatchObject({ verdict: 'altered', reason: 'name_differs' });
  });

  test('an anonymous gift is opened by the code of its document alone', async () => {
    const files = new Map([...published].filter(([path]) => !path.startsWith('/open/')));
    expect(stepOf((await check(files, codeOf(12))).finding, 'name')).toMatchObject({ state: 'holds', reason: 'name_anonymous' });
  });

  test.each([
    ['王曦晨', '王曦晨', 'whole'],
    ['王曦晨', ' 王曦晨\u200b', 'whole'],
    ['王＊＊', '王曦晨', 'masked'],
    ['王曦晨', '王曦', 'differs'],
    ['王曦晨', '', 'differs'],
    ['阿依古丽·买买提', '阿依古丽•买买提', 'differs'],
  ] as const)('shown as %s and compared with %s: %s', (shown, typed, fit) => {
    const entry = giftEntry(row(13), shown);
    expect(compareName(entry, decodeBase64Url(shownSalt(33)) ?? new Uint8Array(), typed)).toBe(fit);
  });
});

describe('what a visitor holds', () => {
  test('a number is read as printed, in small letters, in full width and with blanks', () => {
    const written = recordNumber(1, 12_345);
    for (const text of [written, ` ${written.toLowerCase()} `, `Ｃ${documentNumber('certificate', 1, 12_345).slice(1)}`, written.replaceAll('-', '－')])
      expect(claimOfNumber(text)).toMatchObject({ ok: true, claim: { index: 12_345 } });
  });

  test.each([
    ['1-12345-8', 'check_character'],
    ['1-12354-7', 'check_character'],
    [recordNumber(2, 12_345), 'other_generation'],
    ['12345', 'malformed'],
    ['', 'malformed'],
    ['1.5.AAAA.0123abcd', 'malformed'],
    [`1.05.${shownSalt(5)}.0123abcd`, 'malformed'],
    [`1.5.${shownSalt(5)}.0123ABCD`, 'malformed'],
    [`2.5.${shownSalt(5)}.0123abcd`, 'other_generation'],
  ])('%s is refused: %s', (text, code) => {
    expect(parseClaim(`#${text}`)).toEqual({ ok: false, code });
  });

  test('a code holds place, salt and the beginning of the digest', () => {
    expect(parseClaim(`#1.33.${shownSalt(33)}.0123abcd`)).toEqual({
      ok: true,
      claim: { index: 33, kind: 'certificate', salt: decodeBase64Url(shownSalt(33)), leafStart: '0123abcd' },
    });
  });
});

describe('what the page says', () => {
  test.each(['zh', 'en'] as const)('every verdict that a check can end with has its sentence (%s)', async (lang) => {
    const findings = await Promise.all([
      check(published, numberOf(11)),
      check(published, claim(recordNumber(1, 3))),
      check(published, claim(documentNumber('receipt', 1, 3))),
      check(published, claim(recordNumber(1, SIZE))),
      check(new Map(), numberOf(11)),
      check(flip(published, '/log/1/checkpoint', -12), numberOf(11)),
      check(withdrawn(13), codeOf(13)),
      check(publish(entries, stranger), numberOf(11), await seenOf(published)),
    ]);
    const said = findings.map(({ finding }) => verdictSentence(verifyWords[lang], finding));
    expect(new Set(said).size).toBe(said.length);
  });
});

function publish(log: readonly Entry[], by = signer): PublicFiles {
  const files = publishEntries(log, by);
  for (let bundle = 0; bundle * 256 < log.length; bundle++)
    files.set(
      `/open/${bundle}.json`,
      openNames(
        rows.filter((one) => Math.floor(one.index / 256) === bundle),
        log.length,
      ),
    );
  return files;
}

function withNames(shown: readonly GiftRow[]): PublicFiles {
  return new Map(published).set(
    '/open/0.json',
    openNames(
      shown.filter((one) => one.index < 256),
      SIZE,
    ),
  );
}

/** The sample log with one more entry, by which the name in a row was taken back, and the public files that follow from it. */
function withdrawn(number: number, how: { readonly list?: true } = {}): PublicFiles {
  const { of, ...said } = withdrawEntry(row(number));
  const list = canonicalBytes({ v: 1, of: of.map((one) => ({ ...one })) });
  const entry: Entry = how.list === true ? { ...said, list: { count: 1, sha256: encodeHex(sha256(list)) } } : { ...said, of };
  const files = publish([...entries, entry]);
  const opened = rows.filter((one) => one.index < 256 && one.row !== number);
  files.set('/open/0.json', openNames(opened, SIZE + 1)).set('/after/0.json', afterFile({ [row(number).index]: SIZE }, SIZE + 1));
  return how.list === true ? files.set(`/log/1/lists/${entry.id}.json`, list) : files;
}

/** Makes the last entry of the second bundle, which is not the signed one then, point at another place. */
function rewriteLast(files: PublicFiles): void {
  const path = `/log/1/tile/entries/001.p/${SIZE + 1 - 256}`;
  const bundle = decodeBundle(bytesOf(files, path)) ?? [];
  const last = { ...JSON.parse(new TextDecoder().decode(bundle.at(-1))), on: '2026-11-30' };
  files.set(path, encodeBundle([...bundle.slice(0, -1), canonicalBytes(last)]));
}

function readFrom(files: PublicFiles): ReadFile {
  return async (path) => files.get(path) ?? 'missing';
}

function check(files: PublicFiles, held: Claim, remembered?: Remembered): Promise<Checked> {
  return checkWith(readFrom(files), held, remembered);
}

function checkWith(read: ReadFile, held: Claim, remembered?: Remembered): Promise<Checked> {
  return verifyRecord(read, { origin, remembered }, held);
}

async function seenOf(files: PublicFiles): Promise<Remembered> {
  const { seen } = await check(files, numberOf(11));
  if (seen === undefined) throw new Error('nothing to remember');
  return seen;
}

function claim(number: string): Claim {
  const read = parseClaim(`#${number}`);
  if (!read.ok) throw new Error(`${number}: ${read.code}`);
  return read.claim;
}

const numberOf = (number: number): Claim => claim(recordNumber(1, row(number).index));
const leafOf = (number: number): string => encodeHex(hashLeaf(canonicalBytes({ ...giftEntry(row(number)) })));
const codeOf = (number: number): Claim => claim(`1.${row(number).index}.${shownSalt(row(number).index)}.${leafOf(number).slice(0, 8)}`);
const stepOf = (finding: Checked['finding'], id: string) => finding.steps.find((step) => step.id === id);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function bytesOf(files: PublicFiles, path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`no file ${path}`);
  return bytes;
}

/** Changes one bit of a file; a negative offset counts from its end. */
function flip(files: PublicFiles, path: string, offset: number): PublicFiles {
  const bytes = bytesOf(files, path).slice();
  const place = offset < 0 ? bytes.length + offset : offset;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return new Map(files).set(path, bytes);
}

/** Where a text ends in the entry of an index, counted from the beginning of the first bundle. */
function at(text: string, index: number): number {
  const before = entries.slice(0, index).reduce((sum, entry) => sum + 2 + canonicalBytes({ ...entry }).length, 0);
  return before + 2 + new TextDecoder().decode(canonicalBytes({ ...entries[index] })).indexOf(text) + text.length;
}
