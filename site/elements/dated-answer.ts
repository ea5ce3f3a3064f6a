import { countMember, member, readJson, textMember } from './answer-shape.ts';
import type { Reply } from './ask.ts';

/** A dated answer of the portal, as far as a page says it in words; `note` is the signed text to keep. */
export type Dated =
  | {
      readonly outcome: 'answered';
      readonly state: DatedState;
      readonly at: string;
      readonly query: string;
      readonly note: string;
      readonly proof?: string;
      readonly place?: DatedPlace;
    }
  | { readonly outcome: 'refused'; readonly detail: string }
  | { readonly outcome: 'unreachable' };

export type DatedPlace = { readonly number: string; readonly index: number };

const STATES = ['published', 'settled', 'unpaid', 'unknown', 'not_found'] as const;

export type DatedState = (typeof STATES)[number];

/** Reads the answer to `POST …/query` and `POST /api/lookup`. */
export function readDated(reply: Reply): Dated {
  if (reply === 'unreachable') return { outcome: 'unreachable' };
  const body = readJson(reply.bytes);
  const answer = member(body, 'answer');
  const state = STATES.find((one) => one === textMember(answer, 'state'));
  const [at, note, proof] = [textMember(answer, 'at'), textMember(body, 'note'), textMember(body, 'proof')];
  if (reply.status >= 300 || state === undefined || at === undefined || note === undefined) {
    const detail = textMember(body, 'detail');
    return detail === undefined ? { outcome: 'unreachable' } : { outcome: 'refused', detail };
  }
  const [number, index] = [textMember(answer, 'number'), countMember(answer, 'index')];
  const place = state === 'published' && number !== undefined && index !== undefined ? { place: { number, index } } : {};
  return { outcome: 'answered', state, at, note, query: textMember(answer, 'query') ?? '', ...(proof === undefined ? {} : { proof }), ...place };
}
