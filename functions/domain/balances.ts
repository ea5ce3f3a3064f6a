import { COLUMNS, type Column, type Movement } from './movements.ts';

/** What a fund holds of one currency or article, and what became of it since `opening`; `closing` is the sum of the others. */
export type Balance = Pick<Movement, 'fund' | 'of'> & { readonly opening: number; readonly closing: number } & { readonly [column in Column]: number };

/** What all funds hold, by what they are and what it is of. */
export type Balances = ReadonlyMap<string, Balance>;

/** Nothing held yet. */
export const NO_BALANCES: Balances = new Map();

/** Adds what moved; the order does not matter. */
export function addMovements(balances: Balances, movements: readonly Movement[]): Balances {
  const next = new Map(balances);
  for (const movement of movements) next.set(balanceKey(movement), changed(next.get(balanceKey(movement)), movement));
  return next;
}

/** Adds what moved to balances that nobody else holds. */
export function bookMovements(balances: Map<string, Balance>, movements: readonly Movement[]): void {
  for (const movement of movements) balances.set(balanceKey(movement), changed(balances.get(balanceKey(movement)), movement));
}

/** The balances with which the next issue opens: what is left of each, and nothing of what became of it; what is empty is left out. */
export function carryOver(balances: Balances): Map<string, Balance> {
  const left = [...balances].filter(([, balance]) => balance.closing !== 0);
  return new Map(left.map(([key, { fund, of, closing }]) => [key, { fund, of, ...NOTHING, opening: closing, closing }]));
}

/** Balances among which something stands or happened, in a fixed order. */
export function listBalances(balances: Balances): readonly Balance[] {
  const used = [...balances].filter(([, balance]) => balance.opening !== 0 || COLUMNS.some((column) => balance[column] !== 0));
  return used.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, balance]) => balance);
}

/** Of what moved, the funds from which more left than they held (M10). */
export function shortfalls(balances: Balances, movements: readonly Movement[]): readonly Balance[] {
  const keys = new Set(movements.filter(({ by }) => by < 0).map(balanceKey));
  return [...keys].flatMap((key) => {
    const balance = balances.get(key);
    return balance !== undefined && balance.closing < 0 ? [balance] : [];
  });
}

/** Names what is counted in a fund, in one way. */
export function balanceKey({ fund, of }: Pick<Movement, 'fund' | 'of'>): string {
  const { branch, campaign, restricted } = fund;
  const what = 'cur' in of ? ['money', of.cur] : ['goods', of.article.name, of.article.spec ?? '', of.article.unit];
  return JSON.stringify([...what, branch, campaign, restricted === true]);
}

const NOTHING = { opening: 0, brought: 0, received: 0, refunded: 0, used: 0, moved: 0, closing: 0 } as const;

function changed(balance: Balance | undefined, { fund, of, column, by }: Movement): Balance {
  const before = balance ?? { fund, of, ...NOTHING };
  return { ...before, [column]: before[column] + by, closing: before.closing + by };
}
