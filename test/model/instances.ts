import { closeDue } from '../../functions/actions/close-day.ts';
import { readHalts } from '../../functions/actions/halts.ts';
import type { Worker } from './engine.ts';
import type { People } from './people.ts';
import type { Setting } from './setting.ts';
import { CALM } from './settings.ts';

/** A world small enough for every interleaving of it to be looked at. */
export type Instance = {
  readonly name: string;
  /** What is in it, for the one who reads the result. */
  readonly holds: string;
  readonly setting: Setting;
  /** Faults of calls that write: crash before or after, answer lost, done later, done twice. */
  readonly faults: number;
  /** The tables are copied at any instant, and at any later one they become that copy. */
  readonly restore: boolean;
  /** At any one instant time passes until every seal has run out. */
  readonly clock: boolean;
  readonly workers: (people: People) => readonly Worker[];
};

const publisher = (people: People, name: string): Worker => people.worker(name, 2, people.publish);
const settlers = (people: People): readonly Worker[] => people.payments.map((one, at) => people.worker(`settle${at}`, 2, (deps) => people.settle(deps, one)));
const settled = (setting: Partial<Setting>): Setting => ({ ...CALM, payments: 1, close: false, ...setting });

export const INSTANCES: readonly Instance[] = [
  {
    name: 'two publishers',
    holds: '1 gift, 2 publishers',
    setting: settled({}),
    faults: 0,
    restore: false,
    clock: false,
    workers: (people) => [...settlers(people), publisher(people, 'publish1'), publisher(people, 'publish2')],
  },
  {
    name: 'two gifts, one fault',
    holds: '2 gifts, 2 publishers, 1 fault',
    setting: settled({ payments: 2 }),
    faults: 1,
    restore: false,
    clock: false,
    workers: (people) => [...settlers(people), publisher(people, 'publish1'), publisher(people, 'publish2')],
  },
  {
    name: 'publisher that fails',
    holds: '1 gift, 1 publisher, 2 faults',
    setting: settled({}),
    faults: 2,
    restore: false,
    clock: false,
    workers: (people) => [...settlers(people), publisher(people, 'publish1')],
  },
  {
    name: 'publisher and closer',
    holds: '1 gift, 1 publisher, 1 closer',
    setting: settled({ close: true }),
    faults: 0,
    restore: false,
    clock: false,
    workers: (people) => [...settlers(people), publisher(people, 'publish1'), people.worker('close1', 2, closeDue)],
  },
  {
    name: 'publisher and closer, one fault',
    holds: '1 gift, 1 publisher, 1 closer, 1 fault',
    setting: settled({ close: true }),
    faults: 1,
    restore: false,
    clock: false,
    workers: (people) => [...settlers(people), publisher(people, 'publish1'), people.worker('close1', 2, closeDue)],
  },
  {
    name: 'two closers whose seals run out',
    holds: '1 gift, 2 closers, the clock jumps over a seal once',
    setting: settled({ close: true }),
    faults: 0,
    restore: false,
    clock: true,
    workers: (people) => [...settlers(people), people.worker('close1', 1, closeDue), people.worker('close2', 1, closeDue)],
  },
  {
    name: 'restored table',
    holds: '1 gift, 2 publishers, both tables set back once to any earlier instant',
    setting: settled({ restore: 'tables' }),
    faults: 0,
    restore: true,
    clock: false,
    workers: (people) => [...settlers(people), publisher(people, 'publish1'), publisher(people, 'publish2')],
  },
  {
    name: 'restored table, recovered',
    holds: '1 gift, 1 publisher, 1 operator who recovers, both tables set back once',
    setting: settled({ restore: 'tables' }),
    faults: 0,
    restore: true,
    clock: false,
    workers: (people) => [
      ...settlers(people),
      people.worker('publish1', 2, async (deps) => {
        await people.publish(deps);
        await people.publish(deps);
      }),
      people.worker('recover', 1, async (deps) => {
        await people.recover(deps);
        if ((await readHalts(deps)).length > 0) await people.recover(deps);
      }),
    ],
  },
  {
    name: 'name taken back',
    holds: '1 published name, its donor, 1 gift, 2 publishers that draw the pages',
    setting: settled({ payments: 0, pages: true, named: true }),
    faults: 0,
    restore: false,
    clock: false,
    workers: (people) => [
      ...settlers(people),
      people.worker('donor0', 2, (deps) => people.takeBack(deps, 0)),
      publisher(people, 'publish1'),
      publisher(people, 'publish2'),
    ],
  },
  {
    name: 'witness',
    holds: '1 gift, 2 publishers that ask a witness, both tables set back once',
    setting: settled({ restore: 'tables', witness: true }),
    faults: 0,
    restore: true,
    clock: false,
    workers: (people) => [...settlers(people), publisher(people, 'publish1'), publisher(people, 'publish2')],
  },
];
