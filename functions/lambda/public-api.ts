import { handle } from 'hono/aws-lambda';
import { answering } from '../http/answering.ts';
import { donationRoutes } from '../http/donations.ts';
import { openApiRoutes } from '../http/openapi.ts';
import { asking } from './world.ts';

/** Takes gifts and answers what became of them. */
export const handler = handle(answering(donationRoutes(asking), openApiRoutes()));
