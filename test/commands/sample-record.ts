import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { closeDue } from '../../functions/actions/close-day.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { publishClosed } from '../../functions/actions/publish-closed.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { type DonationWish, startDonation } from '../../functions/actions/start-donation.ts';
import { withdrawName } from '../../functions/actions/withdraw-name.ts';
import { SHELLS, type Shells } from '../../functions/disclosure/live-pages.ts';
import { LANGS, type Lang } from '../../functions/disclosure/text.ts';
import { money } from '../../functions/domain/money.ts';
import { orderNumber } from '../../functions/domain/number.ts';
import { createWorld, payment, type World } from '../support/world.ts';

/** The first noon of the sample. */
export const NOON = Date.parse('2026-11-24T12:00:00+08:00');

const DAY_MS = 86_400_000;

/** An instant on the third day, when the issue is open and the two before it are closed. */
export const THIRD_NOON = NOON + 2 * DAY_MS;

/** A record as the real actions make it: two closed issues and an open one, names shown, masked, held and taken back, unclaimed and late gifts, more than one full tile and page. */
export async function makeRecord(how: { readonly simulated: boolean } = { simulated: false }): Promise<World> {
  const world = Object.assign(await createWorld(NOON), { readShells: async () => SITE });
  writeShells(world);
  await createLog(world, how);
  await publishSettled(world);
  const named = [
    await give(world, { donor: { kind: 'person', name: '王㛃', display: 'named' }, message: '武汉加油' }),
    await give(world, { donor: { kind: 'person', name: '欧阳霁寒', display: 'masked' }, place: world.society.places[0]?.id ?? '' }),
    await give(world, { donor: { kind: 'organisation', name: 'Smith & Sons <Ltd>', display: 'named' }, restricted: '给河西小学' }),
    await give(world, { donor: { kind: 'person', name: '张三加微信', display: 'named' } }),
    await give(world, { donor: { kind: 'anonymous', display: 'anonymous' } }),
  ];
  await publishSettled(world);
  for (let at = 0; at < 240; at += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, more) => payStray(world, at + more)));
    if (at === 100) await publishSettled(world);
  }
  await publishSettled(world);
  const [withdrawn] = named;
  if (withdrawn !== undefined) await withdrawName(world, withdrawn);
  await publishSettled(world);
  await closeAt(world, '2026-11-25T00:05:00+08:00');
  await payStray(world, 1000, Date.parse('2026-11-24T23:59:58+08:00')); // told after its day was closed
  await give(world, { donor: { kind: 'person', name: '李四', display: 'named' } });
  await publishSettled(world);
  await closeAt(world, '2026-11-26T00:05:00+08:00');
  world.clockMs = THIRD_NOON;
  await giveMore(world, 3);
  return world;
}

/** Gives more on the open day, and publishes it; gives what the last donor holds. */
export async function giveMore(world: World, count: number): Promise<Holder> {
  let holder: Holder = { id: '', token: '' };
  for (let at = 0; at < count; at++) holder = await give(world, { donor: { kind: 'person', name: '赵六', display: 'named' } });
  await publishSettled(world);
  return holder;
}

/** Takes a name back, closes the open issue and gives more: everything that may happen while somebody reads. */
export async function moveOn(world: World, holder: Holder): Promise<void> {
  await withdrawName(world, holder);
  await publishSettled(world);
  await closeAt(world, '2026-11-27T00:05:00+08:00');
  await giveMore(world, 2);
}

/** What a donor holds. */
export type Holder = { readonly id: string; readonly token: string };

async function closeAt(world: World, instant: string): Promise<void> {
  world.clockMs = Date.parse(instant);
  const closed = await closeDue(world);
  if (closed.outcome !== 'closed') throw new Error(`not closed: ${JSON.stringify(closed)}`);
  await publishClosed(world);
}

let keys = 0;

/** Starts a gift and pays it; gives what its donor holds. */
async function give(world: World, change: Pick<DonationWish, 'donor'> & Partial<DonationWish>): Promise<Holder> {
  keys += 1;
  const started = await startDonation(world, {
    key: `sample${keys}`.padEnd(22, 'k'),
    campaign: world.society.campaigns[keys % 2]?.id ?? '',
    amount: money('CNY', 10_000 + keys),
    method: 'sandbox',
    consent: { version: world.society.consentVersion },
    adult: true,
    ...change,
  });
  if (!started.ok) throw new Error(started.code);
  world.clockMs += 1;
  await settlePayment(world, payment(orderNumber(started.id, 1), { paidAtMs: world.clockMs, amount: money('CNY', 10_000 + keys) }));
  return started;
}

/** A payment that no order awaits. */
async function payStray(world: World, at: number, paidAtMs = world.clockMs): Promise<void> {
  await settlePayment(world, payment(`NOBODY${at}`, { paidAtMs, serial: `stray${at}`, amount: money('CNY', 100 + at) }));
}

/** A site's template as the real one is made: each page leads to the fronts, and to itself in the other language. */
const shell = (lang: Lang): string =>
  `<html lang="${lang}"><title>{{fill:title}}</title><meta name="log-size" content="{{fill:size}}"><link rel="alternate" href="/en{{fill:path}}"><nav>${['/index.html', '/today.html', '/disclosures/index.html', '{{fill:path}}'].map((path) => `<a href="${path}">`).join('')}</nav><main><!--fill:main--></main></html>`;
const BOTH = { zh: shell('zh'), en: shell('en') };
const SITE: Shells = { home: BOTH, today: BOTH, campaign: BOTH, disclosures: BOTH, issue: BOTH, page: BOTH };

function writeShells(world: World): void {
  for (const name of SHELLS) {
    for (const lang of LANGS) {
      const file = join(world.folder, 'public/shells', lang === 'zh' ? '' : lang, `${name}.html`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, SITE[name][lang]);
    }
  }
}
