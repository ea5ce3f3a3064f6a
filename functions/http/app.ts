import type { Hono } from 'hono';
import type { Billing } from '../actions/request-bill.ts';
import type { Answering } from '../actions/sign-answer.ts';
import type { Deps } from '../deps.ts';
import { answering } from './answering.ts';
import { billRoutes } from './bills.ts';
import { callbackRoutes } from './callbacks.ts';
import { claimRoutes } from './claims.ts';
import { documentRoutes } from './documents.ts';
import { donationRoutes } from './donations.ts';
import { openApiRoutes } from './openapi.ts';
import { payerRoutes } from './payers.ts';
import { queryRoutes } from './queries.ts';
import { statementRoutes } from './statements.ts';
import { withdrawalRoutes } from './withdrawals.ts';

/**
 * The portal's HTTP interface; the same in the cloud and on one machine. `deps` is asked for at the first request that
 * needs the world, so that a refusal costs no client.
 */
export function portalApp(deps: () => Promise<Deps & Answering & Billing>): Hono {
  return answering(
    donationRoutes(deps),
    payerRoutes(deps),
    callbackRoutes(deps),
    billRoutes(deps),
    documentRoutes(deps),
    statementRoutes(deps),
    withdrawalRoutes(deps),
    queryRoutes(deps),
    claimRoutes(deps),
    openApiRoutes(),
  );
}
