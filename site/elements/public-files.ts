import { ask } from './ask.ts';
import type { FileRead } from './log-reader.ts';

/** Reads a public file from the portal that this page came from. */
export async function readPublicFile(path: string, fresh: boolean): Promise<FileRead> {
  const reply = await ask(path, { cache: fresh ? 'no-store' : 'default', credentials: 'omit' });
  if (reply === 'unreachable') return 'unreachable';
  if (reply.status === 200) return reply.bytes;
  return reply.status === 403 || reply.status === 404 ? 'missing' : 'unreachable';
}
