import type { GiftEntry } from '../../functions/domain/entry.ts';
import { parseDay } from '../../functions/domain/time.ts';
import { countMember, member, textMember } from './answer-shape.ts';

/** Reads a gift out of an entry of the log; nothing where it is of another kind or lacks something. */
export function parseGift(value: unknown): GiftEntry | undefined {
  const [v, k, cur] = [member(value, 'v'), member(value, 'k'), member(value, 'cur')];
  const [id, branch, campaign, ch] = ['id', 'branch', 'campaign', 'ch'].map((name) => textMember(value, name));
  const [on, amt, c] = [parseDay(textMember(value, 'on') ?? ''), countMember(value, 'amt'), parseCommitments(member(value, 'c'))];
  if (v !== 1 || k !== 'gift' || cur !== 'CNY' || id === undefined || branch === undefined || campaign === undefined) return undefined;
  if (ch === undefined || on === undefined || amt === undefined || c === undefined) return undefined;
  const place = textMember(value, 'place');
  return {
    v,
    k,
    id,
    on,
    branch,
    campaign,
    ch,
    cur,
    amt,
    c,
    ...(place === undefined ? {} : { place }),
    ...(member(value, 'restricted') === true ? { restricted: true } : {}),
    ...(member(value, 'unclaimed') === true ? { unclaimed: true } : {}),
  };
}

function parseCommitments(value: unknown): GiftEntry['c'] | undefined {
  const [at, intent, name, note, ref, shown] = ['at', 'intent', 'name', 'note', 'ref', 'shown'].map((field) => textMember(value, field));
  if (at === undefined || intent === undefined || name === undefined || note === undefined || ref === undefined || shown === undefined) return undefined;
  return { at, intent, name, note, ref, shown };
}
