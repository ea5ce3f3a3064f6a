import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fetch } from '../../functions/gateways/bounded-fetch.ts';
import type { Gateway, Order } from '../../functions/gateways/gateway.ts';
import { sandboxGateway } from '../../functions/gateways/sandbox.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../infra/local/sandbox/sandbox.ts';

/** A callback as the portal got it. */
export type Letter = { readonly headers: Headers; readonly body: Uint8Array; readonly url: string; readonly atMs: number };

export type Market = {
  clockMs: number;
  /** What the portal answers to callbacks; 0 for no answer at all. */
  answer: number;
  readonly letters: Letter[];
  sandbox: Sandbox;
  gateway: Gateway;
  readonly folder: string;
  /** Ends the sandbox without a goodbye and starts it again on what it wrote. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export const START_MS = Date.UTC(2026, 10, 23, 1, 15, 2);
export const MERCHANT_KEY = new Uint8Array(32).fill(7);
export const MERCHANT = 'merchant-1';
export const CALLBACK_URL = 'http://portal.test/api/callbacks/sandbox';

/** The stand-in gateway and our side of it, joined without a network; time passes only when a test says so. */
export function openMarket(options: { readonly fetch?: (real: Fetch) => Fetch } & Partial<Pick<SandboxOptions, 'timer'>> = {}): Market {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const letters: Letter[] = [];
  const start = (): Pick<Market, 'sandbox' | 'gateway'> => {
    const sandbox = createSandbox({ ...sandboxOptions(folder, () => market.clockMs), fetch: inbox, ...(options.timer ? { timer: options.timer } : {}) });
    const real: Fetch = async (url, init) => sandbox.app.request(url, init);
    return { sandbox, gateway: gatewayOf(sandbox, { fetch: options.fetch?.(real) ?? real, clock: () => market.clockMs }) };
  };
  const inbox: Fetch = async (url, init) => {
    const request = new Request(url, init);
    letters.push({ headers: request.headers, body: new Uint8Array(await request.arrayBuffer()), url, atMs: market.clockMs });
    if (market.answer === 0) throw new TypeError('nobody there');
    return new Response(market.answer === 204 ? null : 'x', { status: market.answer });
  };
  const market: Market = Object.assign({ clockMs: START_MS, answer: 200, letters, folder }, {
    restart: async () => {
      await market.sandbox.stop();
      Object.assign(market, start());
    },
    close: async () => {
      await market.sandbox.stop();
      rmSync(folder, { recursive: true });
    },
  } satisfies Pick<Market, 'restart' | 'close'>) as Market;
  return Object.assign(market, start());
}

/** Options of a sandbox on a folder, with one merchant; its callbacks reach nobody. */
export function sandboxOptions(folder: string, clock: () => number): SandboxOptions {
  let drawn = 0;
  return {
    folder,
    merchant: { id: MERCHANT, name: '示范省示例公益会', key: MERCHANT_KEY, notifyUrl: CALLBACK_URL },
    publicUrl: 'http://portal.test',
    clock,
    random: (bytes) => Uint8Array.from({ length: bytes }, (_, at) => (drawn++ * 31 + at * 7) & 255),
    fetch: async () => new Response('x'),
  };
}

export function gatewayOf(
  sandbox: Pick<Sandbox, 'publicKey'>,
  world: { readonly fetch: Fetch; readonly clock: () => number; readonly merchant?: string },
): Gateway {
  return sandboxGateway({
    demonstration: true,
    address: 'http://portal.test/sandbox',
    merchant: world.merchant ?? MERCHANT,
    publicKey: sandbox.publicKey,
    merchantKey: MERCHANT_KEY,
    callbackUrl: CALLBACK_URL,
    clock: world.clock,
    fetch: world.fetch,
  });
}

/** An order of 100 yuan that may be paid for half an hour. */
export function order(change: Partial<Order> = {}): Order {
  return {
    orderNo: 'D0000000000000000000000000A011',
    amount: { currency: 'CNY', minor: 10_000 },
    subject: '灾害救助',
    method: 'sandbox',
    expiresAtMs: START_MS + 30 * 60_000,
    returnUrl: '/thanks.html#d_00000000000000000000000000.token',
    ...change,
  };
}
