import { describe, expect, test } from 'vitest';
import { renderRow } from '../../functions/disclosure/render-row.ts';
import type { GiftRow } from '../../functions/disclosure/row.ts';
import { money } from '../../functions/domain/money.ts';
import { dayOf } from '../../functions/domain/time.ts';
import { donationBody } from '../../functions/http/donation-body.ts';
import { problem } from '../../functions/http/problem.ts';
import type { Reply } from '../../site/elements/ask.ts';
import { readSent } from '../../site/elements/give-answer.ts';
import { type Draft, judgeDraft, TEXT_LIMITS } from '../../site/elements/give-draft.ts';
import { giveFacts } from '../../site/elements/give-facts.ts';
import { forgetKey, keyOf } from '../../site/elements/give-key.ts';
import { isHeld, previewRow } from '../../site/elements/give-preview.ts';
import { giveWords } from '../../site/elements/give-words.ts';
import { openShelf } from '../../site/elements/shelf.ts';
import { names, sampleDefinitions, sampleSociety } from './sample.ts';

const society = sampleSociety();
const factsOf = (id: string) => {
  const campaign = society.campaigns.find((one) => one.id === id);
  if (campaign === undefined) throw new Error(id);
  return giveFacts(society, campaign);
};
const everyday = factsOf('everyday');
const library = factsOf('library');
const NOW = Date.parse('2026-11-24T02:00:00Z');

/** A form on which only an amount and the age were filled in: everything else is as the page opens. */
const draft = (change: Partial<Draft> = {}): Draft => ({
  amount: '66.66',
  kind: 'person',
  name: '',
  display: 'anonymous',
  consent: false,
  adult: 'adult',
  restricted: '',
  message: '',
  method: 'sandbox',
  place: '',
  ...change,
});

describe('what the form sends', () => {
  test('as the page opens it names nobody and consents to nothing', () => {
    expect(judgeDraft(draft(), everyday)).toEqual({
      ok: true,
      body: { campaign: 'everyday', amount: { currency: 'CNY', minor: 6666 }, method: 'sandbox', donor: { kind: 'person', display: 'anonymous' }, adult: true },
    });
  });

  test('a name for the certificate alone goes without consent, and is not shown', () => {
    const judged = judgeDraft(draft({ name: '王曦晨' }), everyday);
    expect(judged).toMatchObject({ ok: true, body: { donor: { kind: 'person', name: '王曦晨', display: 'anonymous' } } });
    expect(judged.ok && judged.body.consent).toBeUndefined();
  });

  test('a shown name carries the version of the text that was ticked', () => {
    expect(judgeDraft(draft({ name: '王曦晨', display: 'named', consent: true }), everyday)).toMatchObject({
      ok: true,
      body: { donor: { name: '王曦晨', display: 'named' }, consent: { version: society.consentVersion } },
    });
  });

  test('who leaves no name sends none, whatever was typed before', () => {
    const judged = judgeDraft(draft({ kind: 'anonymous', name: '王曦晨', display: 'named', consent: true }), everyday);
    expect(judged).toMatchObject({ ok: true, body: { donor: { kind: 'anonymous', display: 'anonymous' } } });
    expect(JSON.stringify(judged)).not.toMatch(/王曦晨|consent/);
  });

  test('a closer purpose goes only to a campaign that takes one', () => {
    expect(judgeDraft(draft({ restricted: ' 书架 ' }), library)).toMatchObject({ body: { restricted: '书架' } });
    expect(judgeDraft(draft({ restricted: ' 书架 ' }), everyday)).not.toMatchObject({ body: { restricted: '书架' } });
  });

  test('what no document can show is said at its field before there is anything to pay, as the server would say it', () => {
    const judged = judgeDraft(draft({ name: '王𠀀', restricted: '给𠀀村', message: '加油👍' }), library);
    expect(judged).toEqual({
      ok: false,
      faults: [
        { field: 'name', code: 'name_characters', characters: ['𠀀'] },
        { field: 'restricted', code: 'text_characters', characters: ['𠀀'] },
        { field: 'message', code: 'text_characters', characters: ['👍'] },
      ],
    });
    for (const words of [giveWords.zh, giveWords.en]) expect(words.faults.text_characters('𠀀')).toContain('𠀀');
  });

  test('a message of several lines is previewed as the one line that is stored', () => {
    expect(previewRow(draft({ message: '愿平安\n早日回家' }), everyday, Date.now())?.message).toBe('愿平安 早日回家');
  });

  test('whatever the form lets through, the server can read', () => {
    const key = 'k'.repeat(24);
    for (const name of names)
      for (const display of ['named', 'masked', 'anonymous'] as const)
        for (const facts of [everyday, library]) {
          const judged = judgeDraft(
            draft({ name, display, consent: true, message: '愿平安', restricted: '书', adult: 'guardian', place: 'sy-library' }),
            facts,
          );
          if (judged.ok) expect(donationBody.safeParse({ key, ...judged.body }).success).toBe(true);
          else expect(judged.faults.map((fault) => fault.field)).toEqual(['name']);
        }
  });
});

