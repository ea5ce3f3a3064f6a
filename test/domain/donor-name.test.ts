import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkName, cleanName, foldName, shownName } from '../../functions/domain/donor-name.ts';
import { heldReason } from '../../functions/domain/held-text.ts';

describe('cleaning a name', () => {
  test.each([
    ['a bidi override', '\u202e王五', '王五'],
    ['a line break', '王\n五', '王五'],
    ['blanks around, one of them wide', '\u3000 王 五 ', '王 五'],
    ['a joiner between Chinese characters', '王\u200d五', '王五'],
    ['a vowel separator between Chinese characters', '王\u180e五', '王五'],
  ])('takes %s away', (_what, typed, kept) => expect(cleanName(typed)).toBe(kept));

  test.each([
    ['the non-joiner in a Persian name', 'علی\u200cرضا'],
    ['the vowel separator of a Mongolian word', 'ᠰᠠᠷ\u180eᠠ'],
    ['a variation selector', '葛\u{e0100}城'],
    ['a compatibility ideograph', '陈\uf9dc'],
    ['decomposed accents', 'Jose\u0301'],
  ])('keeps %s', (_what, typed) => expect(checkName(typed)).toEqual({ ok: true, name: typed }));

  test('keeps the joiner that a Sinhala conjunct needs, though no document can show the name', () => {
    expect(cleanName('ශ්\u200dරී')).toBe('ශ්\u200dරී');
  });

  test('cleaning twice changes nothing more', () => {
    const characters = fc.constantFrom(...'王a ب්\u3000\u200b\u200c\u200d\u180e\u202e\ufeff\u0301ᠠ\n'.split(''));
    fc.assert(fc.property(fc.array(characters), (typed) => cleanName(cleanName(typed.join(''))) === cleanName(typed.join(''))));
  });
});

describe('a name is refused politely', () => {
  test.each([
    ['👍王五👍', ['👍']],
    ['❤\ufe0f', ['❤']],
    ['1\ufe0f\u20e3', ['\u20e3']],
    ['李\ue863', ['\ue863']],
    ['王\ud842', ['\ud842']],
    ['♡♥', ['♡', '♥']],
    ['王𠀀五', ['𠀀']],
  ])('%j names the characters', (typed, characters) => {
    expect(checkName(typed)).toEqual({ ok: false, code: 'name_characters', characters });
  });

  test.each(['', ' ', '\u3164', '\u200b', '\u115f\u1160'])('%j is empty, though it may look like something', (typed) => {
    expect(checkName(typed)).toMatchObject({ ok: false, code: 'name_empty' });
  });

  test.each(['某某【中国】公司！', '“爱心”；再见。', '¿José?', '100%', 'A|B', '〇'])('%s is odd and accepted', (typed) => {
    expect(checkName(typed)).toEqual({ ok: true, name: typed });
  });
});

describe('what the public sees', () => {
  test('M16: nothing but 爱心人士 unless a name is to be shown', () => {
    expect(shownName({ kind: 'anonymous', name: '王五', display: 'named' })).toBe('爱心人士');
    expect(shownName({ kind: 'person', name: '', display: 'named' })).toBe('爱心人士');
  });

  test('an organisation is masked only if it asks', () => {
    expect(shownName({ kind: 'organisation', name: '某某集团有限公司', display: 'named' })).toBe('某某集团有限公司');
    expect(shownName({ kind: 'organisation', name: '某某集团有限公司', display: 'masked' })).toBe('某＊＊');
  });

  test.each([
    ['葛\u{e0100}城', '葛\u{e0100}＊＊'],
    ['E\u0301mile', 'E\u0301＊＊'],
    ['𬍛㛃', '𬍛＊＊'],
  ])('%s is masked to a whole first character', (name, shown) => expect(shownName({ kind: 'person', name, display: 'masked' })).toBe(shown));
});

test.each(['•', '・', '･', '．', '‧'])('the dot %s in 买买提 is the middle dot when compared', (dot) => {
  expect(foldName(`买买提${dot}吐尔逊`)).toBe('买买提·吐尔逊');
});

describe('texts that wait for staff', () => {
  test.each([
    ['１３８００１３８０００', 'phone'],
    ['电话：1 3 8、0013，8000', 'phone'],
    ['幺三八零零一三八零零零', 'phone'],
    ['0571-0000000', 'phone'],
    ['44052418800101001x', 'identity_number'],
    ['HTTPS://example', 'link'],
    ['见ｅｘａｍｐｌｅ．ｃｏｍ谢谢', 'link'],
    ['加 微-信', 'listed_word'],
    ['三聚', 'listed_word'],
    ['ＳＰＡＭ', 'listed_word'],
  ])('%s: %s', (text, reason) => expect(heldReason(text, ['加微信', '三聚', 'spam', '★'])).toBe(reason));

  test.each(['武汉加油', '张三、李四、王五等 128 人', 'ABC International Trading Co., Ltd.', '2020年1月25日', '零钱 100.00 元', ''])(
    '%j is public at once',
    (text) => {
      expect(heldReason(text, ['加微信', '★'])).toBeUndefined();
    },
  );
});
