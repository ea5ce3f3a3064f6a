import { handle } from 'hono/aws-lambda';
import { answering } from '../http/answering.ts';
import { donationRoutes } from '../http/donations.ts';
import { openApiRoutes } from '../http/openapi.ts';
import { payerRoutes } from '../http/payers.ts';

const world = async () => (await import('./world.ts')).asking();

/** Takes gifts and answers what became of them. */
export const handler = handle(answering(donationRoutes(world), payerRoutes(world), openApiRoutes()));
