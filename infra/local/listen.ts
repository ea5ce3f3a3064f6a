import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import type { Hono } from 'hono';

/** A server that listens; what it answers is given once its address is known, and whoever asks earlier waits until then. */
export type Listener = { readonly port: number; readonly answer: (app: Hono) => void; readonly stop: () => Promise<void> };

const ANSWERED_WITHIN_MS = 2_000;

/** Listens on all addresses of this machine, so that phones of the local network reach it; port 0 takes a free one. Rejects with the system's code, such as `EADDRINUSE`. */
export function listen(port: number): Promise<Listener> {
  const { promise: opened, resolve: answer } = Promise.withResolvers<Hono>();
  return new Promise((resolve, reject) => {
    // A callback that is repeated the moment we come up waits a second here; refused, it would come a quarter of a minute later.
    const fetch = async (request: Request, env: unknown) => (await opened).fetch(request, env as object);
    const server = serve({ port, hostname: '0.0.0.0', fetch }, (info: AddressInfo) => {
      server.off('error', reject);
      resolve({ port: info.port, answer, stop: () => close(server) });
    });
    server.once('error', reject);
  });
}

/** Takes no more, and lets what is under way be answered. */
function close(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const impatience = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), ANSWERED_WITHIN_MS);
    server.close(() => {
      clearTimeout(impatience);
      resolve();
    });
  });
}
