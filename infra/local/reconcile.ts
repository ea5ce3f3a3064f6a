// `npm run reconcile -- [DAY…]`: compares the gateways' bills with the record: the days named, or all that were not
// compared yet. What was never told is settled, the result is entered as a public statement; the rows that differ are
// named here and nowhere else. Ends with 1 where something explains itself by nothing.
import { parseArgs } from 'node:util';
import { formatMoney } from '../../functions/domain/money.ts';
import { askDesk } from './ask-desk.ts';
import type { DayAnswer, OddRow, ReconcileAnswer } from './reconcile-routes.ts';
import { readSettings } from './settings.ts';

const USAGE = `npm run reconcile -- [DAY…]
  DAY is a past day such as 2026-11-23; without one every day is compared that was not yet.`;

const STATES: { readonly [state in DayAnswer['is']]: string } = {
  compared: '已对账并公示 compared and stated',
  known: '先前已对账 compared before',
  settled: '已补记，公示后再对账 entered what was missing; compared once it is public',
  waits: '尚不能对账 cannot be compared yet',
};

const days = readDays();
if (days === undefined) fail(USAGE);
else {
  const answer = await askDesk(readSettings(process.env).dataDir, { path: '/local/reconcile', body: { days } });
  if (answer.ok)
    say(answer.body as ReconcileAnswer); // of the portal whose key we hold
  else fail(answer.sentence);
}

function readDays(): readonly string[] | undefined {
  try {
    return parseArgs({ allowPositionals: true, options: {} }).positionals;
  } catch {
    return undefined; // an option that there is not
  }
}

function say(answer: ReconcileAnswer): void {
  if (!answer.ok) {
    fail(USAGE);
    return;
  }
  if (answer.days.length === 0) console.log('没有待对账的日子 No day waits to be compared.');
  for (const one of answer.days) sayDay(one);
  if (answer.days.some(({ unexplained }) => unexplained === true)) fail('有差额需要核查 Something is to be looked into: the rows above say what.');
  if (answer.days.some(({ why }) => why === 'damaged' || why === 'unavailable')) fail('有账单没有取到 A bill could not be had; it is asked for again.');
  if (!answer.published) fail('公示停止，结果尚未公示 Publication stands still: what was entered is not public yet.');
}

function sayDay({ gateway, day, is, why, bill, ours, differences, rows }: DayAnswer): void {
  console.log(`${day} ${gateway}: ${STATES[is]}${why === undefined ? '' : ` (${why})`}`);
  if (bill !== undefined && ours !== undefined)
    console.log(
      `  账单 bill ${bill.count}, ${yuan(bill.amt)}; 账本 record ${ours.count}, ${yuan(ours.amt)}${differences?.length === 0 ? '; 相符 they agree' : ''}`,
    );
  for (const { why: kind, count, amt, note } of differences ?? [])
    console.log(`  ${kind} ${count}, ${yuan(amt)}${note === undefined ? '' : ` ${note.zh} ${note.en ?? ''}`}`);
  for (const row of rows) console.log(`    ${rowText(row)}`);
}

function rowText({ is, serial, orderNo, billFen, oursFen, at }: OddRow): string {
  const sums = [...(billFen === undefined ? [] : [`bill ${yuan(billFen)}`]), ...(oursFen === undefined ? [] : [`record ${yuan(oursFen)}`])];
  return [is, serial, ...(orderNo === undefined ? [] : [orderNo]), ...sums, at].join('  ');
}

function yuan(minor: number): string {
  return formatMoney({ currency: 'CNY', minor });
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
