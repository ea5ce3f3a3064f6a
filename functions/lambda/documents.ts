import { handle } from 'hono/aws-lambda';
import { answering } from '../http/answering.ts';
import { documentRoutes } from '../http/documents.ts';
import { statementRoutes } from '../http/statements.ts';

const world = async () => (await import('./signing-world.ts')).signing();

/** Draws receipt and certificate once and hands them to the holder of the token; statements of a year it draws and keeps not. */
export const handler = handle(answering(documentRoutes(world), statementRoutes(world)));
