import * as z from 'zod/mini';
import type { Payers } from '../gateway.ts';
import { ask, type Line } from './client.ts';

const answerShape = z.object({ open_id: z.string().check(z.regex(/^[0-9A-Za-z_-]{1,128}$/)) });

/** Learns a payer's open id with the scope `auth_base`, which shows the donor nothing ("网页授权"). */
export function alipayPayers(line: Line, openAddress: string): Payers {
  return {
    method: 'alipay-jsapi',
    codeMember: 'auth_code',
    askAddress: (backUrl, state) =>
      `${openAddress}/oauth2/publicAppAuthorize.htm?${new URLSearchParams({ app_id: line.keys.appId, scope: 'auth_base', redirect_uri: backUrl, state })}`,
    findPayer: async (code) => {
      const said = await ask(line, 'alipay.system.oauth.token', { grant_type: 'authorization_code', code });
      if (said === undefined) return { ok: false, reason: 'unavailable' };
      const found = said.ok ? answerShape.safeParse(said.said) : undefined;
      return found?.success === true ? { ok: true, payer: found.data.open_id } : { ok: false, reason: 'refused' };
    },
  };
}
