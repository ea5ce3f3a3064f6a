import { request as ask, createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One thing a request would do to a table. */
export type TableAsked = { readonly who: string; readonly action: 'read' | 'write'; readonly table: string; readonly index?: string; readonly pk: string };

export type Guard = { readonly endpoint: string; readonly asked: TableAsked[]; readonly close: () => Promise<void> };

/** Stands before a DynamoDB and refuses, as IAM would, what `may` does not allow; everything else passes unchanged. */
export async function guardDynamo(endpoint: string, may: (asked: TableAsked) => boolean): Promise<Guard> {
  const asked: TableAsked[] = [];
  const server = createServer(async (request, response) => {
    const body = await read(request);
    const parts = partsOf(request, JSON.parse(body.toString('utf8')));
    asked.push(...parts);
    if (!parts.every(may)) {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify({ __type: 'AccessDeniedException' }));
      return;
    }
    const onward = ask(endpoint, { method: 'POST', headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

type Key = { readonly pk: { readonly S: string } };
type One = { readonly TableName: string; readonly Item?: Key; readonly Key?: Key; readonly IndexName?: string };
type Body = One & { readonly TransactItems?: readonly { readonly [operation: string]: One }[]; readonly RequestItems?: { readonly [table: string]: unknown } };

const READS = new Set(['GetItem', 'Query', 'ConditionCheck']);

function partsOf(request: IncomingMessage, body: Body): readonly TableAsked[] {
  const who = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  const part = (name: string, one: One): TableAsked => ({
    who,
    action: READS.has(name) ? 'read' : 'write',
    table: one.TableName,
    ...(one.IndexName === undefined ? {} : { index: one.IndexName }),
    pk: (one.Item ?? one.Key)?.pk.S ?? '',
  });
  if (body.TransactItems !== undefined) return body.TransactItems.flatMap((item) => Object.entries(item).map(([name, one]) => part(name, one)));
  if (body.RequestItems !== undefined) return Object.keys(body.RequestItems).map((table) => ({ who, action: 'read', table, pk: '' }));
  return [part(operation, body)];
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}
