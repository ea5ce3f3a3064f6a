import { readFileSync } from 'node:fs';
import { sign } from '@noble/ed25519';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cosignatureMessage, cosignedAt, formatCosignature, verifyCosignature } from '../../../functions/domain/ledger/cosignature.ts';
import { COSIGNATURE, ED25519, formatNote, formatVerifierKey, parseNote, signatureLine, verifierKey } from '../../../functions/domain/ledger/note.ts';
import { formatPolicy, judgeByPolicy, meetsQuorum, type Policy, parsePolicy } from '../../../functions/domain/ledger/policy.ts';
import { hex, key, present } from './vector-bytes.ts';
import type { Vectors } from './vector-shape.ts';

const vectors: Vectors = JSON.parse(readFileSync(new URL('../../vectors/tlog.json', import.meta.url), 'utf8'));
const { log, witness1, witness2 } = vectors.keys;
const signed = vectors.cosignedCheckpoint300;

const file = (quorum: string): string =>
  [
    '# two witnesses',
    '',
    `log ${log.vkey} https://log.example.org/giving/1`,
    `witness auditor ${witness1.vkey}`,
    `witness committee ${witness2.vkey}`,
    quorum,
    '',
  ].join('\n');
const read = (text: string): Policy => {
  const parsed = parsePolicy(text);
  return parsed.ok ? parsed.policy : expect.unreachable(`${parsed.line}: ${parsed.problem}`);
};
const policy = (quorum: string): Policy => read(file(quorum));

describe('a cosignature', () => {
  test('is written to the byte as in the vectors, and says its time', () => {
    const { text } = present(parseNote(signed), 'note');
    for (const one of vectors.cosignatures) {
      const { seedHex } = one.name === witness1.name ? witness1 : witness2;
      const bytes = formatCosignature(one.time, sign(cosignatureMessage(text, one.time), hex(seedHex)));
      expect(signatureLine(key(one.vkey), bytes)).toBe(one.line);
      expect(cosignedAt(bytes)).toBe(one.time);
    }
  });

  test('of another length, another time or another checkpoint does not hold', () => {
    const { text } = present(parseNote(signed), 'note');
    const { publicKey } = key(witness1.vkey);
    const bytes = formatCosignature(1_700_000_000, sign(cosignatureMessage(text, 1_700_000_000), hex(witness1.seedHex)));
    expect(verifyCosignature({ publicKey, text, bytes })).toBe(1_700_000_000);
    const later = bytes.slice();
    later[7] = (later[7] ?? 0) + 1;
    for (const wrong of [later, bytes.slice(0, 71), new Uint8Array([...bytes, 0]), new Uint8Array()]) {
      expect(verifyCosignature({ publicKey, text, bytes: wrong })).toBeUndefined();
    }
    expect(verifyCosignature({ publicKey, text: text.replace('300', '299'), bytes })).toBeUndefined();
  });

  test.each([-1, 0.5, Number.MAX_SAFE_INTEGER + 1])('is not written for a time of %d', (seconds) => {
    expect(() => formatCosignature(seconds, new Uint8Array(64))).toThrow(RangeError);
  });
});

