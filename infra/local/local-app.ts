import { Hono } from 'hono';
import { portalApp } from '../../functions/http/app.ts';
import type { Portal } from './portal.ts';
import { staticRoutes } from './static-server.ts';

/** Everything that one address answers: the functions' own routes, the stand-in gateways, then the files of the public buckets. */
export function localApp(portal: Portal): Hono {
  return new Hono()
    .route('/', portal.standIns)
    .route(
      '/',
      portalApp(async () => portal.deps),
    )
    .route('/', staticRoutes({ public: portal.deps.publicFiles, log: portal.deps.log }));
}
