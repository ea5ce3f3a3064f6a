import type { Entry } from '../../domain/entry.ts';
import { changeTarget, type GiftsAsked, type Target, targetOf } from '../../domain/entry-judgement.ts';
import type { CountAndSum } from '../../domain/entry-moves.ts';
import { type Day, daysBetween, parseDay } from '../../domain/time.ts';

/**
 * What earlier entries say, as later ones ask for it: gifts in 16 bytes each, since there may be millions, and everything
 * else as it is.
 */
export function earlierFacts() {
  let amounts = new Float64Array(1024);
  let forms = new Uint32Array(1024);
  const known = new Map<string, number>();
  const gifts: Target[] = [];
  const others = new Map<number, Target>();
  let days = new Uint32Array(1024);
  let size = 0;

  const form = (target: Target & { readonly k: 'gift' }): number => {
    const key = JSON.stringify({ ...target.facts, amt: 0 });
    const at = known.get(key) ?? gifts.push(target);
    known.set(key, at);
    return at;
  };
  const at = (index: number): Target | undefined => {
    const other = others.get(index);
    if (other !== undefined) return other;
    const target = gifts[(forms[index] ?? 0) - 1];
    return target?.k === 'gift' ? { ...target, facts: { ...target.facts, amt: amounts[index] ?? 0 } } : undefined;
  };
  return {
    /** Public facts of the entry at an index as they hold now. */
    at,
    /** Count and sum of the gifts of a channel and currency on days, among the first `upTo` entries. */
    giftsOf: ({ ch, cur, from, through, upTo }: GiftsAsked): CountAndSum | undefined => {
      if (upTo > size) return undefined;
      const sum = { count: 0, amt: 0 };
      const [first, last] = [dayNumber(from), dayNumber(through)];
      for (let index = 0; index < upTo; index++) {
        const gift = gifts[(forms[index] ?? 0) - 1];
        const on = days[index] ?? 0;
        if (gift?.k !== 'gift' || gift.facts.ch !== ch || gift.facts.cur !== cur || on < first || on > last) continue;
        sum.count += 1;
        sum.amt += amounts[index] ?? 0;
      }
      return sum;
    },
    add: (entry: Entry, index: number): void => {
      size = index + 1;
      const target = targetOf(entry);
      if (entry.k === 'gift' && target?.k === 'gift') {
        if (index >= amounts.length) {
          amounts = doubled(amounts, new Float64Array(2 * index));
          [forms, days] = [doubled(forms, new Uint32Array(2 * index)), doubled(days, new Uint32Array(2 * index))];
        }
        amounts[index] = entry.amt;
        forms[index] = form(target);
        days[index] = dayNumber(entry.on);
      } else if (target !== undefined) others.set(index, target);
      if (entry.k !== 'fix' && entry.k !== 'refund' && entry.k !== 'void' && entry.k !== 'claim') return;
      const [of] = entry.of;
      const before = of === undefined ? undefined : at(of.index);
      if (of !== undefined && before !== undefined) others.set(of.index, changeTarget(before, entry));
    },
  };
}

const FIRST = parseDay('2000-01-01');

/** Days since the year 2000. */
function dayNumber(day: Day): number {
  return FIRST === undefined ? 0 : Math.max(0, daysBetween(FIRST, day));
}

function doubled<Numbers extends Float64Array | Uint32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