describe('a policy judges a checkpoint of 300 entries that two witnesses cosigned', () => {
  test.each([
    ['quorum none', true],
    ['quorum auditor', true],
    ['group both all auditor committee\nquorum both', true],
    ['group one any auditor committee\nquorum one', true],
    ['group two 2 auditor committee\nquorum two', true],
    ['group a any auditor\ngroup b all a committee\nquorum b', true],
  ])('%s', (quorum, met) => {
    const judged = judgeByPolicy(signed, policy(quorum));
    expect(judged).toMatchObject({ ok: true, quorum: met, checkpoint: { size: 300 } });
    if (judged.ok)
      expect(judged.by.map(({ witness, seconds }) => [witness.name, seconds])).toEqual(
        vectors.cosignatures.map((one) => [one.name === witness1.name ? 'auditor' : 'committee', one.time]),
      );
  });

  test('without a witness it is provisional, unless none is asked for', () => {
    const note = present(parseNote(signed), 'note');
    const alone = formatNote(note.text, [signatureLine({ name: log.name, id: key(log.vkey).id }, present(note.signatures[0], 'signature').bytes)]);
    expect(judgeByPolicy(alone, policy('quorum auditor'))).toMatchObject({ ok: true, quorum: false, by: [] });
    expect(judgeByPolicy(alone, policy('quorum none'))).toMatchObject({ ok: true, quorum: true });
  });

  test('the log’s own signature is needed, however many witnesses there are', () => {
    const note = present(parseNote(signed), 'note');
    const witnesses = formatNote(
      note.text,
      vectors.cosignatures.map(({ line }) => line),
    );
    expect(judgeByPolicy(witnesses, policy('quorum auditor'))).toEqual({ ok: false, code: 'unknown_key' });
  });

  test('a key of another name does not speak for this origin', () => {
    const other = verifierKey('log.example.org/giving/2', ED25519, key(log.vkey).publicKey);
    expect(judgeByPolicy(signed, read(`log ${formatVerifierKey(other)}\nquorum none\n`))).toEqual({ ok: false, code: 'unknown_key' });
  });

  test('one altered cosignature refuses all of it', () => {
    const altered = signed.replace(vectors.cosignatures[0]?.line.slice(-12, -3) ?? '', 'AAAAAAAAA');
    expect(judgeByPolicy(altered, policy('quorum committee'))).toEqual({ ok: false, code: 'bad_signature' });
  });

  test('what is no checkpoint is refused', () => {
    for (const wrong of ['', 'a\n\n— b c\n', signed.replace('\n300\n', '\n0300\n')])
      expect(judgeByPolicy(wrong, policy('quorum none'))).toEqual({ ok: false, code: 'malformed' });
  });
});

