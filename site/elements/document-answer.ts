import { readJson, textMember } from './answer-shape.ts';
import type { Reply } from './ask.ts';

/** An address that opens a document for five minutes, or the sentence that says why there is none. */
export type DocumentAnswer =
  | { readonly outcome: 'ready'; readonly address: string }
  | { readonly outcome: 'refused'; readonly detail: string }
  | { readonly outcome: 'unreachable' };

/** Reads the answer to `POST …/documents/{kind}`; only a path of this portal counts as an address. */
export function readDocument(reply: Reply): DocumentAnswer {
  if (reply === 'unreachable') return { outcome: 'unreachable' };
  const body = readJson(reply.bytes);
  const [address, detail] = [textMember(body, 'address'), textMember(body, 'detail')];
  if (reply.status < 300 && address !== undefined && /^\/(?!\/)/.test(address)) return { outcome: 'ready', address };
  return detail === undefined ? { outcome: 'unreachable' } : { outcome: 'refused', detail };
}
