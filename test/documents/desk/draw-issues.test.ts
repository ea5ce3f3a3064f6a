import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeDue } from '../../../functions/actions/close-day.ts';
import { createLog } from '../../../functions/actions/create-log.ts';
import { drawIssues, paperKey } from '../../../functions/actions/draw-issues.ts';
import { publishSettled } from '../../../functions/actions/publish-settled.ts';
import { readHead } from '../../../functions/actions/read-head.ts';
import { settlePayment } from '../../../functions/actions/settle-payment.ts';
import { startDonation } from '../../../functions/actions/start-donation.ts';
import { readOwnMarks } from '../../../functions/documents/desk/xmp.ts';
import { money } from '../../../functions/domain/money.ts';
import { orderNumber } from '../../../functions/domain/number.ts';
import type { Files } from '../../../functions/store/files.ts';
import { createWorld, payment, type World } from '../../support/world.ts';
import { pagesOf } from './pages.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const DAY_MS = 86_400_000;
let world: World;
let key: (number: number) => string;

beforeEach(async () => {
  world = await createWorld(NOON);
  key = (number) => paperKey(world.society.id, number);
  await createLog(world, { simulated: true });
});
afterEach(() => world.stop());

/** One named gift, and the close of its day; the issue is public and not drawn. */
async function closeWithGift(day: number): Promise<void> {
  world.clockMs = NOON + day * DAY_MS;
  const donor = { kind: 'person', name: '欧阳霁寒', display: 'named' } as const;
  const wish = { key: `gift${day}`.padEnd(22, 'k'), campaign: 'everyday', amount: money('CNY', 12_345 + day), method: 'sandbox', adult: true } as const;
  const started = await startDonation(world, { ...wish, donor, consent: { version: world.society.consentVersion } });
  if (!started.ok) expect.unreachable(started.code);
  await settlePayment(world, payment(orderNumber(started.id, 1), { paidAtMs: world.clockMs, amount: money('CNY', 12_345 + day) }));
  world.clockMs += DAY_MS / 2 + 600_000;
  expect(await closeDue(world)).toMatchObject({ outcome: 'closed', number: day + 1 });
  await publishSettled(world);
}

const stored = async (number: number) => (await world.publicFiles.get(key(number)))?.bytes;

test('a closed issue is drawn once, from what was published, without its names', async () => {
  await closeWithGift(0);
  expect(await drawIssues(world)).toBe(1);
  const pdf = (await stored(1)) ?? expect.unreachable();
  const text = (await pagesOf(pdf)).join(' ');
  expect(text).toContain('¥123.45');
  expect(text).not.toContain('欧阳霁寒');
  const head = await readHead(world);
  expect(readOwnMarks(pdf)).toEqual({ address: `https://daylight.example.org/disclosures/${world.society.id}/1.html`, logSize: head?.checkpoint.size });
  expect(text).toContain(Buffer.from(head?.checkpoint.root ?? []).toString('base64'));
  expect(await drawIssues(world)).toBe(0);
});

test('M3: what was drawn stays, however the log goes on', async () => {
  await closeWithGift(0);
  await drawIssues(world);
  const first = await stored(1);
  await closeWithGift(1);
  expect(await drawIssues(world)).toBe(1);
  expect(await stored(1)).toEqual(first);
});

test('issues left undrawn are caught up with, oldest first, and the balance is that of each day', async () => {
  for (const day of [0, 1, 2]) await closeWithGift(day);
  const order: string[] = [];
  expect(await drawIssues({ ...world, publicFiles: watched((put) => order.push(put)) })).toBe(3);
  expect(order).toEqual([1, 2, 3].map(key));
  const [front = ''] = await pagesOf((await stored(2)) ?? expect.unreachable());
  expect(front).toMatch(/¥123\.46.*¥246\.91/);
});

test('a drawing that cannot be stored raises an alarm, holds up nothing, and comes with the next round', async () => {
  await closeWithGift(0);
  await closeWithGift(1);
  const failing = watched((put) => {
    if (put === key(2)) throw new Error('the store is full');
  });
  expect(await drawIssues({ ...world, publicFiles: failing })).toBe(1);
  expect(world.alarms).toEqual(['issue_not_drawn']);
  expect(await stored(2)).toBeUndefined();
  expect(await drawIssues(world)).toBe(1);
});

/** The public bucket, with every put told beforehand. */
function watched(told: (key: string) => void): Files {
  return {
    ...world.publicFiles,
    put: async (path, bytes, how) => {
      told(path);
      return world.publicFiles.put(path, bytes, how);
    },
  };
}
