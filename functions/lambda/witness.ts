import { handle } from 'hono/aws-lambda';
import { witnessRoutes } from '../http/witness.ts';

const world = async () => (await import('./witness-world.ts')).witness();

/** A witness in an account of its own (infra/aws/witness-stack.ts); it belongs to no portal. */
export const handler = handle(witnessRoutes(world));
