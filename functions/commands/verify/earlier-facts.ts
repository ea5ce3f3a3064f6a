import type { Entry } from '../../domain/entry.ts';
import { changeTarget, type Target, targetOf } from '../../domain/entry-judgement.ts';
import type { CountAndSum, StatementEntry } from '../../domain/entry-moves.ts';

/**
 * What earlier entries say, as later ones ask for it: gifts in 12 bytes each, since there may be millions, and everything
 * else as it is.
 */
export function earlierFacts() {
  let amounts = new Float64Array(1024);
  let forms = new Uint32Array(1024);
  const known = new Map<string, number>();
  const gifts: Target[] = [];
  const others = new Map<number, Target>();
  const days = new Map<string, CountAndSum>();

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
    /** Count and sum of the gifts of a channel and currency on days. */
    giftsOf: ({ ch, cur, from, through }: Pick<StatementEntry, 'ch' | 'cur' | 'from' | 'through'>): CountAndSum => {
      const sum = { count: 0, amt: 0 };
      for (const [key, one] of days) {
        const [oneCh, oneCur, on = ''] = key.split('|');
        if (oneCh !== ch || oneCur !== cur || on < from || on > through) continue;
        sum.count += one.count;
        sum.amt += one.amt;
      }
      return sum;
    },
    add: (entry: Entry, index: number): void => {
      const target = targetOf(entry);
      if (entry.k === 'gift' && target?.k === 'gift') {
        if (index >= amounts.length) [amounts, forms] = [doubled(amounts, new Float64Array(2 * index)), doubled(forms, new Uint32Array(2 * index))];
        amounts[index] = entry.amt;
        forms[index] = form(target);
        const key = `${entry.ch}|${entry.cur}|${entry.on}`;
        const day = days.get(key) ?? { count: 0, amt: 0 };
        days.set(key, { count: day.count + 1, amt: day.amt + entry.amt });
      } else if (target !== undefined) others.set(index, target);
      if (entry.k !== 'fix' && entry.k !== 'refund' && entry.k !== 'void') return;
      const [of] = entry.of;
      const before = of === undefined ? undefined : at(of.index);
      if (of !== undefined && before !== undefined) others.set(of.index, changeTarget(before, entry));
    },
  };
}

function doubled<Numbers extends Float64Array | Uint32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
