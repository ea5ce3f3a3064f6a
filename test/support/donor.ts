import type { PortalProcess } from './portal-process.ts';

/** What the portal answered, read as JSON. */
export type Answer = { readonly status: number; readonly body: { readonly [name: string]: unknown } };

export type Placed = { readonly id: string; readonly token: string; readonly orderNo: string };

/** How a gift stands for its donor. */
export type State = {
  readonly state: string;
  readonly amount: { readonly minor: number };
  readonly entry: { readonly index: number; readonly row: number; readonly issue: number; readonly number: string; readonly publishedAt: string } | null;
};

let keys = 0;

/** The body of a gift of ten yuan without a name; each call makes another gift. */
export function giftBody(change: { readonly [field: string]: unknown } = {}): { readonly [field: string]: unknown } {
  keys += 1;
  return {
    key: `key${String(keys).padStart(8, '0')}${process.pid}`.padEnd(22, '0'),
    campaign: 'everyday',
    amount: { currency: 'CNY', minor: 1_000 },
    method: 'sandbox',
    donor: { kind: 'anonymous', display: 'anonymous' },
    adult: true,
    ...change,
  };
}

/** Sends a wish as the give page does. */
export function send(portal: Pick<PortalProcess, 'url'>, body: object): Promise<Answer> {
  return ask(`${portal.url}/api/donations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

/** Places the order of a gift; throws where it is refused. */
export async function place(portal: Pick<PortalProcess, 'url'>, body: object = giftBody()): Promise<Placed> {
  const { status, body: said } = await send(portal, body);
  const { id, token, pay } = said;
  if (status !== 201 || typeof id !== 'string' || typeof token !== 'string') throw new Error(`no order: ${JSON.stringify(said)}`);
  const orderNo = /pay\/(\w+)/.exec(JSON.stringify(pay))?.[1] ?? '';
  return { id, token, orderNo };
}

/** Pays at the sandbox in the manner that `controlRoutes` describes; gives the statuses with which the callbacks were answered. */
export async function pay(portal: PortalProcess, orderNo: string, wish: object = {}): Promise<readonly number[]> {
  const headers = { 'sandbox-control': portal.controlKey(), 'content-type': 'application/json' };
  const { status, body } = await ask(`${portal.url}/sandbox/control/orders/${orderNo}/pay`, { method: 'POST', headers, body: JSON.stringify(wish) });
  if (status !== 200 || !Array.isArray(body.callbacks)) throw new Error(`not paid: ${status} ${JSON.stringify(body)}`);
  return body.callbacks.map((one: { status: number }) => one.status);
}

/** Asks how a gift stands, with its token. */
export async function stateOf(portal: Pick<PortalProcess, 'url'>, { id, token }: Placed): Promise<State> {
  const answer = await fetch(`${portal.url}/api/donations/${id}`, { headers: { authorization: `Bearer ${token}` } });
  if (answer.status !== 200) throw new Error(`status ${answer.status}`);
  return answer.json();
}

/** Waits until a gift is published, and says where it stands. Throws where the portal is gone. */
export async function published(portal: Pick<PortalProcess, 'url'>, placed: Placed): Promise<NonNullable<State['entry']>> {
  return until('published', async () => (await stateOf(portal, placed)).entry ?? undefined);
}

/** Waits until every live page shows the entry at `index`. Throws where the portal is gone. */
export async function drawn(portal: Pick<PortalProcess, 'url'>, index: number): Promise<void> {
  await until('drawn', async () => ((await publicJson<{ readonly size: number }>(portal, '/live.json')).size > index ? true : undefined));
}

async function until<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`not ${what} within ten seconds`);
}

/** Closes the day under way, or only what is due, as `npm run close` does. */
export async function closeDay(portal: PortalProcess, wish: { readonly now: boolean }): Promise<Answer['body']> {
  const headers = { 'daylight-desk': portal.deskKey(), 'content-type': 'application/json' };
  return (await ask(`${portal.url}/local/close`, { method: 'POST', headers, body: JSON.stringify(wish) })).body;
}

/** A public file as JSON. */
export async function publicJson<Shape>(portal: Pick<PortalProcess, 'url'>, path: string): Promise<Shape> {
  const answer = await fetch(`${portal.url}${path}`);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
  return { status: answer.status, body: await answer.json() };
}
