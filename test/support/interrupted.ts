import type { Deps } from '../../functions/deps.ts';

/** What was seen of a worker: how many calls to stores it made, and whether the interruption happened. */
export type Interruption = { calls: number; happened: boolean };

type Stores = Pick<Deps, 'db' | 'log' | 'publicFiles' | 'privateFiles'>;

/** The same stores, but before (or after) the call number `at`, counted from 1, `interloper` runs to its end while the caller waits. */
export function interrupted<World extends Stores>(
  world: World,
  how: { readonly at: number; readonly when: 'before' | 'after'; readonly interloper: () => Promise<unknown> },
): World & { readonly seen: Interruption } {
  const seen: Interruption = { calls: 0, happened: false };
  const around =
    <Arguments extends readonly unknown[], Result>(call: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      seen.calls += 1;
      const mine = seen.calls === how.at;
      if (mine) seen.happened = true;
      if (mine && how.when === 'before') await how.interloper();
      const result = await call(...given);
      if (mine && how.when === 'after') await how.interloper();
      return result;
    };
  const files = (bucket: Deps['log']): Deps['log'] => ({ get: around(bucket.get), put: around(bucket.put), remove: around(bucket.remove) });
  const { db } = world;
  const tables = { get: around(db.get), getMany: around(db.getMany), query: around(db.query), due: around(db.due), write: around(db.write) };
  return { ...world, db: tables, log: files(world.log), publicFiles: files(world.publicFiles), privateFiles: files(world.privateFiles), seen };
}
