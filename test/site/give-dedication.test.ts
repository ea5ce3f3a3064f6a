import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, startVisits, type Visits } from './visit.ts';

let visits: Visits;
beforeAll(async () => {
  visits = await startVisits(1);
});
afterAll(() => visits?.stop());

const PHONE = { viewport: { width: 375, height: 740 }, userAgent: 'Mozilla/5.0 (Linux; Android 14) Mobile' };

async function openForm(path = '/give/everyday.html') {
  const visit = await visits.open(path, PHONE);
  await visit.page.fill('[name=amount]', '66.66');
  await visit.page.check('[value=adult]');
  return visit;
}

const linesOn = (page: Awaited<ReturnType<typeof openForm>>['page']) => page.locator('[data-part=certificate-lines] p').allTextContents();

describe('a dedication', () => {
  test('is asked for in one closed part of the form, whose code comes only when it is opened', async () => {
    const { page, asked } = await openForm();
    expect(await page.locator('details.dedicate').getAttribute('open')).toBeNull();
    expect(await page.locator('[value=memorial]').isVisible()).toBe(false);
    const before = asked.length;
    await page.click('details.dedicate summary');
    await page.check('[value=memorial]');
    await page.locator('[name=dedicated]').waitFor();
    expect(asked.slice(before).filter((address) => address.includes('/_astro/')).length).toBeGreaterThan(0);
    await page.context().close();
  });

  test.each([
    ['/give/everyday.html', 'family', '王小满一家', ['王小满一家：']],
    ['/give/everyday.html', 'memorial', '欧阳㛃', ['王小满：', '谨以此捐赠缅怀', 'In memory of', '欧阳㛃']],
    ['/en/give/everyday.html', 'honour', '消防救援人员', ['王小满：', '谨以此捐赠致敬', 'In honour of', '消防救援人员']],
  ])('on %s, %s: shows before paying how the certificate writes it, and sends it as typed', async (path, kind, text, lines) => {
    const { page, errors } = await openForm(path);
    await page.fill('[name=name]', '王小满');
    await page.click('details.dedicate summary');
    await page.check(`[value=${kind}]`);
    await page.fill('[name=dedicated]', ` ${text}\u200b`);
    expect(await linesOn(page)).toEqual(lines);
    expect(await page.locator('[data-part=preview]').textContent()).not.toContain(text);
    expect([await axeFindings(page), errors]).toEqual([[], []]);
    await page.click('button[type=submit]');
    await page.waitForURL('**/thanks.html#*');
    expect(visits.wishes.at(-1)).toMatchObject({ dedication: { kind, text } });
    await page.context().close();
  });

  test('of a group takes a number of people, and says at the field what is not one', async () => {
    const { page } = await openForm();
    await page.click('details.dedicate summary');
    await page.check('[value=group]');
    await page.fill('[name=dedicated]', '三年级二班');
    await page.fill('[name=members]', '1');
    await page.click('button[type=submit]');
    await page.locator('#members-fault', { hasText: '2 至 99,999' }).waitFor();
    await page.fill('[name=members]', '45');
    expect(await linesOn(page)).toEqual(['三年级二班：', '全体 45 人', '45 people']);
    await page.click('button[type=submit]');
    await page.waitForURL('**/thanks.html#*');
    expect(visits.wishes.at(-1)).toMatchObject({ dedication: { kind: 'group', text: '三年级二班', members: 45 } });
    await page.context().close();
  });

  test('with a character that no certificate shows, or with nothing in it, is told before anything is sent', async () => {
    const { page } = await openForm();
    const sent = visits.wishes.length;
    await page.click('details.dedicate summary');
    await page.check('[value=memorial]');
    await page.fill('[name=dedicated]', '王🙂');
    await page.click('button[type=submit]');
    await page.locator('#dedicated-fault', { hasText: '🙂' }).waitFor();
    await page.fill('[name=dedicated]', ' ');
    await page.click('button[type=submit]');
    await page.locator('#dedicated-fault', { hasText: '请填写' }).waitFor();
    expect(visits.wishes.length).toBe(sent);
    await page.check('input[name=dedication][value=""]');
    await page.click('button[type=submit]');
    await page.waitForURL('**/thanks.html#*');
    expect(visits.wishes.at(-1)).not.toHaveProperty('dedication');
    await page.context().close();
  });
});
