import { member, readJson, textMember } from './answer-shape.ts';
import type { Reply } from './ask.ts';
import type { DonorLink } from './thanks-link.ts';

/** What the portal answered to a claim, read with care; `field` names the part of the body that a refusal is about. */
export type ClaimReply =
  | { readonly outcome: 'granted' | 'opened'; readonly link: DonorLink }
  | { readonly outcome: 'undecided'; readonly note: string }
  | { readonly outcome: 'named' | 'fixed' | 'waiting' | 'turned_down' | 'unreachable' }
  | { readonly outcome: 'refused'; readonly detail: string; readonly field: string };

/** Reads the answer to any of the requests of the claim page. */
export function readClaimReply(reply: Reply): ClaimReply {
  if (reply === 'unreachable') return { outcome: 'unreachable' };
  const body = readJson(reply.bytes);
  if (reply.status >= 400) {
    const detail = textMember(body, 'detail');
    return detail === undefined ? { outcome: 'unreachable' } : { outcome: 'refused', detail, field: textMember(body, 'field') ?? '' };
  }
  const state = textMember(body, 'state');
  const link = readLink(body);
  if (reply.status === 201) return link === undefined ? { outcome: 'unreachable' } : { outcome: 'opened', link };
  const granted = state === 'granted' ? (link ?? readLink(member(body, 'gift'))) : undefined;
  if (granted !== undefined) return { outcome: 'granted', link: granted };
  if (state === 'undecided') return { outcome: 'undecided', note: textMember(body, 'note') ?? '' };
  if (state === 'refused') return { outcome: 'turned_down' };
  return state === 'named' || state === 'fixed' || state === 'waiting' ? { outcome: state } : { outcome: 'unreachable' };
}

function readLink(value: unknown): DonorLink | undefined {
  const [id, token] = [textMember(value, 'id'), textMember(value, 'token')];
  return id === undefined || token === undefined ? undefined : { id, token };
}
