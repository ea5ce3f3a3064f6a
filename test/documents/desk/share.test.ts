import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../functions/actions/create-log.ts';
import { issueDocument } from '../../../functions/actions/issue-document.ts';
import { parseDocumentFileKey, readDocumentFile } from '../../../functions/actions/issue-document-file.ts';
import { drawShare } from '../../../functions/actions/issue-share.ts';
import { publishSettled } from '../../../functions/actions/publish-settled.ts';
import { readDonation } from '../../../functions/actions/read-donation.ts';
import { settlePayment } from '../../../functions/actions/settle-payment.ts';
import { type DonationWish, startDonation } from '../../../functions/actions/start-donation.ts';
import { withdrawName } from '../../../functions/actions/withdraw-name.ts';
import { drawSharePage, drawSharePicture, type ShareFacts } from '../../../functions/documents/desk/share-picture.ts';
import type { Dedication } from '../../../functions/domain/dedication.ts';
import { money } from '../../../functions/domain/money.ts';
import { orderNumber } from '../../../functions/domain/number.ts';
import { portalApp } from '../../../functions/http/app.ts';
import { filesWith } from '../../support/everything.ts';
import { createWorld, payment, type World } from '../../support/world.ts';
import { compareInk, drawOutlines } from '../outlines.ts';
import { pixelsOf, pixelsOfPng, qrOf, textOf } from '../pdf-reading.ts';

const FACTS: ShareFacts = {
  society: { name: { zh: '示范省示例公益会', en: 'Model Charity Society' }, demonstration: true },
  shown: '欧阳＊＊',
  money: money('CNY', 168_216),
  campaign: { zh: '洪灾紧急救助', en: 'Emergency flood relief' },
  paidAtMs: Date.parse('2026-11-23T09:15:02+08:00'),
  issue: 61,
  recordNumber: '1-12345-K',
  verifyUrl: 'https://giving.example.org/verify.html#1-12345-K',
};

