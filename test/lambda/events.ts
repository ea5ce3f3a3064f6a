import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, DynamoDBStreamEvent } from 'aws-lambda';
import type { Item } from '../../functions/store/database.ts';

/** A request as API Gateway hands it on (payload 2.0); `base64` is how it sends bodies whose content type it does not know as text. */
export async function apiEvent(request: Request, how: { readonly routeKey: string; readonly base64?: boolean }): Promise<APIGatewayProxyEventV2> {
  const { pathname, search, host } = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  return {
    version: '2.0',
    routeKey: how.routeKey,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { ...Object.fromEntries(request.headers), host, 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' },
    requestContext: {
      accountId: '111122223333',
      apiId: 'api',
      domainName: host,
      domainPrefix: 'api',
      http: { method: request.method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: how.routeKey,
      stage: '$default',
      time: '24/Nov/2026:04:00:00 +0000',
      timeEpoch: 1_795_492_800_000,
    },
    ...(body.length === 0 ? {} : { body: how.base64 === true ? body.toString('base64') : body.toString('utf8') }),
    isBase64Encoded: how.base64 === true,
  };
}

/** The answer that API Gateway makes of what a function returned. */
export function apiAnswer(result: APIGatewayProxyStructuredResultV2): Response {
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8');
  const headers = Object.entries(result.headers ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
  return new Response(body.length === 0 ? null : body, { status: result.statusCode ?? 0, headers });
}

/** A batch of the outbox's stream: new images as the event source mapping hands them on, bytes in base64. */
export function streamEvent(items: readonly Item[]): DynamoDBStreamEvent {
  return {
    Records: items.map((item, at) => ({
      eventID: `e${at}`,
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'ap-southeast-1',
      eventSourceARN: 'arn:aws:dynamodb:ap-southeast-1:111122223333:table/ledger/stream/2026-11-24T00:00:00.000',
      dynamodb: {
        ApproximateCreationDateTime: 1_795_492_800,
        Keys: { pk: { S: item.pk }, sk: { S: item.sk } },
        NewImage: Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attribute(value)])),
        SequenceNumber: String(100 + at),
        SizeBytes: 512,
        StreamViewType: 'NEW_IMAGE',
      },
    })),
  };
}

function attribute(value: unknown): { S: string } | { N: string } | { B: string } {
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  return typeof value === 'number' ? { N: String(value) } : { S: String(value) };
}
