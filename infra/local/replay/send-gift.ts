import { createHash } from 'node:crypto';
import { type Fetch, patienceOf } from '../../../functions/gateways/bounded-fetch.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { ListedGift } from './gift-file.ts';

/** `given`: through to the answered callback. `known`: an earlier run did it. `refused`: somebody did not take it, with the code. */
export type Sent =
  | { readonly outcome: 'given' | 'known'; readonly id?: string; readonly token?: string }
  | { readonly outcome: 'refused'; readonly code: string };

export type Target = { readonly url: string; readonly campaign: string; readonly sandbox: Pick<Sandbox, 'pay'>; readonly fetch: Fetch };

const TRIES = 3;
const PATIENCE_MS = 30_000;

/** Takes one listed gift the whole way of a real one: ordered over HTTP, paid at the sandbox under its own serial and time, called back with a signature. */
export async function sendGift(target: Target, gift: ListedGift): Promise<Sent> {
  const { url, campaign, sandbox, fetch } = target;
  const body = {
    key: createHash('sha256').update(`replay|${gift.serial}`).digest('base64url').slice(0, 32),
    campaign,
    amount: { currency: 'CNY', minor: gift.amountFen },
    method: 'sandbox',
    donor: { kind: 'anonymous', display: 'anonymous' },
    adult: true,
  };
  const started = await post(fetch, `${url}/api/donations`, body);
  if (started.code === 'already_paid') return { outcome: 'known' };
  const orderNo = /\/sandbox\/pay\/([0-9A-Z]+)$/.exec(started.pay?.url ?? '')?.[1];
  if (orderNo === undefined) return { outcome: 'refused', code: started.code ?? 'no_order' };
  const answers = await sandbox.pay(orderNo, { serial: gift.serial, paidAtMs: gift.paidAtMs });
  if (answers.some(({ status }) => status === 200))
    return { outcome: 'given', ...(started.id === undefined ? {} : { id: started.id }), ...(started.token === undefined ? {} : { token: started.token }) };
  return { outcome: 'refused', code: `callback_${answers[0]?.status ?? 0}` };
}

type Started = { readonly id?: string; readonly token?: string; readonly code?: string; readonly pay?: { readonly url?: string } };

/** Asks again where nobody answered or the gateway was away: the key makes it the same gift. */
async function post(fetch: Fetch, url: string, body: object): Promise<Started> {
  for (let attempt = 1; ; attempt++) {
    const said = await postOnce(fetch, url, body);
    const passing = said.code === 'unreachable' || said.code === 'gateway_unavailable' || said.code === 'internal';
    if (!passing || attempt === TRIES) return said;
  }
}

async function postOnce(fetch: Fetch, url: string, body: object): Promise<Started> {
  const patience = patienceOf(PATIENCE_MS);
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal: patience.signal });
    return await answer.json();
  } catch {
    return { code: 'unreachable' };
  } finally {
    patience.end();
  }
}
