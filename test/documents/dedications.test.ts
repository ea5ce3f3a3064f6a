import { describe, expect, test } from 'vitest';
import type { Dedication } from '../../functions/domain/dedication.ts';
import { readPdf } from '../../site/elements/pdf-file.ts';
import { drawUnsigned, factsOf } from './facts.ts';
import { compareInk, drawOutlines } from './outlines.ts';
import { pixelsOf, qrOf, textOf } from './pdf-reading.ts';

const WIDTH = 841.89;
const draw = (dedication: Dedication, name = '王小满') =>
  drawUnsigned(factsOf('certificate', { dedication, donor: { kind: name === '' ? 'anonymous' : 'person', name } }));
const read = async (pdf: Uint8Array) => (await textOf(pdf)).replace(/\s+/g, ' ');

describe('a certificate', () => {
  test('for a family addresses it by the name that it gave itself', async () => {
    const text = await read(await draw({ kind: 'family', text: '王建国、李芳一家' }));
    expect(text).toContain('王建国、李芳一家：');
    expect(text).toContain('您和家人于');
    expect(text).not.toContain('王小满');
  });

  test('for a group says how many they are and who handed the gift in, and neither where it was not said', async () => {
    const class32: Dedication = { kind: 'group', text: '晨光小学三年级二班', members: 1_045 };
    const text = await read(await draw(class32));
    for (const part of ['晨光小学三年级二班：', '诸位于', '全体 1,045 人', '王小满 经办', '1,045 people, handed in by 王小满']) expect(text).toContain(part);
    expect(await read(await draw(class32, ''))).not.toMatch(/经办|handed in/);
    expect(await read(await draw({ kind: 'group', text: '晨光小学三年级二班' }, ''))).not.toMatch(/全体|people,/);
  });

  test('in memory of somebody says so quietly: the giver is addressed, and the words of thanks do not celebrate', async () => {
    const text = await read(await draw({ kind: 'memorial', text: '欧阳㛃' }));
    for (const part of ['王小满：', '谨以此捐赠缅怀', 'In memory of', '欧阳㛃', '谨致谢意，以此证存念。', 'With our thanks.']) expect(text).toContain(part);
    expect(text).not.toMatch(/特发此证|sincere|致敬/);
    expect(await read(await draw({ kind: 'memorial', text: '欧阳㛃' }, ''))).toContain('爱心人士：');
  });

  test('in honour of somebody names whom', async () => {
    const text = await read(await draw({ kind: 'honour', text: '消防救援人员' }));
    for (const part of ['谨以此捐赠致敬', 'In honour of', '消防救援人员', '特发此证']) expect(text).toContain(part);
  });

  test('draws the name that is remembered as its outlines are, in the middle of the page', async () => {
    const page = await pixelsOf(await draw({ kind: 'memorial', text: '欧阳㛃' }), 2);
    const spot = { width: WIDTH, height: 595.28, x: 0, y: 300, size: 21 };
    const { width } = await drawOutlines('欧阳㛃', spot, 1);
    const [left, right] = [WIDTH / 2 - width / 2, WIDTH / 2 + width / 2].map((x) => x * 2);
    const ink = (from: number, to: number) => compareInk(page, page, { left: from, right: to, top: 2 * 322, bottom: 2 * 352 }).ink;
    const inside = ink(Math.floor(left ?? 0), Math.ceil(right ?? 0));
    expect(inside).toBeGreaterThan(100);
    expect(ink(Math.floor((left ?? 0) - 200), Math.ceil((right ?? 0) + 200))).toBe(inside);
  });

  test.each([
    ['of Arabic letters', 'ئابدۇراخمان ئىمىن'],
    ['of Tibetan', 'ཚེ་རིང་སྒྲོལ་མ།'],
    ['beyond the BMP', '𬭎𬴊'],
    ['of Latin letters', 'Zoë O’Connor'],
    ['of 200 characters', '念'.repeat(200)],
  ])('keeps the whole of a name %s, and its code is read', async (_, text) => {
    for (const kind of ['family', 'group', 'memorial', 'honour'] as const) {
      const pdf = await draw({ kind, text, members: 99_999 });
      const said = (await textOf(pdf)).replace(/\s+/g, '');
      // Words that run to the left come out in the order of the page.
      for (const part of /\p{Script=Arabic}/u.test(text) ? text.replace(/\s+/g, '') : [text.replace(/\s+/g, '')]) expect(said).toContain(part);
      expect(qrOf(await pixelsOf(pdf, 2))).toBe(factsOf('certificate').verifyUrl);
    }
  });

  test('says the same in the XML inside; without a dedication not a word of it', async () => {
    const xml = (pdf: Uint8Array) => new TextDecoder().decode(readPdf(pdf)?.attached.get('donation.xml'));
    expect(xml(await draw({ kind: 'group', text: 'A&B 班', members: 45 }))).toContain('<dedication kind="group" members="45">A&amp;B 班</dedication>');
    const plain = await drawUnsigned(factsOf('certificate'));
    expect(xml(plain)).not.toContain('dedication');
    expect(await textOf(plain)).not.toMatch(/缅怀|致敬|全体|memory|honour/);
  });

  test('costs a certificate without a dedication nothing: its words come along only where they stand', async () => {
    const sizes = await Promise.all([drawUnsigned(factsOf('certificate')), draw({ kind: 'memorial', text: '王小满' })]);
    expect((sizes[1]?.length ?? 0) - (sizes[0]?.length ?? 0)).toBeGreaterThan(1_000);
    expect((sizes[1]?.length ?? 0) - (sizes[0]?.length ?? 0)).toBeLessThan(4_000);
  });
});
