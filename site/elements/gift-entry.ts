import type { GiftEntry } from '../../functions/domain/entry.ts';
import type { GivenLine, GoodsEntry } from '../../functions/domain/entry-moves.ts';
import { parseDay } from '../../functions/domain/time.ts';
import { countMember, member, textMember } from './answer-shape.ts';

/** What a donor's document can be of. */
export type GivenEntry = GiftEntry | GoodsEntry;

/** Reads a gift of money or goods out of an entry of the log; nothing where it is of another kind or lacks something. */
export function parseGift(value: unknown): GivenEntry | undefined {
  const [id, branch, campaign, k] = ['id', 'branch', 'campaign', 'k'].map((name) => textMember(value, name));
  const [on, c, place] = [parseDay(textMember(value, 'on') ?? ''), parseCommitments(member(value, 'c')), textMember(value, 'place')];
  if (member(value, 'v') !== 1 || id === undefined || branch === undefined || campaign === undefined || on === undefined || c === undefined) return undefined;
  const restricted = member(value, 'restricted') === true ? { restricted: true as const } : {};
  const common = { v: 1, id, on, branch, campaign, c, ...restricted, ...(place === undefined ? {} : { place }) } as const;
  if (k === 'goods') return { ...common, k, ...linesOf(value) };
  const [ch, amt] = [textMember(value, 'ch'), countMember(value, 'amt')];
  if (k !== 'gift' || member(value, 'cur') !== 'CNY' || ch === undefined || amt === undefined) return undefined;
  return { ...common, k, ch, cur: 'CNY', amt, ...(member(value, 'unclaimed') === true ? { unclaimed: true } : {}) };
}

/** Lines of goods that stand in the entry itself, else how many there are and the digest of the file beside the log. */
function linesOf(value: unknown): { readonly lines: readonly GivenLine[] } | { readonly list: { readonly count: number; readonly sha256: string } } {
  const lines = member(value, 'lines');
  const list = member(value, 'list');
  if (!Array.isArray(lines)) return { list: { count: countMember(list, 'count') ?? 0, sha256: textMember(list, 'sha256') ?? '' } };
  return {
    lines: lines.map((line) => {
      const spec = textMember(line, 'spec');
      const said = { name: textMember(line, 'name') ?? '', unit: textMember(line, 'unit') ?? '', count: countMember(line, 'count') ?? 0 };
      return spec === undefined ? said : { ...said, spec };
    }),
  };
}

function parseCommitments(value: unknown): GiftEntry['c'] | undefined {
  const [at, intent, name, note, ref, shown] = ['at', 'intent', 'name', 'note', 'ref', 'shown'].map((field) => textMember(value, field));
  if (at === undefined || intent === undefined || name === undefined || note === undefined || ref === undefined || shown === undefined) return undefined;
  return { at, intent, name, note, ref, shown };
}
