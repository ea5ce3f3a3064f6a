import { handle } from 'hono/aws-lambda';
import { answering } from '../http/answering.ts';
import { callbackRoutes } from '../http/callbacks.ts';

const world = async () => (await import('./world.ts')).settling();

/** Settles what a gateway vouches for. */
export const handler = handle(answering(callbackRoutes(world)));