describe('what stands at a field', () => {
  test.each([
    [{ amount: '' }, 'amount', 'amount_unreadable'],
    [{ amount: '1.234' }, 'amount', 'amount_unreadable'],
    [{ amount: '-5' }, 'amount', 'amount_unreadable'],
    [{ amount: '0' }, 'amount', 'amount_out_of_bounds'],
    [{ amount: '100000000' }, 'amount', 'amount_out_of_bounds'],
    [{ display: 'named', consent: true }, 'name', 'name_empty'],
    [{ name: '\u200b ', display: 'masked', consent: true }, 'name', 'name_empty'],
    [{ name: '长'.repeat(201) }, 'name', 'name_too_long'],
    [{ name: '王😀' }, 'name', 'name_characters'],
    [{ name: '王曦晨', display: 'named' }, 'consent', 'consent_missing'],
    [{ message: 'a'.repeat(TEXT_LIMITS.message + 1) }, 'message', 'text_too_long'],
    [{ adult: '' }, 'adult', 'adult_missing'],
  ] as const)('%o: at %s, %s', (change, field, code) => {
    expect(judgeDraft(draft(change), everyday)).toMatchObject({ ok: false, faults: [{ field, code }] });
  });

  test('all of it is said at once, from the top of the form to its end', () => {
    const judged = judgeDraft(draft({ amount: 'x', name: '王😀', display: 'named', adult: '' }), everyday);
    expect(!judged.ok && judged.faults.map((fault) => fault.field)).toEqual(['amount', 'name', 'consent', 'adult']);
    expect(!judged.ok && judged.faults[1]?.characters).toEqual(['😀']);
  });

  test.each(['zh', 'en'] as const)('each has a sentence of its own that says what to do (%s)', (lang) => {
    const sentences = Object.values(giveWords[lang].faults).map((sentence) => sentence('¥0.01'));
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});

describe('the preview', () => {
  test('is the very row that the public page writes, but for the number that only publication gives', () => {
    const shown = previewRow(
      draft({ name: '王曦晨', display: 'named', consent: true, message: '愿孩子们有书读。', restricted: '书架', place: 'sy-library' }),
      library,
      NOW,
    );
    if (shown === undefined) throw new Error('no preview');
    const row: GiftRow = {
      kind: 'gift',
      index: 4711,
      row: 12,
      on: dayOf(NOW),
      late: false,
      branch: 'songyu',
      campaign: 'library',
      place: 'sy-library',
      restricted: true,
      channel: 'sandbox',
      money: money('CNY', 6666),
      shown: { state: 'named', text: '王曦晨' },
      message: '愿孩子们有书读。',
    };
    for (const lang of ['zh', 'en'] as const) {
      const before = renderRow(shown, { lang, definitions: library.definitions, generation: 1, preview: true });
      const after = renderRow(row, { lang, definitions: sampleDefinitions(society), generation: 1 });
      expect(before).not.toBe('');
      expect(withoutNumber(before)).toBe(withoutNumber(after));
    }
  });

  test.each([
    [{ name: '王曦晨' }, { state: 'anonymous' }],
    [
      { name: '王曦晨', display: 'masked' },
      { state: 'named', text: '王＊＊' },
    ],
    [{ kind: 'anonymous', name: '王曦晨', display: 'named' }, { state: 'anonymous' }],
    [{ name: '王曦晨', display: 'named', message: '加微信 abc' }, { state: 'held' }],
    [{ name: '王 13800138000', display: 'named' }, { state: 'held' }],
  ] as const)('%o shows %o', (change, shown) => {
    expect(previewRow(draft(change), everyday, NOW)?.shown).toEqual(shown);
  });

  test('a message that staff read first is not shown, and the form says so', () => {
    const waiting = draft({ message: '请看 www.example.com' });
    expect(previewRow(waiting, everyday, NOW)?.message).toBeUndefined();
    expect(isHeld(waiting, everyday)).toBe(true);
    expect(isHeld(draft({ message: '愿平安' }), everyday)).toBe(false);
  });

  test('there is none while there is no amount', () => {
    expect(['', '0', 'x'].map((amount) => previewRow(draft({ amount }), everyday, NOW))).toEqual([undefined, undefined, undefined]);
  });
});

describe('the key of a wish', () => {
  const kept = () =>
    openShelf(() => {
      throw new Error('nothing but memory');
    });
  let drawn = 0;
  const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(++drawn);

  test('stays the same for the same wish, so that a second press is the same gift', () => {
    const shelf = kept();
    const key = keyOf(shelf, 'wish', { nowMs: NOW, random });
    expect(keyOf(shelf, 'wish', { nowMs: NOW + 24 * 60_000, random })).toBe(key);
    expect(key).toMatch(/^[A-Za-z0-9_-]{24}$/);
  });

  test.each([
    ['another wish', 'other', 1000],
    ['the same wish after its order may have expired', 'wish', 25 * 60_000],
    ['a clock that went back', 'wish', -1],
  ])('is a new one for %s', (_, wish, laterMs) => {
    const shelf = kept();
    const key = keyOf(shelf, 'wish', { nowMs: NOW, random });
    expect(keyOf(shelf, wish, { nowMs: NOW + laterMs, random })).not.toBe(key);
  });

  test('is a new one once it was forgotten, and nothing of the wish itself is kept', () => {
    const shelf = kept();
    const key = keyOf(shelf, '王曦晨', { nowMs: NOW, random });
    expect(shelf.getItem('daylight:gift-key')).not.toContain('王曦晨');
    forgetKey(shelf);
    expect(keyOf(shelf, '王曦晨', { nowMs: NOW, random })).not.toBe(key);
  });
});

describe('the answer to a wish', () => {
  const gift = { id: 'd_0123456789ABCDEFGHJKMNPQRS', token: 't'.repeat(43), preview: { shown: '爱心人士', held: false } };
  const expiresAt = '2026-11-24T10:30:00+08:00';

  test.each([
    [{ kind: 'qr', text: 'https://pay.example.org/1', expiresAt }],
    [{ kind: 'redirect', url: '/sandbox/pay/1' }],
    [{ kind: 'redirect', url: 'https://pay.example.org/1' }],
  ])('%o is a way to pay', (pay) => {
    expect(readSent(reply(201, { ...gift, pay }))).toMatchObject({ outcome: 'pay', id: gift.id, pay });
  });

  test.each([
    ['a script', { kind: 'redirect', url: 'javascript:alert(1)' }],
    ['an address without its scheme', { kind: 'redirect', url: '//elsewhere.example.org' }],
    ['a code without an end', { kind: 'qr', text: 'x' }],
    ['a way that this page does not know', { kind: 'form', action: '/x' }],
  ])('%s is none, and nothing is opened', (_, pay) => {
    expect(readSent(reply(201, { ...gift, pay }))).toEqual({ outcome: 'unreachable' });
  });

  test.each([
    ['name_characters', 'donor.name', 'name'],
    ['amount_out_of_bounds', 'amount', 'amount'],
    ['consent_missing', 'consent', 'consent'],
    ['campaign_closed', 'campaign', undefined],
  ] as const)('the refusal %s of %s stands at %s', async (code, member, field) => {
    const answer = problem(code, { lang: 'zh', field: member, characters: ['😀'] });
    const read = readSent({ status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()) });
    expect(read).toMatchObject({ outcome: 'refused', code, characters: ['😀'] });
    expect(read.outcome === 'refused' && read.field).toBe(field);
  });

  test('what is no answer of ours counts as none', () => {
    for (const none of ['unreachable' as const, reply(502, '<html>'), reply(201, {}), reply(200, { ...gift }), reply(500, { code: 7 })])
      expect(readSent(none)).toEqual({ outcome: 'unreachable' });
  });
});

function reply(status: number, body: unknown): Reply {
  return { status, bytes: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)) };
}

function withoutNumber(row: string): string {
  return row.replace(/ id="r\d+"/, '').replace(/<(a|span) class="row-number".*?<\/\1>/, '');
}
