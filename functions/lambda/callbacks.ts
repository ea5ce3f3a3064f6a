import { handle } from 'hono/aws-lambda';
import { answering } from '../http/answering.ts';
import { callbackRoutes } from '../http/callbacks.ts';
import { settling } from './world.ts';

/** Settles what a gateway vouches for. */
export const handler = handle(answering(callbackRoutes(settling)));
