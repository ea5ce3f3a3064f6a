import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPastedLinks } from '../../site/elements/year-links.ts';
import { giftLink } from './donor-answers.ts';
import { axeFindings, startVisits, type Visits } from './visit.ts';

const link = (letter: string) => ({ id: `d_${letter.repeat(26)}`, token: letter.toLowerCase().repeat(43) });
const written = (letter: string) => `https://giving.example.org/thanks.html#${link(letter).id}.${link(letter).token}`;

describe('pasted links', () => {
  test('are read one a line, with blank lines between, each gift once, behind the page’s own', () => {
    const pasted = `${written('B')}\n\n  ${written('C')}\r\n${written('A')}\n#${link('D').id}.${link('D').token}`;
    expect(readPastedLinks(link('A'), pasted)).toEqual({ ok: true, links: ['A', 'B', 'C', 'D'].map(link) });
    expect(readPastedLinks(undefined, '')).toEqual({ ok: true, links: [] });
  });

  test('are told which one is cut', () => {
    expect(readPastedLinks(link('A'), `${written('B')}\n${written('C').slice(0, -30)}`)).toEqual({ ok: false, line: 2 });
    expect(readPastedLinks(link('A'), 'https://giving.example.org/thanks.html')).toEqual({ ok: false, line: 1 });
  });
});

describe('the statement of a year on the thanks page', () => {
  let visits: Visits;
  beforeAll(async () => {
    visits = await startVisits(230);
  });
  afterAll(() => visits?.stop());

  test('is made from the links that are shown, and offered as a file', async () => {
    const { page } = await visits.open(`/thanks.html${giftLink('published')}`);
    const asked: unknown[] = [];
    await page.route('**/api/statements', (route) => {
      asked.push(route.request().postDataJSON());
      return route.fulfill({ status: 200, contentType: 'application/pdf', body: '%PDF-1.7' });
    });
    await page.locator('#year').waitFor();
    await page.click('section[aria-labelledby=year] summary');
    await page.fill('#statement-year', '2026');
    await page.fill('#statement-links', written('B'));
    expect(await axeFindings(page)).toEqual([]);
    await page.click('year-statement button');
    await page.locator('year-statement a[download="statement-2026.pdf"]').waitFor();
    const own = giftLink('published').slice(1).split('.');
    expect(asked).toEqual([{ year: 2026, gifts: [{ id: own[0], token: own[1] }, link('B')] }]);
    await page.context().close();
  });

  test('says which link is wrong, and where there is nothing', async () => {
    const { page } = await visits.open(`/thanks.html${giftLink('published')}`);
    let answer = { status: 401, field: 'gifts.1' };
    await page.route('**/api/statements', (route) =>
      route.fulfill({ status: answer.status, contentType: 'application/problem+json', body: JSON.stringify({ code: 'x', field: answer.field }) }),
    );
    await page.locator('#year').waitFor();
    await page.click('section[aria-labelledby=year] summary');
    await page.click('year-statement button');
    await page.locator('year-statement [role=status]', { hasText: '第 2 个链接不正确' }).waitFor();
    answer = { status: 404, field: 'year' };
    await page.click('year-statement button');
    await page.locator('year-statement [role=status]', { hasText: '没有该年度已公示的捐赠' }).waitFor();
    await page.fill('#statement-links', 'half a link');
    await page.click('year-statement button');
    await page.locator('year-statement [role=status]', { hasText: '第 1 个链接不完整' }).waitFor();
    await page.context().close();
  });
});
