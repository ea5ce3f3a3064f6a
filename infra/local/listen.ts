import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import type { Hono } from 'hono';

/** A server that listens; what it answers is given once its address is known. */
export type Listener = { readonly port: number; readonly answer: (app: Hono) => void; readonly stop: () => Promise<void> };

const STARTING = () => new Response('503 starting\n', { status: 503, headers: { 'retry-after': '1' } });

/** Listens on all addresses of this machine, so that phones of the local network reach it; port 0 takes a free one. Rejects with the system's code, such as `EADDRINUSE`. */
export function listen(port: number): Promise<Listener> {
  let fetch: (request: Request, env: unknown) => Response | Promise<Response> = STARTING;
  return new Promise((resolve, reject) => {
    const server = serve({ port, hostname: '0.0.0.0', fetch: (request, env) => fetch(request, env) }, (info: AddressInfo) => {
      server.off('error', reject);
      resolve({
        port: info.port,
        answer: (app) => {
          fetch = (request, env) => app.fetch(request, env as object);
        },
        stop: () => close(server),
      });
    });
    server.once('error', reject);
  });
}

function close(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
