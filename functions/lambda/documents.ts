import { handle } from 'hono/aws-lambda';
import { answering } from '../http/answering.ts';
import { documentRoutes } from '../http/documents.ts';

const world = async () => (await import('./signing-world.ts')).signing();

/** Draws receipt and certificate once and hands them to the holder of the token. */
export const handler = handle(answering(documentRoutes(world)));
