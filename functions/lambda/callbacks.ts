import { handle } from 'hono/aws-lambda';
import { answering } from '../http/answering.ts';
import { callbackRoutes } from '../http/callbacks.ts';
import { withdrawalRoutes } from '../http/withdrawals.ts';

const world = async () => (await import('./world.ts')).settling();

/** Settles what a gateway vouches for, and takes names back: both change gifts and the outbox together. */
export const handler = handle(answering(callbackRoutes(world), withdrawalRoutes(world)));
