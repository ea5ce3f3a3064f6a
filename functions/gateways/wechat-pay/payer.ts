import * as z from 'zod/mini';
import { type Fetch, fetchBounded } from '../bounded-fetch.ts';
import type { Payers } from '../gateway.ts';
import { parseJson } from '../message-shapes.ts';

export type PayerDesk = {
  readonly appid: string;
  readonly appSecret: string;
  readonly fetch: Fetch;
  /** Hosts of the service account's interfaces, without a slash at the end. */
  readonly openAddress: string;
  readonly apiAddress: string;
};

const answerShape = z.object({ openid: z.string().check(z.regex(/^[0-9A-Za-z_-]{1,128}$/)) });
const refusalShape = z.object({ errcode: z.int() });

/** Learns a payer's openid with the scope `snsapi_base`, which shows the donor nothing ("网页授权"). */
export function weChatPayers({ appid, appSecret, fetch, openAddress, apiAddress }: PayerDesk): Payers {
  return {
    method: 'wechat-jsapi',
    codeMember: 'code',
    // The order of the members is part of the interface, and so is the fragment.
    askAddress: (backUrl, state) =>
      `${openAddress}/connect/oauth2/authorize?appid=${appid}&redirect_uri=${encodeURIComponent(backUrl)}&response_type=code&scope=snsapi_base&state=${encodeURIComponent(state)}#wechat_redirect`,
    findPayer: async (code) => {
      const query = new URLSearchParams({ appid, secret: appSecret, code, grant_type: 'authorization_code' });
      const answer = await fetchBounded(fetch, `${apiAddress}/sns/oauth2/access_token?${query}`, { method: 'GET' });
      const said = answer?.status === 200 ? parseJson(answer.body) : undefined;
      const found = answerShape.safeParse(said);
      if (found.success) return { ok: true, payer: found.data.openid };
      const refusal = refusalShape.safeParse(said);
      return { ok: false, reason: refusal.success && refusal.data.errcode !== -1 ? 'refused' : 'unavailable' };
    },
  };
}
