import { type Gate, type Life, LineDead } from './engine.ts';
import { copyTables } from './memory-database.ts';
import { createPeople } from './people.ts';
import { CALM } from './settings.ts';
import { drawFrom, type Mutation, openStage } from './stage.ts';
import { beginLog, START_MS } from './world.ts';

/**
 * The one course of things for which a witness must see a checkpoint only once it is published: two gifts are admitted,
 * their publisher dies right before it puts the checkpoint, the tables are set back, and another gift comes first.
 * Gives the promise that was broken.
 */
export async function publishAfterDeath(mutation?: Mutation): Promise<string | undefined> {
  let isDying = true;
  let draws = 0;
  const gate: Gate = async (_, call, effect) => {
    if (isDying && call.name === 'log put checkpoint') throw new LineDead(call.name);
    return effect();
  };
  const options = {
    begin: await beginLog({ gifts: 0, named: false }),
    gate,
    now: () => START_MS,
    random: (_: Life, bytes: number) => drawFrom(`${draws++}`, bytes),
  };
  const stage = openStage(mutation === undefined ? options : { ...options, mutation });
  const people = createPeople(stage, { ...CALM, payments: 3, witness: true, close: false }, () => 0);
  const deps = stage.depsFor({ name: 'publish', number: 1, isOver: false, isHurt: false, seen: 0n });
  const before = copyTables(stage.stores.tables);
  const [last, ...first] = people.payments;
  if (last === undefined) throw new RangeError('no payments');
  for (const payment of first) await people.settle(deps, payment);
  const died = await people.publish(deps).then(
    () => false,
    (error: unknown) => error instanceof LineDead,
  );
  if (!died) throw new Error('the publisher did not die');
  stage.restoreTables(before, 'tables');
  isDying = false;
  for (const payment of [last, ...first]) {
    await people.settle(deps, payment);
    if (payment === last) await people.publish(deps);
  }
  await people.publish(deps);
  return stage.brokenBy();
}
