import { describe, expect, test } from 'vitest';
import { ALONE_WAITS_MS, addChange, emptyRegister, isActive, type Register } from '../../functions/domain/staff-register.ts';
import { openStatement, type RegisterStatement, type Signed, type StaffStatement, statementBytes } from '../../functions/domain/staff-statement.ts';
import { agreement, type Desk, ending, enrolment, newPerson, type Person, refundAsk, refundStep, signedBy } from '../support/staff.ts';

const ORIGIN = 'giving.example.org/log/1';
const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const DESK: Desk = { origin: ORIGIN, at: '2026-11-24T12:00:00+08:00' };
const [ann, ben, cat, dan] = [newPerson('安'), newPerson('贲', 'asks'), newPerson('蔡'), newPerson('邓')];

type Change = (place: Desk & { readonly before: string }) => RegisterStatement;
const enrols =
  (one: Person): Change =>
  (place) =>
    enrolment(place, one);
const agrees =
  (one: Person): Change =>
  (place) =>
    agreement(place, one);
const ends =
  (one: Person): Change =>
  (place) =>
    ending(place, one);

/** Puts changes one behind the other; the last outcome, and the register as it is then. */
function play(...changes: readonly (readonly [Person, Change, number?])[]) {
  let register: Register = emptyRegister(ORIGIN);
  let outcome = 'none';
  for (const [signer, change, laterMs = 0] of changes) {
    const opened = openStatement(signedBy(signer, change({ ...DESK, before: register.head })));
    const changed = addChange(register, opened ?? expect.unreachable(), NOON + laterMs);
    outcome = changed.ok ? 'ok' : changed.code;
    if (changed.ok) register = changed.register;
  }
  const active = (laterMs = 0) => [...register.keys.values()].filter((one) => isActive(one, NOON + laterMs)).map(({ person }) => person);
  return { outcome, register, active };
}

const TWO = [
  [ann, enrols(ann)],
  [ann, enrols(ben)],
] as const;

describe('who has which key', () => {
  test('the first person enrols herself, the second is enrolled by the first', () => {
    expect(play(...TWO).active()).toEqual(['安', '贲']);
  });

  test('after that it takes two others: one alone enrols nobody', () => {
    const one = play(...TWO, [ann, enrols(cat)]);
    expect([one.outcome, one.active()]).toEqual(['ok', ['安', '贲']]);
    expect(play(...TWO, [ann, enrols(cat)], [ben, agrees(cat)]).active()).toEqual(['安', '贲', '蔡']);
  });

  test.each<[string, readonly (readonly [Person, Change, number?])[], string]>([
    [
      'by the same person twice',
      [
        [ann, enrols(cat)],
        [ann, agrees(cat)],
      ],
      'signed_before',
    ],
    ['by the one who is to be enrolled', [[cat, enrols(cat)]], 'signer_unknown'],
    ['by a stranger', [[dan, enrols(cat)]], 'signer_unknown'],
    [
      'by a stranger in second place',
      [
        [ann, enrols(cat)],
        [dan, agrees(cat)],
      ],
      'signer_unknown',
    ],
    ['of a key that is there', [[ann, enrols(ben)]], 'key_known'],
    ['of a person who has a key', [[ann, enrols(newPerson('贲'))]], 'person_known'],
    [
      'of a key that was ended',
      [
        [ann, ends(ben)],
        [ann, enrols(ben)],
      ],
      'key_known',
    ],
    [
      'agreed to after its key was ended',
      [
        [ann, enrols(cat)],
        [ann, ends(cat)],
        [ben, agrees(cat)],
      ],
      'key_unknown',
    ],
    ['with another’s proof of holding', [[ann, (place) => enrolment(place, cat, { key: dan.key })]], 'key_not_held'],
    ['for another log', [[ann, (place) => enrolment({ ...place, origin: 'other.example.org/log/1' }, cat)]], 'statement_elsewhere'],
    ['behind another change', [[ann, (place) => enrolment({ ...place, before: 'ab'.repeat(32) }, cat)]], 'register_moved'],
  ])('an enrolment %s is refused', (_, changes, code) => {
    expect(play(...TWO, ...changes).outcome).toBe(code);
  });

  test('a signature counts no longer once its key is ended: a third person has to sign', () => {
    const three = [...TWO, [ann, enrols(cat)], [ben, agrees(cat)], [ann, enrols(dan)], [ben, ends(ann)]] as const;
    expect(play(...three, [ben, agrees(dan)]).active()).toEqual(['贲', '蔡']);
    expect(play(...three, [ben, agrees(dan)], [cat, agrees(dan)]).active()).toEqual(['贲', '蔡', '邓']);
  });

  test('one person is enough to end a key, also the own one; an ended key signs nothing', () => {
    expect(play(...TWO, [ben, ends(ann)]).active()).toEqual(['贲']);
    expect(play(...TWO, [ben, ends(ben)]).active()).toEqual(['安']);
    expect(play(...TWO, [ben, ends(ann)], [ann, ends(ben)]).outcome).toBe('signer_unknown');
    expect(play(...TWO, [ben, ends(ann)], [ann, enrols(cat)]).outcome).toBe('signer_unknown');
  });

  test('where one is left, or nobody, a new key waits three days', () => {
    const again = newPerson('安');
    const left = play(...TWO, [ben, ends(ann)], [ben, enrols(again)]);
    expect([left.active(ALONE_WAITS_MS - 1), left.active(ALONE_WAITS_MS)]).toEqual([['贲'], ['贲', '安']]);
    const nobody = play(...TWO, [ben, ends(ann)], [ben, ends(ben)], [again, enrols(again)]);
    expect([nobody.active(), nobody.active(ALONE_WAITS_MS)]).toEqual([[], ['安']]);
    expect(play(...TWO, [ben, ends(ann)], [ben, enrols(again)], [again, ends(ben)]).outcome).toBe('signer_unknown');
  });
});

describe('a signed statement', () => {
  const whole = refundAsk(DESK, '1-5-X', 100);
  const opened = (signed: Signed) => openStatement(signed)?.statement;

  test('is what was signed, and nothing with one bit changed', () => {
    const signed = signedBy(ann, whole);
    expect(opened(signed)).toEqual(whole);
    for (const part of ['bytes', 'signature'] as const) {
      for (let at = 0; at < signed[part].length; at += 7) {
        const bent = signed[part].map((byte, place) => (place === at ? byte ^ 1 : byte));
        expect(opened({ ...signed, [part]: bent })).toBeUndefined();
      }
    }
    expect(opened({ ...signed, key: ben.key })).toBeUndefined();
  });

  test.each<[string, object]>([
    ['a field that nobody knows', { more: 1 }],
    ['an amount of nothing', { amt: 0 }],
    ['an amount with a fraction', { amt: '1.5' }],
    ['another currency', { cur: 'USD' }],
    ['a reason of its own', { why: 'because' }],
    ['no nonce', { nonce: '' }],
    ['a time without a zone', { at: '2026-11-24T12:00:00' }],
  ])('with %s is none', (_, change) => {
    expect(opened(signedBy(ann, { ...whole, ...change } as StaffStatement))).toBeUndefined();
  });

  test('written otherwise is none, however signed', () => {
    const bytes = new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(statementBytes(whole))), null, 1));
    const { key } = ann;
    expect(opened({ bytes, key, signature: signedBy(ann, whole).signature })).toBeUndefined();
    expect(opened(signedBy(ann, refundStep(DESK, 'x', 'confirm')))).toBeUndefined();
  });
});
