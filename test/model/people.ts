import { admitEntries } from '../../functions/actions/admit-entries.ts';
import { closeDue } from '../../functions/actions/close-day.ts';
import { forgetGifts, isForgotten } from '../../functions/actions/forget-gifts.ts';
import { readHalts } from '../../functions/actions/halts.ts';
import { publishLog } from '../../functions/actions/publish-log.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { publishedPlace } from '../../functions/actions/read-donation.ts';
import { recoverLog } from '../../functions/actions/recover-log.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { withdrawName } from '../../functions/actions/withdraw-name.ts';
import type { Payment } from '../../functions/gateways/gateway.ts';
import { donationKey } from '../../functions/store/tables.ts';
import type { Worker } from './engine.ts';
import type { Setting } from './setting.ts';
import type { Stage, Worldly } from './stage.ts';
import { DONORS, entryOf, paymentOf } from './world.ts';

/** What was promised to somebody: ids of entries whose payment was acknowledged, and gifts whose name was said to be taken back. */
export type Promised = { readonly settled: Set<string>; readonly takenBack: Set<string> };

/** Who does what in a run. */
export type People = {
  readonly payments: readonly Payment[];
  /** Ids of the entries that the payments become. */
  readonly ids: readonly string[];
  readonly workers: readonly Worker[];
  readonly promised: Promised;
  readonly settle: (deps: Worldly, payment: Payment) => Promise<void>;
  readonly publish: (deps: Worldly) => Promise<unknown>;
  readonly takeBack: (deps: Worldly, donor: number) => Promise<void>;
  readonly recover: (deps: Worldly) => Promise<void>;
  readonly look: (deps: Worldly) => Promise<void>;
  readonly worker: (name: string, lives: number, body: (deps: Worldly) => Promise<unknown>) => Worker;
  readonly seen: { recovered: number };
};

/** The workers of a run; `pick` says how late each one comes. */
export function createPeople(stage: Stage, setting: Setting, pick: (below: number) => number): People {
  const unclaimed = Array.from({ length: setting.payments }, (_, at) => paymentOf(at));
  const payments = [...unclaimed, ...(setting.named ? DONORS.slice(1).map(({ payment }) => payment) : [])];
  const ids = payments.map(entryOf);
  const promised: Promised = { settled: new Set(), takenBack: new Set() };
  const seen = { recovered: 0 };

  const settle = async (deps: Worldly, payment: Payment) => void promised.settled.add((await settlePayment(deps, payment)).entryId);
  const publish = async (deps: Worldly) => {
    const published = setting.pages ? await publishSettled(deps) : await admitEntries(deps).then(() => publishLog(deps));
    if (setting.witness) await deps.ask();
    return published;
  };
  /** The first donor takes the name back; the second has everything erased once the gift is paid, and takes the name back before. */
  const takeBack = async (deps: Worldly, donor: number) => {
    const { id, token } = DONORS[donor] ?? { id: '', token: '' };
    const gift = donor === 1 ? await deps.db.get('records', donationKey(id)) : undefined;
    if (gift?.state === 'paid' && !isForgotten(gift, 'erase')) {
      if (!(await forgetGifts(deps, [gift], { k: 'erase', ground: 'consent_withdrawn' }))) return; // somebody was quicker
    } else if (gift === undefined || gift.state !== 'paid') await withdrawName(deps, { id, token });
    promised.takenBack.add(id);
  };
  const recover = async (deps: Worldly) => {
    const recovered = await recoverLog(deps);
    if (!recovered.ok) throw new Error(`recover refused: ${recovered.reason}`);
    seen.recovered += 1;
  };
  const look = async (deps: Worldly) => {
    for (const id of ids) {
      const place = await publishedPlace(deps, id);
      if (place !== undefined) stage.check(() => stage.judge.told(id, place.index));
    }
  };
  /** Comes later: some turns in which nothing is done. */
  const idle = async (deps: Worldly, turns: number) => {
    for (let rest = pick(turns + 1); rest > 0; rest--) await deps.db.get('records', { pk: 'idle', sk: 'idle' });
  };
  const worker = (name: string, lives: number, body: (deps: Worldly) => Promise<unknown>): Worker => ({
    name,
    lives,
    body: async (life) => void (await body(stage.depsFor(life))),
  });
  const closers = [worker('close1', 3, closeDue), worker('close2', 3, (deps) => idle(deps, 100).then(() => closeDue(deps)))];
  const donors = DONORS.map((_, at) => worker(`donor${at}`, 3, (deps) => idle(deps, 60).then(() => takeBack(deps, at))));
  const workers = [
    ...payments.map((one, at) => worker(`settle${at}`, 4, (deps) => idle(deps, at === 0 ? 0 : setting.meddling ? 640 : 8).then(() => settle(deps, one)))),
    ...['publish1', 'publish2'].map((name) =>
      worker(name, 4, async (deps) => {
        for (let round = 0; round < 3 || (setting.meddling && seen.recovered === 0 && round < 30); round++) await publish(deps);
      }),
    ),
    ...(setting.close ? closers : []),
    ...(setting.named ? donors : []),
    worker('look', 2, async (deps) => {
      for (let round = 0; round < 3; round++) await look(deps);
    }),
    ...(setting.restore === 'log'
      ? []
      : [
          worker('recover', 3, async (deps) => {
            for (let round = 0; round < 4; round++) if ((await readHalts(deps)).length > 0 || (setting.meddling && round === 0)) await recover(deps);
          }),
        ]),
  ];
  return { payments, ids, workers, promised, settle, publish, takeBack, recover, look, worker, seen };
}
