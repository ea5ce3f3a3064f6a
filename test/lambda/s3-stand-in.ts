import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came: who signed it, what it asks, on which condition. */
export type Asked = {
  readonly who: string;
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly condition: 'absent' | 'matching' | 'none';
};

/** What goes wrong with a request: the connection is cut before or after the object was stored or while it is read, or S3 refuses or never answers. */
export type Fault = 'cut' | 'stored_and_cut' | 'cut_short' | 'slow_down' | 'conflict' | 'silent';

type Kept = { readonly bytes: Buffer; readonly etag: string; readonly headers: { readonly contentType: string; readonly cacheControl: string } };

export type S3StandIn = {
  readonly endpoint: string;
  readonly asked: Asked[];
  readonly objects: ReadonlyMap<string, Kept>;
  /** Faults of the next requests, one each; an empty place is none. */
  readonly faults: (Fault | undefined)[];
  readonly putAs: (path: string, bytes: string | Uint8Array) => void;
  readonly close: () => Promise<void>;
};

/** The part of S3's REST interface that we use, conditional puts included, on the loopback; `may` refuses with AccessDenied. */
export async function startS3(may: (asked: Asked) => boolean = () => true): Promise<S3StandIn> {
  const objects = new Map<string, Kept>();
  const asked: Asked[] = [];
  const faults: (Fault | undefined)[] = [];
  const server = createServer((request, response) => {
    const one = readAsked(request);
    asked.push(one);
    const body: Buffer[] = [];
    request.on('data', (piece: Buffer) => body.push(piece));
    request.on('end', () => answer({ request, response, asked: one, body: Buffer.concat(body), fault: faults.shift() }, { objects, may }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    objects,
    faults,
    putAs: (path, bytes) => objects.set(path, keep(Buffer.from(bytes), {})),
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

function readAsked(request: IncomingMessage): Asked {
  const [, bucket = '', ...rest] = decodeURIComponent(new URL(request.url ?? '/', 'http://s3').pathname).split('/');
  const condition = request.headers['if-none-match'] === '*' ? 'absent' : request.headers['if-match'] === undefined ? 'none' : 'matching';
  const who = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  return { who, method: request.method ?? '', bucket, key: rest.join('/'), condition };
}

type Turn = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly asked: Asked;
  readonly body: Buffer;
  readonly fault: Fault | undefined;
};

type Refusal = readonly [status: number, code: string];

function answer(turn: Turn, store: { objects: Map<string, Kept>; may: (asked: Asked) => boolean }): void {
  const { request, response, asked, body, fault } = turn;
  const path = `${asked.bucket}/${asked.key}`;
  const there = store.objects.get(path);
  const refusal = store.may(asked) ? judge(turn, there) : ([403, 'AccessDenied'] as const);
  if (fault === 'silent') return;
  if (fault === 'cut') {
    response.destroy();
  } else if (refusal !== undefined) {
    const [status, code] = refusal;
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  } else if (asked.method === 'GET' && there !== undefined) {
    response.writeHead(200, { etag: there.etag, 'content-length': there.bytes.length, 'content-type': there.headers.contentType });
    if (fault === 'cut_short') response.write(there.bytes.subarray(0, there.bytes.length / 2), () => response.destroy());
    else response.end(there.bytes);
  } else if (asked.method === 'DELETE') {
    store.objects.delete(path);
    response.writeHead(204).end();
  } else {
    const kept = keep(body, request.headers);
    store.objects.set(path, kept);
    if (fault === 'stored_and_cut') response.destroy();
    else response.writeHead(200, { etag: kept.etag }).end();
  }
}

function judge({ request, asked, fault }: Turn, there: Kept | undefined): Refusal | undefined {
  if (fault === 'slow_down') return [503, 'SlowDown'];
  if (fault === 'conflict') return [409, 'ConditionalRequestConflict'];
  if (asked.method === 'GET') return there === undefined ? [404, 'NoSuchKey'] : undefined;
  if (asked.condition === 'absent') return there === undefined ? undefined : [412, 'PreconditionFailed'];
  if (asked.condition === 'none') return undefined;
  if (there === undefined) return [404, 'NoSuchKey'];
  return there.etag === request.headers['if-match'] ? undefined : [412, 'PreconditionFailed'];
}

function keep(bytes: Buffer, headers: IncomingMessage['headers']): Kept {
  const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
  return { bytes, etag, headers: { contentType: headers['content-type'] ?? '', cacheControl: headers['cache-control'] ?? '' } };
}
