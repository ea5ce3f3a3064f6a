import type { Deps } from '../deps.ts';
import type { CountAndSum } from '../domain/entry-moves.ts';
import type { Day } from '../domain/time.ts';
import type { Item, Value, Write } from '../store/database.ts';
import { comparedKey, comparedPartition, feesKey } from '../store/tables.ts';

/** What is kept of a day's comparison. Ids are of entries: serials stay in the bill. */
export type ComparedDay = {
  /** `begun`: payments were missing here and are being entered. `ended`: its statement is entered. */
  readonly state: 'begun' | 'ended';
  /** Payments that were missing here when the day was compared first. */
  readonly found: CountAndSum;
  /** Payments of this bill that the record has on another day. */
  readonly elsewhere: readonly string[];
  /** Gifts towards midnight that were expected on the next day's bill. */
  readonly expected: readonly string[];
};

/** What a gateway kept and no spending says yet; `paying` is the part that a spending is being entered for, once it is fixed. */
export type Fees = {
  readonly owedFen: number;
  readonly turn: number;
  readonly through: string;
  readonly paying?: { readonly fen: number; readonly through: string };
};

type Db = Pick<Deps, 'db'>;

/** Ids kept of one day; a bill that differs in more is another merchant's. */
const KEPT = 2_000;

/** Days of a gateway from a day on that were compared, or are being. */
export async function comparedDays({ db }: Db, gateway: string, from: Day): Promise<ReadonlyMap<string, ComparedDay>> {
  const items = await db.query('records', { pk: comparedPartition(gateway), from, to: '9' });
  return new Map(items.map((item) => [item.sk, dayOfItem(item)]));
}

/** Notes, before they are entered, what was missing here: where it was noted before, that stays. */
export async function beginDay({ db }: Db, day: { readonly gateway: string; readonly day: Day; readonly found: CountAndSum }): Promise<void> {
  const { found } = day;
  const item = { state: 'begun', foundCount: found.count, foundFen: found.amt, elsewhere: [], expected: [] };
  await db.write([{ table: 'records', put: { ...comparedKey(day.gateway, day.day), ...item }, when: 'absent' }]);
}

export type EndedDay = Omit<ComparedDay, 'state'> & { readonly gateway: string; readonly day: Day; readonly atMs: number; readonly feeFen: number };

/** Ends a day, and with it adds its fees to what is owed where somebody bears them: in one write, so that no fee is added twice. */
export async function endDay(deps: Db, ended: EndedDay, borne: boolean): Promise<void> {
  const { gateway, day, found, atMs, feeFen } = ended;
  const key = comparedKey(gateway, day);
  for (;;) {
    const [item, fees] = await Promise.all([deps.db.get('records', key), readFees(deps, gateway)]);
    if (item?.state === 'ended') return;
    const said = {
      state: 'ended',
      foundCount: found.count,
      foundFen: found.amt,
      elsewhere: ended.elsewhere.slice(0, KEPT),
      expected: ended.expected.slice(0, KEPT),
    };
    const end: Write = { table: 'records', put: { ...key, ...said, feeFen, atMs }, when: item === undefined ? 'absent' : { is: { state: 'begun' } } };
    const owed =
      borne && feeFen !== 0
        ? [putFees(gateway, fees, { ...(fees ?? NO_FEES), owedFen: (fees?.owedFen ?? 0) + feeFen, through: laterOf(fees?.through, day) })]
        : [];
    if ((await deps.db.write([end, ...owed])).ok) return;
  }
}

/** Fees of a gateway; nothing where none was borne yet. */
export async function readFees({ db }: Db, gateway: string): Promise<Fees | undefined> {
  const item = await db.get('records', feesKey(gateway));
  if (item === undefined) return undefined;
  const { owedFen, turn, through, payingFen, payingThrough } = item;
  const fees = { owedFen: Number(owedFen), turn: Number(turn), through: String(through) };
  return payingFen === undefined ? fees : { ...fees, paying: { fen: Number(payingFen), through: String(payingThrough) } };
}

/** Changes fees from what was read; tells whether they were still that. */
export async function changeFees({ db }: Db, gateway: string, change: { readonly from: Fees; readonly to: Fees }): Promise<boolean> {
  return (await db.write([putFees(gateway, change.from, change.to)])).ok;
}

const NO_FEES: Fees = { owedFen: 0, turn: 0, through: '' };

function putFees(gateway: string, was: Fees | undefined, fees: Fees): Write {
  const when = was === undefined ? ('absent' as const) : { is: itemOfFees(was) };
  const put = Object.fromEntries(Object.entries(itemOfFees(fees)).filter((field): field is [string, Value] => field[1] !== undefined));
  return { table: 'records', put: { ...feesKey(gateway), ...put }, when };
}

const itemOfFees = ({ owedFen, turn, through, paying }: Fees): { readonly [field: string]: Value | undefined } => ({
  ...{ owedFen, turn, through },
  ...{ payingFen: paying?.fen, payingThrough: paying?.through },
});

const laterOf = (one: string | undefined, other: string): string => (one !== undefined && one > other ? one : other);

const dayOfItem = (item: Item): ComparedDay => ({
  state: item.state === 'ended' ? 'ended' : 'begun',
  found: { count: Number(item.foundCount), amt: Number(item.foundFen) },
  elsewhere: idsOf(item.elsewhere),
  expected: idsOf(item.expected),
});

const idsOf = (value: Value | undefined): readonly string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
