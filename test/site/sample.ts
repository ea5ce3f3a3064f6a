import { readFileSync } from 'node:fs';
import { addTallies, type Definitions, type IssueSummary, type Live, type Tally } from '../../functions/disclosure/live.ts';
import type { GiftRow } from '../../functions/disclosure/row.ts';
import { ANONYMOUS_NAME } from '../../functions/domain/donor-name.ts';
import type { DefineEntry } from '../../functions/domain/entry.ts';
import { money } from '../../functions/domain/money.ts';
import type { Bilingual, Society } from '../../functions/domain/society.ts';
import { checkSociety } from '../../functions/domain/society-rules.ts';
import { type Day, parseDay } from '../../functions/domain/time.ts';

/** Difficult names, one a line, kept as typed. */
export const names: readonly string[] = readFileSync(new URL('../vectors/names.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((name) => name !== '');

/** The demonstration society. */
export function sampleSociety(): Society {
  const check = checkSociety(JSON.parse(readFileSync(new URL('../../site/society/demonstration.json', import.meta.url), 'utf8')));
  if (!check.ok) throw new Error(JSON.stringify(check.errors));
  return check.society;
}

/** A calendar date that exists. */
export function day(text: string): Day {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

/** What the log defines of the demonstration society. */
export function sampleDefinitions(society = sampleSociety()): Definitions {
  const entry = (what: DefineEntry['what'], one: { readonly id: string; readonly name: Bilingual }): [string, DefineEntry] => [
    one.id,
    { v: 1, k: 'define', what, key: one.id, name: one.name, id: '00000000000000000000', on: day('2026-11-23') },
  ];
  const list = (what: DefineEntry['what'], all: readonly { readonly id: string; readonly name: Bilingual }[]) =>
    Object.fromEntries(all.map((one) => entry(what, one)));
  return { branches: list('branch', society.branches), campaigns: list('campaign', society.campaigns), places: list('place', society.places) };
}

/** The gift that stands in row `row` of the sample issue; every eleventh is late, every third anonymous. */
export function sampleRow(row: number, change: Partial<GiftRow> = {}): GiftRow {
  const campaign = ['everyday', 'flood', 'library'][row % 3] ?? 'everyday';
  const name = names[row % names.length] ?? '';
  return {
    kind: 'gift',
    index: row + 20,
    row,
    on: day(row % 11 === 0 ? '2026-11-22' : '2026-11-23'),
    late: row % 11 === 0,
    branch: { everyday: 'province', flood: 'chenguang', library: 'songyu' }[campaign] ?? 'province',
    campaign,
    ...(row % 4 === 0 ? { place: 'cg-square' } : {}),
    restricted: campaign === 'library',
    channel: 'sandbox',
    money: money('CNY', 100 + ((row * 7919) % 250_000)),
    shown: row % 3 === 0 ? { state: 'anonymous' } : { state: 'named', text: name },
    ...(row % 17 === 0 ? { message: '愿大家平安。' } : {}),
    ...change,
  };
}

/** The name that the public reads in a row, as the log commits to it. */
export function shownText(row: GiftRow): string {
  return row.shown.state === 'named' ? row.shown.text : ANONYMOUS_NAME;
}

/** Rows 1 to `count` of the sample issue. */
export function sampleRows(count: number): readonly GiftRow[] {
  return Array.from({ length: count }, (_, at) => sampleRow(at + 1));
}

/** What rows come to. */
export function talliesOf(rows: readonly GiftRow[]): readonly Tally[] {
  const tally = (row: GiftRow): Tally => {
    const { branch, campaign, channel: ch, late } = row;
    const { minor } = row.money;
    return { cur: 'CNY', branch, campaign, ch, count: 1, minor, lateCount: late ? 1 : 0, lateMinor: late ? minor : 0 };
  };
  return rows.reduce<readonly Tally[]>((sum, row) => addTallies(sum, [tally(row)]), []);
}

/** An open issue of these rows. */
export function sampleIssue(rows: readonly GiftRow[]): IssueSummary {
  return { number: 61, first: 21, from: day('2026-11-23'), tallies: talliesOf(rows) };
}

/** The projection of a log whose open issue holds these rows, after seven closed ones or none. */
export function sampleLive(rows: readonly GiftRow[], closed = 7): Live {
  const issues = Array.from({ length: closed }, (_, at): IssueSummary => {
    const from = day(`2026-11-${22 - at}`);
    return {
      number: 60 - at,
      first: 0,
      from,
      through: from,
      closedAt: 20,
      sha256: 'ab'.repeat(32),
      tallies: at === 2 ? [] : talliesOf(sampleRows(10 * (at + 1))),
    };
  });
  const before = issues.reduce<readonly Tally[]>((sum, issue) => addTallies(sum, issue.tallies), []);
  return { v: 1, size: 21 + rows.length, issue: sampleIssue(rows), before, closed: issues, definitions: sampleDefinitions() };
}
