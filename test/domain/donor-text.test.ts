import { expect, test } from 'vitest';
import { checkText } from '../../functions/domain/donor-text.ts';

test.each([
  ['as typed', '愿早日重建家园，加油！', '愿早日重建家园，加油！'],
  ['signs that are no letters', '★ 100 ℃ → ♥', '★ 100 ℃ → ♥'],
  ['line breaks as one blank', 'for the school\r\n\r\nin Songyu', 'for the school in Songyu'],
  ['no controls and no marks of direction', '\u202e谢\u0007谢\ufeff ', '谢谢'],
  ['nothing where nothing was written', ' \n ', ''],
])('a message keeps %s', (_, typed, text) => expect(checkText(typed)).toEqual({ ok: true, text }));

test.each([
  ['加油👍👍', ['👍']],
  ['私用\ue863字', ['\ue863']],
  ['半个\ud842', ['\ud842']],
  ['𠀀和สวัสดี', ['𠀀', 'ส', 'ว', 'ั', 'ด', 'ี']],
])('%j names what no document can show, each once', (typed, characters) =>
  expect(checkText(typed)).toEqual({ ok: false, code: 'text_characters', characters }),
);
