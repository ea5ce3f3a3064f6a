import { handle } from 'hono/aws-lambda';
import { answering } from '../http/answering.ts';
import { claimRoutes } from '../http/claims.ts';
import { queryRoutes } from '../http/queries.ts';

const world = async () => (await import('./world.ts')).answering();

/** Answers where a gift is, dated and signed, looks payments up, and takes claims. */
export const handler = handle(answering(queryRoutes(world), claimRoutes(world)));
