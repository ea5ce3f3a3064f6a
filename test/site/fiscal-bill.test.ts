import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bill, readBillAnswer } from '../../site/elements/bill-answer.ts';
import { giftLink } from './donor-answers.ts';
import { axeFindings, startVisits, type Visits } from './visit.ts';

const bytes = (body: unknown) => new TextEncoder().encode(JSON.stringify(body));

test('only an answer that is understood is one', () => {
  expect(readBillAnswer('unreachable')).toEqual({ outcome: 'unreachable' });
  expect(readBillAnswer({ status: 200, bytes: bytes({ state: 'printed' }) })).toEqual({ outcome: 'unreachable' });
  expect(readBillAnswer({ status: 422, bytes: bytes({ detail: '不符', field: 'taxId' }) })).toEqual({ outcome: 'refused', detail: '不符', field: 'taxId' });
  expect(readBillAnswer({ status: 200, bytes: bytes({ state: 'issued', bill: { code: '1', number: '2', checkCode: '3', day: '4' } }) })).toMatchObject({
    bill: { state: 'issued', numbers: ['1', '2', '3', '4'], hasFile: false },
  });
});

describe('the fiscal bill on the thanks page', () => {
  let visits: Visits;
  beforeAll(async () => {
    visits = await startVisits(230);
  });
  afterAll(() => visits?.stop());

  const BILL = { code: '32050126', number: '0000817610', checkCode: 'bngFFX', day: '2026-11-24' };

  /** The page with a bill as it is answered. */
  async function open(answer: object, lang = ''): Promise<Page> {
    const { page } = await visits.open(`${lang}/about.html`);
    await page.route('**/bill', (route) => route.fulfill({ json: answer }));
    const answered = page.waitForResponse('**/bill');
    await page.goto(`${visits.address}${lang}/thanks.html${giftLink('published')}`);
    await answered;
    return page;
  }
  const said = (page: Page, sentence: string) => page.locator('[data-bill=state]', { hasText: sentence }).waitFor();

  test.each([
    [{ state: 'none', askUntil: '2027-05-23' }, '2027-05-23 之前'],
    [{ state: 'too_late', askUntil: '2027-05-23' }, '已过'],
    [{ state: 'wanted', title: '王㛃' }, '已申请，抬头“王㛃”'],
    [{ state: 'submitted' }, '等待开具'],
    [{ state: 'out_of_stock' }, '票号暂时用完'],
    [{ state: 'rejected', words: '交款人过长' }, '交款人过长'],
    [{ state: 'issued', bill: BILL, file: 'pdf' }, '已开具'],
    [{ state: 'red_submitted', bill: BILL }, '正在冲红'],
    [{ state: 'red_refused', bill: BILL }, '没有同意冲红'],
    [{ state: 'reversed', bill: BILL, file: 'pdf', red: { code: '32050126', number: '0000817612', day: '2026-11-25' } }, '不再有效'],
    [{ state: 'cancelled' }, '不再开具'],
  ] satisfies readonly (readonly [{ readonly state: Bill['state']; readonly [member: string]: unknown }, string])[])(
    '%j is said in plain words',
    async (answer, sentence) => {
      const page = await open(answer);
      await said(page, sentence);
      const numbers = 'bill' in answer;
      expect([await page.locator('fiscal-bill dl').isVisible(), await page.locator('fiscal-bill form').isVisible()]).toEqual([
        numbers,
        answer.state === 'none' || answer.state === 'rejected',
      ]);
      if (numbers) expect(await page.locator('fiscal-bill dl').textContent()).toContain('0000817610');
      expect(await page.locator('[data-bill=open]').isVisible()).toBe(answer.state === 'issued');
      expect(await axeFindings(page)).toEqual([]);
      await page.context().close();
    },
  );

  test('where the society issues none nothing is shown of it', async () => {
    const page = await open({ state: 'not_offered' });
    expect(await page.locator('fiscal-bill').isHidden()).toBe(true);
    await page.context().close();
  });

  test('what is wrong is said at its field and loses nothing, and the bill is asked for with what was typed', async () => {
    const page = await open({ state: 'none', askUntil: '2027-05-23', title: '王㛃' });
    await said(page, '2027-05-23');
    const sent: unknown[] = [];
    await page.route('**/bill', (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      sent.push(route.request().postDataJSON());
      if (sent.length === 1) return route.fulfill({ status: 422, json: { code: 'tax_id_wrong', field: 'taxId', detail: '校验位不符' } });
      return route.fulfill({ json: { state: 'wanted', title: '示例纺织厂' } });
    });
    expect(await page.inputValue('#bill-title')).toBe('王㛃');
    await page.fill('#bill-title', '示例纺织厂');
    await page.fill('#bill-tax', '123');
    await page.click('[data-bill=ask]');
    await page.locator('#bill-tax-fault', { hasText: '校验位不符' }).waitFor();
    expect(await page.inputValue('#bill-title')).toBe('示例纺织厂');
    expect(await page.getAttribute('#bill-tax', 'aria-invalid')).toBe('true');
    expect(await axeFindings(page)).toEqual([]);
    await page.fill('#bill-tax', '13990000DAYL1GHT79');
    await page.click('[data-bill=ask]');
    await said(page, '已申请');
    expect(sent.at(-1)).toEqual({ title: '示例纺织厂', taxId: '13990000DAYL1GHT79' });
    await page.context().close();
  });

  test('another link in the address is another gift, of whose bill alone something is shown', async () => {
    const page = await open({ state: 'issued', bill: BILL, file: 'pdf' });
    await said(page, '已开具');
    await page.unroute('**/bill');
    await page.route('**/bill', (route) => route.fulfill({ json: { state: 'not_offered' } }));
    const answered = page.waitForResponse('**/bill');
    await page.goto(`${visits.address}/thanks.html${giftLink('paid')}`);
    await answered;
    await page.locator('fiscal-bill').waitFor({ state: 'hidden' });
    await page.context().close();
  });

  test('the English page says it in English', async () => {
    const page = await open({ state: 'issued', bill: { ...BILL, code: '99050126' }, file: 'svg' }, '/en');
    await said(page, 'Issued.');
    expect(await page.locator('[data-bill=check]').textContent()).toContain('no force');
    await page.context().close();
  });
});
