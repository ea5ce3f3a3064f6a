// Stands for one execution environment of Lambda: the bundle in its folder, its variables, and one event at a time.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Asked = { readonly event: unknown; readonly end: string };

const bundle: { readonly handler: (event: unknown, context: object) => Promise<unknown> } = await import(pathToFileURL(join(process.cwd(), 'index.mjs')).href);

process.on('message', async ({ event, end }: Asked) => {
  const invoked = await invoke(event);
  // Behind everything that was logged: who reads both streams up to here has missed nothing.
  console.log(end);
  console.error(end);
  process.send?.(invoked);
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: true });

async function invoke(event: unknown): Promise<object> {
  try {
    return { ok: true, answer: await bundle.handler(event, { awsRequestId: 'test' }) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}
