import { beforeAll, describe, expect, test } from 'vitest';
import { closeDue } from '../../functions/actions/close-day.ts';
import { readHalts } from '../../functions/actions/halts.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { publishedPlace } from '../../functions/actions/read-donation.ts';
import { recoverLog } from '../../functions/actions/recover-log.ts';
import { replayForgotten } from '../../functions/actions/replay-forgotten.ts';
import { formatCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { formatNote, signatureLine } from '../../functions/domain/ledger/note.ts';
import type { Gate } from '../model/engine.ts';
import { copyTables, type Tables } from '../model/memory-database.ts';
import type { Objects } from '../model/memory-files.ts';
import { createPeople, type People } from '../model/people.ts';
import { CALM } from '../model/settings.ts';
import { drawFrom, openStage, type Stage, type Worldly } from '../model/stage.ts';
import { beginLog, DONORS, logKey, paymentOf, START_MS, type Stores, signText } from '../model/world.ts';
import { wholeLog } from '../support/whole-record.ts';

const NEXT_DAY = START_MS + 86_400_000;
const SETTING = { ...CALM, payments: 2, named: true, pages: true };

/** Copies of everything that is stored, made before each call that writes. */
type Copies = { readonly tables: Tables[]; readonly logs: Objects[] };

type Scene = { readonly stage: Stage; readonly people: People; readonly deps: Worldly; readonly clock: { ms: number }; readonly copies: Copies };

function openScene(begin: Stores): Scene {
  const clock = { ms: NEXT_DAY };
  const copies: Copies = { tables: [], logs: [] };
  let draws = 0;
  const gate: Gate = async (_, call, effect) => {
    if (call.writes.some((path) => /^(records|ledger)\|/.test(path))) copies.tables.push(copyTables(stage.stores.tables));
    if (call.name === 'log put checkpoint') copies.logs.push(new Map(stage.stores.log));
    return effect();
  };
  const stage = openStage({ begin, gate, now: () => clock.ms, random: (_, bytes) => drawFrom(`${draws++}`, bytes) });
  const people = createPeople(stage, SETTING, () => 0);
  return { stage, people, deps: stage.depsFor({ name: 'life', number: 1, isOver: false, isHurt: false, seen: 0n }), clock, copies };
}

/** Gifts one by one, a name taken back and one erased, and the close of the day. */
async function liveDay({ people, deps }: Scene): Promise<void> {
  for (const payment of people.payments) {
    await people.settle(deps, payment);
    await people.publish(deps);
  }
  for (const donor of DONORS.keys()) await people.takeBack(deps, donor);
  await people.publish(deps);
  await closeDue(deps);
  await people.publish(deps);
}

const publicText = ({ stores }: Stage, key: string): string => new TextDecoder().decode(stores.public.get(key));

let begin: Stores;
let moments: number;
beforeAll(async () => {
  begin = await beginLog({ gifts: 0, named: true });
  const scene = openScene(begin);
  await liveDay(scene);
  moments = scene.copies.tables.length;
});

describe('M20: the tables set back to what they were', () => {
  test('at any earlier moment of the day: what stops is recovered, nothing paid is lost or entered twice, and no name comes back', {
    timeout: 120_000,
  }, async () => {
    expect(moments).toBeGreaterThan(15);
    for (let moment = 0; moment < moments; moment++) {
      const scene = openScene(begin);
      await liveDay(scene);
      const { stage, people, deps, clock } = scene;
      const published = stage.judge.published();
      stage.restoreTables(scene.copies.tables[moment] ?? expect.unreachable(), 'tables');
      clock.ms += 60_000;
      const first = await publishSettled(deps);
      if (!first.ok) expect(await recoverLog(deps), `moment ${moment}`).toMatchObject({ ok: true });
      await replayForgotten(deps);
      for (const payment of people.payments) await people.settle(deps, payment); // gateways are asked again
      await publishSettled(deps, { always: true });
      if ((await readHalts(deps)).length > 0) expect(await recoverLog(deps)).toMatchObject({ ok: true });
      await publishSettled(deps, { always: true });
      const entries = await wholeLog(async (path) => stage.stores.log.get(path) ?? expect.unreachable(path));
      expect([stage.brokenBy(), await readHalts(deps)], `moment ${moment}`).toEqual([undefined, []]);
      expect(entries.slice(0, published.length).map(({ id }) => id)).toEqual(published);
      for (const id of people.ids) expect((await publishedPlace(deps, id))?.index, `moment ${moment}`).toBe(published.indexOf(id));
      const shown = [...stage.stores.public.values()].map((bytes) => new TextDecoder().decode(bytes)).join();
      const kept = JSON.stringify(
        [...stage.stores.tables]
          .filter(([partition]) => partition.startsWith('records|'))
          .map(([, items]) => [...items.values()].map(({ shown: one, note }) => [one, note])),
      );
      for (const { name } of DONORS) expect([shown.includes(name), kept.includes(name)], `moment ${moment}`).toEqual([false, false]);
    }
  });
});

describe('M20: the published files set back to what they were', () => {
  test('to any earlier checkpoint: publication stops, the public page says why and shows both signed files, and nothing is recovered until the newer ones are back', async () => {
    const count = await (async () => {
      const scene = openScene(begin);
      await liveDay(scene);
      return scene.copies.logs.length;
    })();
    for (let version = 0; version < count; version++) {
      const scene = openScene(begin);
      await liveDay(scene);
      const { stage, people, deps, copies } = scene;
      const newest = new Map(stage.stores.log);
      stage.rollBack(copies.logs[version] ?? expect.unreachable());
      const [before, now] = [newest, stage.stores.log].map((log) => new TextDecoder().decode(log.get('checkpoint')));
      expect(await publishSettled(deps)).toEqual({ ok: false, reason: 'log_behind' });
      expect(await readHalts(deps)).toMatchObject([{ what: 'publication', reason: 'log_behind', evidence: [before, now] }]);
      for (const page of ['index.html', 'en/index.html', 'pending.json']) expect(publicText(stage, page), page).toContain('log_behind');
      for (const file of [before, now]) for (const line of file?.trim().split('\n') ?? []) expect(publicText(stage, 'index.html')).toContain(line);
      expect(await recoverLog(deps)).toMatchObject({ ok: false, reason: 'log_behind' });
      expect(await publishSettled(deps)).toEqual({ ok: false, reason: 'halted' });
      for (const [key, bytes] of newest) stage.stores.log.set(key, bytes);
      expect(await recoverLog(deps)).toMatchObject({ ok: true, size: stage.judge.largest() });
      await people.publish(deps);
      expect([stage.brokenBy(), await readHalts(deps)]).toEqual([undefined, []]);
    }
    expect(count).toBeGreaterThan(3);
  });

  test('a checkpoint of another tree that bears the log’s own signature stops publication for good, also where a copy kept elsewhere tells of it', async () => {
    const scene = openScene(begin);
    await liveDay(scene);
    const { stage, deps } = scene;
    const honest = stage.stores.log.get('checkpoint') ?? expect.unreachable();
    const text = formatCheckpoint({ origin: logKey.name, size: stage.judge.largest(), root: new Uint8Array(32).fill(7) });
    const forged = new TextEncoder().encode(formatNote(text, [signatureLine(logKey, signText(new TextEncoder().encode(text)))]));
    stage.stores.log.set('checkpoint', forged);
    expect(await publishSettled(deps).catch(() => 'pages cannot be drawn from it')).toBeTruthy();
    const evidence = [honest, forged].map((bytes) => new TextDecoder().decode(bytes));
    expect(await readHalts(deps)).toMatchObject([{ reason: 'log_forked', evidence }]);
    stage.stores.log.set('checkpoint', honest);
    expect(await recoverLog(deps, [forged])).toMatchObject({ ok: false, reason: 'log_forked', evidence: [forged, honest] });
    expect(await recoverLog(deps, [honest])).toMatchObject({ ok: true });
  });
});

describe('every signature that is made', () => {
  test('was noted before, and is accounted for by a recovery: published, not put, beyond the log, or of another tree', async () => {
    const scene = openScene(begin);
    await liveDay(scene);
    const { stage, people, deps } = scene;
    const first = await recoverLog(deps);
    expect(first).toMatchObject({ ok: true, signings: { lost: [], beyond: [], foreign: [] } });
    const published = first.ok ? first.signings.published : 0;
    expect(published).toBe(scene.copies.logs.length + 1); // and the one that the log began with
    const loses: Worldly = {
      ...deps,
      log: { ...deps.log, put: async (key, bytes, how) => (key === 'checkpoint' ? { ok: false, reason: 'changed' } : deps.log.put(key, bytes, how)) },
    };
    await people.settle(deps, paymentOf(7));
    await people.publish(loses);
    // Whoever loses a race starts again, a few times in one run.
    const size = stage.judge.largest() + 1;
    const every = Array.from({ length: 4 }, () => ({ size }));
    expect(await recoverLog(deps)).toMatchObject({ ok: true, signings: { published, beyond: every } });
    await people.publish(deps);
    expect(await recoverLog(deps)).toMatchObject({ ok: true, signings: { published: published + 1, lost: every, beyond: [], foreign: [] } });
  });
});
