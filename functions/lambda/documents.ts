import { handle } from 'hono/aws-lambda';
import { answering } from '../http/answering.ts';
import { billRoutes } from '../http/bills.ts';
import { documentRoutes } from '../http/documents.ts';
import { statementRoutes } from '../http/statements.ts';

const world = async () => (await import('./signing-world.ts')).signing();

/** Draws receipt and certificate once and hands them to the holder of the token, and the fiscal bill as it came; statements of a year it draws and keeps not. */
export const handler = handle(answering(billRoutes(world), documentRoutes(world), statementRoutes(world)));
