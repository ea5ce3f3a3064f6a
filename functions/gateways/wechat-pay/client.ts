import * as z from 'zod/mini';
import { type Answer, type Bounds, type Fetch, fetchBounded } from '../bounded-fetch.ts';
import { parseJson } from '../message-shapes.ts';
import type { WeChatPayKeys } from './keys.ts';
import { authorization, judgeSignature, type Request } from './signature.ts';

/** What a call needs; `address` has no slash at its end. */
export type Line = { readonly keys: WeChatPayKeys; readonly address: string; readonly clock: () => number; readonly fetch: Fetch };

/** What WeChat Pay said: something signed, or a refusal by its code; nothing where it did not answer, is overloaded or what it said is not its own. */
export type Said = { readonly ok: true; readonly said: unknown } | { readonly ok: false; readonly code: string } | undefined;

const TRIES = 2;
/** Whatever word it has for too many requests. */
export const BUSY = 'RATE_LIMITED';
const refusalShape = z.object({ code: z.string().check(z.maxLength(64)) });

/** Asks at most twice with the same content; each request is idempotent by its own numbers. */
export async function ask(line: Line, method: Request['method'], path: string, body?: object): Promise<Said> {
  const request = { method, url: line.address + path, body: body === undefined ? '' : JSON.stringify(body) };
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const answer = await send(line, request);
    if (answer?.status === 429) return { ok: false, code: BUSY }; // asking again at once is what it asks us not to do
    const said = answer === undefined || answer.status >= 500 ? undefined : judge(line, answer);
    if (said !== undefined) return said;
  }
  return undefined;
}

/** Sends one signed request and reads the answer as it is. */
export function send({ keys, clock, fetch }: Line, request: Request, bounds?: Bounds): Promise<Answer | undefined> {
  const [serial = ''] = keys.platformKeys.keys();
  const headers = {
    accept: 'application/json',
    'user-agent': 'daylight',
    'wechatpay-serial': serial,
    authorization: authorization(keys, request, clock()),
    ...(request.body === '' ? {} : { 'content-type': 'application/json' }),
  };
  return fetchBounded(fetch, request.url, { method: request.method, headers, ...(request.body === '' ? {} : { body: request.body }) }, bounds);
}

/** A yes counts only if WeChat Pay signed it. A no moves nothing of ours and may come from a gate before it, so it is taken as it is. */
function judge(line: Line, answer: Answer): Said {
  if (answer.status >= 200 && answer.status < 300) {
    if (judgeSignature(line.keys.platformKeys, answer, line.clock()) !== 'held') return undefined;
    return { ok: true, said: answer.body.length === 0 ? {} : parseJson(answer.body) };
  }
  const refusal = refusalShape.safeParse(parseJson(answer.body));
  return { ok: false, code: refusal.success ? refusal.data.code : `HTTP_${answer.status}` };
}
