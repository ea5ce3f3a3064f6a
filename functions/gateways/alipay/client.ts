import * as z from 'zod/mini';
import { type Answer, type Fetch, fetchBounded } from '../bounded-fetch.ts';
import type { AlipayKeys } from './keys.ts';
import { rawMember } from './raw-member.ts';
import { holdsText, type Parameters, signedRequest } from './signature.ts';

/** What a call needs; `address` is that of `gateway.do`. */
export type Line = { readonly keys: AlipayKeys; readonly address: string; readonly clock: () => number; readonly fetch: Fetch };

/** What Alipay said: something signed, or a refusal by its `sub_code`; nothing where it did not answer, does not know itself, or what it said is not its own. */
export type Said = { readonly ok: true; readonly said: unknown } | { readonly ok: false; readonly code: string } | undefined;

const TRIES = 2;
const refusalShape = z.object({ code: z.string(), sub_code: z.optional(z.string()) });
const signShape = z.object({ sign: z.string() });

/** Asks at most twice with the same content; each request is idempotent by its own numbers. */
export async function ask(line: Line, method: string, wish: Parameters): Promise<Said> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const answer = await send(line, { method, ...wish });
    const said = answer?.status === 200 ? judge(line, method, Buffer.from(answer.body).toString('utf8')) : undefined;
    if (said !== undefined) return said;
  }
  return undefined;
}

/** The parameter that holds what is asked, as JSON. */
export const content = (said: object): Parameters => ({ biz_content: JSON.stringify(said) });

function send({ keys, address, clock, fetch }: Line, wish: Parameters): Promise<Answer | undefined> {
  const body = new URLSearchParams(signedRequest(keys, wish, clock())).toString();
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded;charset=utf-8', 'user-agent': 'daylight' };
  return fetchBounded(fetch, `${address}?charset=utf-8`, { method: 'POST', headers, body });
}

/** A yes counts only if Alipay signed the very characters of it. A no moves nothing of ours, and is taken as it is. */
function judge({ keys }: Line, method: string, text: string): Said {
  const raw = rawMember(text, `${method.replaceAll('.', '_')}_response`);
  const refusal = refusalShape.safeParse(parseJson(raw ?? rawMember(text, 'error_response') ?? ''));
  if (refusal.success && refusal.data.code !== '10000') {
    const code = refusal.data.sub_code ?? refusal.data.code;
    return refusal.data.code === '20000' || /SYSTEM_ERROR|isp\.unknow/.test(code) ? undefined : { ok: false, code };
  }
  const sign = signShape.safeParse(parseJson(text));
  return raw !== undefined && sign.success && holdsText(keys.alipayKeys, raw, sign.data.sign) ? { ok: true, said: parseJson(raw) } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no shape fits it
  }
}