describe('the picture that a donor shares', () => {
  test('is upright, 1080 by 1920, and its code opens the number and no name', async () => {
    const picture = pixelsOfPng(await drawSharePicture(FACTS));
    expect([picture.width, picture.height]).toEqual([1080, 1920]);
    expect(qrOf(picture)).toBe(FACTS.verifyUrl);
  });

  test('says what the certificate says, with the day and without the minute', async () => {
    const text = (await textOf(await drawSharePage(FACTS))).replace(/\s+/g, ' ');
    for (const part of [
      '捐赠证书',
      '欧阳＊＊',
      '2026 年 11 月 23 日',
      '洪灾紧急救助',
      '¥1,682.16',
      '人民币壹仟陆佰捌拾贰元壹角陆分',
      '第 61 期',
      '1-12345-K',
      '演示文件',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('09:15');
  });

  test('the name stands there as its outlines draw it', async () => {
    const page = await pixelsOf(await drawSharePage(FACTS), 2);
    const spot = { width: 405, height: 720, x: 0, y: 226, size: 30 };
    const { width } = await drawOutlines('欧阳＊＊', spot, 1);
    const { pixels } = await drawOutlines('欧阳＊＊', { ...spot, x: (405 - width) / 2 }, 2);
    const ink = compareInk(page, pixels, { left: 405 - width - 4, right: 405 + width + 4, top: 2 * 198, bottom: 2 * 236 });
    expect(ink.ink).toBeGreaterThan(200);
    expect(ink.astray).toBeLessThan(0.005);
  });

  test.each(['晨光市星野县麦浪镇农业生产资料供销合作社联合社有限责任公司工会委员会及全体职工', '阿卜杜勒·热合曼·买买提', 'བཀྲ་ཤིས་དོན་གྲུབ།', '王㛃'])(
    'keeps the whole of %s',
    async (shown) => {
      const text = (await textOf(await drawSharePage({ ...FACTS, shown }))).replace(/\s+/g, '');
      expect(text).toContain(shown.replace(/\s+/g, ''));
    },
  );
});

const DEDICATIONS: readonly (readonly [Dedication, readonly string[]])[] = [
  [{ kind: 'family', text: '王建国一家' }, ['王建国一家', '特发此证']],
  [{ kind: 'group', text: '三年级二班', members: 45 }, ['三年级二班', '全体 45 人', '欧阳＊＊ 经办']],
  [{ kind: 'memorial', text: '上官霁云' }, ['欧阳＊＊', '谨以此捐赠缅怀', 'In memory of', '上官霁云', '以此证存念']],
  [{ kind: 'honour', text: '消防救援人员' }, ['欧阳＊＊', '谨以此捐赠致敬', '消防救援人员']],
];

describe('with a dedication it', () => {
  test.each(DEDICATIONS)('says %j as the certificate does, and its code is read', async (dedication, parts) => {
    const text = (await textOf(await drawSharePage({ ...FACTS, dedication }))).replace(/\s+/g, ' ');
    for (const part of parts) expect(text).toContain(part);
    expect(qrOf(pixelsOfPng(await drawSharePicture({ ...FACTS, dedication })))).toBe(FACTS.verifyUrl);
  });

  test('keeps the longest on the page', async () => {
    const text = (await textOf(await drawSharePage({ ...FACTS, dedication: { kind: 'memorial', text: '念'.repeat(200) } }))).replace(/\s+/g, '');
    expect(text).toContain('念'.repeat(200));
  });
});

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
let world: World;

beforeEach(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
});
afterEach(() => world.stop());

async function give(donor: DonationWish['donor'], dedication?: Dedication): Promise<{ readonly id: string; readonly token: string }> {
  const wish = { key: 'share'.padEnd(22, 'k'), campaign: 'everyday', amount: money('CNY', 10_000), method: 'sandbox', adult: true } as const;
  const started = await startDonation(world, {
    ...wish,
    donor,
    ...(dedication === undefined ? {} : { dedication }),
    ...(donor.display === 'anonymous' ? {} : { consent: { version: world.society.consentVersion } }),
  });
  if (!started.ok) expect.unreachable(started.code);
  await settlePayment(world, payment(orderNumber(started.id, 1), { paidAtMs: NOON }));
  return started;
}

describe('M16: the share picture of a gift', () => {
  test('is for the holder of the token, once the gift is public, and lies in no store', async () => {
    const gift = await give({ kind: 'person', name: '欧阳霁寒', display: 'masked' });
    const wish = { kind: 'share', format: 'share.png' } as const;
    expect(await issueDocument(world, gift, wish)).toEqual({ ok: false, code: 'not_published_yet' });
    await publishSettled(world);
    expect(await issueDocument(world, { ...gift, token: 'x' }, wish)).toEqual({ ok: false, code: 'token_invalid' });
    const before = filesWith(world, '');
    const issued = await issueDocument(world, gift, wish);
    const file = issued.ok ? parseDocumentFileKey(issued.key) : undefined;
    const bytes = file === undefined ? undefined : await readDocumentFile(world, file);
    expect(
      Buffer.from(bytes ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect(filesWith(world, '')).toEqual(before);
  });

  test('shows the masked name and never the full one, and none after it was taken back', async () => {
    const gift = await give({ kind: 'person', name: '欧阳霁寒', display: 'masked' });
    await publishSettled(world);
    const masked = await drawShare(world, gift.id);
    const { recordNumber, shown } = await publicOf(gift);
    await withdrawName(world, gift);
    await publishSettled(world);
    const without = await drawShare(world, gift.id);
    const { shown: _, ...rest } = FACTS;
    const facts = {
      ...rest,
      society: { name: world.society.name, demonstration: true },
      money: money('CNY', 10_000),
      campaign: nameOf('everyday'),
      paidAtMs: NOON,
      issue: 1,
    };
    expect(shown).not.toContain('霁寒');
    const made = { ...facts, recordNumber, verifyUrl: `${world.publicUrl}/verify.html#${recordNumber}` };
    expect(Buffer.compare(masked ?? Buffer.of(), await drawSharePicture({ ...made, shown }))).toBe(0);
    expect(Buffer.compare(without ?? Buffer.of(), await drawSharePicture(made))).toBe(0);
  });
});

test('M16: a dedication stands on it only where the holder asks for that, and not after the name was taken back', async () => {
  const gift = await give({ kind: 'person', name: '欧阳霁寒', display: 'masked' }, { kind: 'memorial', text: '上官霁云' });
  await publishSettled(world);
  const app = portalApp(async () => ({ ...world, receipts: world.signer }));
  const fetch = async (body: object): Promise<Buffer> => {
    const headers = { authorization: `Bearer ${gift.token}`, 'content-type': 'application/json' };
    const asked = await app.request(`/api/donations/${gift.id}/documents/share`, { method: 'POST', headers, body: JSON.stringify(body) });
    const { address } = await asked.json();
    return Buffer.from(await (await app.request(address)).arrayBuffer());
  };
  const [plain, dedicated] = [await fetch({}), await fetch({ dedication: true })];
  expect(plain.equals((await drawShare(world, gift.id)) ?? Buffer.of())).toBe(true);
  expect(dedicated.equals((await drawShare(world, gift.id, { dedicated: true })) ?? Buffer.of())).toBe(true);
  expect(dedicated.equals(plain)).toBe(false);
  await withdrawName(world, gift);
  await publishSettled(world);
  expect((await fetch({ dedication: true })).equals(await fetch({}))).toBe(true);
});

const nameOf = (id: string) => world.society.campaigns.find((one) => one.id === id)?.name ?? expect.unreachable(id);

async function publicOf(gift: { readonly id: string; readonly token: string }): Promise<{ readonly recordNumber: string; readonly shown: string }> {
  const read = await readDonation(world, gift);
  if (!read.ok || read.view.entry === null) expect.unreachable('not published');
  return { recordNumber: read.view.entry.number, shown: read.view.preview.shown };
}