describe('a policy file', () => {
  const ours = `log ${log.vkey}`;
  const auditor = `witness auditor ${witness1.vkey}`;
  const committee = `witness committee ${witness2.vkey}`;

  test.each([
    ['blanks and tabs round words, comments and empty lines', ` \t${ours}\t\n\n  # witnesses\n${auditor} \t https://w.example.net/ \n\tquorum  auditor\n`],
    ['names of any octets', `witness 见证 ${witness1.vkey}\nquorum 见证\n`],
    ['no log at all', `${auditor}\nquorum auditor\n`],
    ['a witness after the group of another', `${auditor}\ngroup g any auditor\n${committee}\nquorum g\n`],
  ])('may have %s', (_, text) => {
    expect(parsePolicy(text)).toMatchObject({ ok: true });
  });

  test.each([
    ['no quorum', `${ours}\n${auditor}\n`],
    ['two quorums', `${auditor}\nquorum none\nquorum auditor\n`],
    ['a quorum nobody defined', `${auditor}\nquorum committee\n`],
    ['a quorum before its witness', `quorum auditor\n${auditor}\n`],
    ['a quorum of two names', `${auditor}\n${committee}\nquorum auditor committee\n`],
    ['no line feed at its end', `${auditor}\nquorum auditor`],
    ['a carriage return', `${auditor}\r\nquorum auditor\n`],
    ['a keyword nobody knows', `${auditor}\nquorum auditor\nmonitor x\n`],
    ['a keyword in capitals', `${auditor}\nQuorum auditor\n`],
    ['a log with a cosignature key', `log ${witness1.vkey}\nquorum none\n`],
    ['a witness with a log’s key', `witness auditor ${log.vkey}\nquorum auditor\n`],
    ['a key whose id does not fit', `witness auditor ${witness1.vkey.replace('4914d830', '4914d831')}\nquorum auditor\n`],
    ['a log twice', `${ours}\n${ours}\nquorum none\n`],
    ['a witness twice under two names', `${auditor}\nwitness again ${witness1.vkey}\nquorum auditor\n`],
    [
      'a witness twice under two names of its key',
      `${auditor}\nwitness again ${formatVerifierKey(verifierKey('other.example.net', COSIGNATURE, key(witness1.vkey).publicKey))}\nquorum auditor\n`,
    ],
    ['a name twice', `${auditor}\nwitness auditor ${witness2.vkey}\nquorum auditor\n`],
    ['a group with the name of a witness', `${auditor}\ngroup auditor any auditor\nquorum auditor\n`],
    ['a witness called none', `witness none ${witness1.vkey}\nquorum none\n`],
    ['a group that holds none', `${auditor}\ngroup g any none\nquorum g\n`],
    ['an empty group', `${auditor}\ngroup g any\nquorum auditor\n`],
    ['a group with a member that comes later', `group g any auditor\n${auditor}\nquorum g\n`],
    ['a group that holds itself', `${auditor}\ngroup g any g\nquorum auditor\n`],
    ['a member twice in a group', `${auditor}\ngroup g 2 auditor auditor\nquorum g\n`],
    ['a member in two groups', `${auditor}\ngroup g any auditor\ngroup h any auditor\nquorum g\n`],
    ['a threshold of nothing', `${auditor}\ngroup g 0 auditor\nquorum g\n`],
    ['a threshold above its members', `${auditor}\ngroup g 2 auditor\nquorum g\n`],
    ['a threshold with a leading zero', `${auditor}\ngroup g 01 auditor\nquorum g\n`],
    ['a threshold with a sign', `${auditor}\ngroup g +1 auditor\nquorum g\n`],
    ['a word too many behind a log', `${ours} https://a.example https://b.example\nquorum none\n`],
    ['a witness without a key', `witness auditor\nquorum none\n`],
    ['nothing', ''],
  ])('with %s is refused', (_, text) => {
    expect(parsePolicy(text)).toMatchObject({ ok: false });
  });

  test('says in which line it is wrong', () => {
    expect(parsePolicy(`${ours}\n\n# more\nquorum nobody\n`)).toMatchObject({ ok: false, line: 4 });
  });

  test('names that only look alike are two names', () => {
    const kelvin = '\u212a';
    expect(parsePolicy(`witness ${kelvin} ${witness1.vkey}\nquorum K\n`)).toMatchObject({ ok: false, line: 2 });
    expect(parsePolicy(Uint8Array.from([...new TextEncoder().encode('quorum '), 0xe9, 0x0a]))).toMatchObject({ ok: false });
  });

  test('is written as it was read, with comments before it', () => {
    const first = policy('group both 2 auditor committee\nquorum both');
    const text = formatPolicy(first, ['witnessed by two']);
    expect(text).toMatch(/^# witnessed by two\nlog log\.example\.org/);
    expect(read(text)).toEqual(first);
    expect(() => formatPolicy({ ...first, quorum: 'none', groups: [{ name: 'a b', least: 1, members: ['auditor'] }] })).toThrow(RangeError);
  });

  test('is read or refused, whatever it holds, and never throws', () => {
    const word = fc.constantFrom(
      'log',
      'witness',
      'group',
      'quorum',
      'none',
      'any',
      'all',
      '1',
      '2',
      'auditor',
      'g',
      log.vkey,
      witness1.vkey,
      witness2.vkey,
      '#',
      '\t',
      '\n',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => typeof parsePolicy(`${words.join(' ')}\n`).ok === 'boolean'),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof parsePolicy(bytes).ok === 'boolean'),
      { numRuns: 500 },
    );
  });

  test('a witness that is not in the policy adds nothing to a quorum', () => {
    const two = policy('group both all auditor committee\nquorum both');
    expect(meetsQuorum(two, new Set(['auditor', 'both', 'somebody']))).toBe(false);
    expect(meetsQuorum(two, new Set(['auditor', 'committee']))).toBe(true);
  });
});
