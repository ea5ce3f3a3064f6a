import type { AttributeValue, DynamoDBClient, DynamoDBClientConfig, ReturnConsumedCapacity, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { clientBounds } from './client-bounds.ts';
import type { Condition, Database, Item, Key, Query, TableName, Value, Write, WriteOutcome } from './database.ts';

type Sdk = typeof import('@aws-sdk/client-dynamodb') & typeof import('@aws-sdk/util-dynamodb');

/** Where the tables are, and who wants to know what each call cost. */
export type DynamoOptions = {
  readonly tables: { readonly [name in TableName]: string };
  readonly endpoint?: string;
  readonly region?: string;
  /** Told the capacity units of each call (`write` or `read`) and its number of items. */
  readonly meter?: (call: { readonly operation: string; readonly units: number }) => void;
};

const ATTEMPTS = 6;
const RETRY_CODES = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * The DynamoDB tables behind the `Database` port; the client is loaded at the first call, because
 * its 300 KB would otherwise stand before every first answer.
 */
export function dynamoDatabase(options: DynamoOptions): Database {
  let loading: Promise<{ sdk: Sdk; client: DynamoDBClient }> | undefined;
  const open = () => (loading ??= connect(options));
  const spent = (operation: string, consumed: readonly { CapacityUnits?: number | undefined }[] | undefined) => {
    options.meter?.({ operation, units: (consumed ?? []).reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0) });
  };
  const name = (table: TableName): string => options.tables[table];
  const TOTAL = { ReturnConsumedCapacity: 'TOTAL' as ReturnConsumedCapacity };

  return {
    get: async (table, key) => {
      const { sdk, client } = await open();
      const answer = await client.send(new sdk.GetItemCommand({ TableName: name(table), Key: sdk.marshall(plainKey(key)), ConsistentRead: true, ...TOTAL }));
      spent('get', answer.ConsumedCapacity === undefined ? [] : [answer.ConsumedCapacity]);
      return answer.Item === undefined ? undefined : toItem(sdk.unmarshall(answer.Item));
    },
    getMany: async (table, keys) => {
      const { sdk, client } = await open();
      const items: Item[] = [];
      let wanted = keys.map((key) => sdk.marshall(plainKey(key)));
      for (let attempt = 0; wanted.length > 0; attempt++) {
        if (attempt === ATTEMPTS) throw new Error(`${wanted.length} of ${keys.length} items were not read after ${ATTEMPTS} attempts`);
        if (attempt > 0) await pause(attempt);
        const answer = await client.send(new sdk.BatchGetItemCommand({ RequestItems: { [name(table)]: { Keys: wanted, ConsistentRead: true } }, ...TOTAL }));
        spent('getMany', answer.ConsumedCapacity);
        items.push(...(answer.Responses?.[name(table)] ?? []).map((item) => toItem(sdk.unmarshall(item))));
        wanted = answer.UnprocessedKeys?.[name(table)]?.Keys ?? [];
      }
      return items;
    },
    query: async (table, query) => {
      const { sdk, client } = await open();
      const items: Item[] = [];
      let from: Record<string, AttributeValue> | undefined;
      do {
        const answer = await client.send(
          new sdk.QueryCommand({ ...queryInput(query, sdk), TableName: name(table), ...TOTAL, ...(from === undefined ? {} : { ExclusiveStartKey: from }) }),
        );
        spent('query', answer.ConsumedCapacity === undefined ? [] : [answer.ConsumedCapacity]);
        items.push(...(answer.Items ?? []).map((item) => toItem(sdk.unmarshall(item))));
        from = answer.LastEvaluatedKey;
      } while (from !== undefined && (query.limit === undefined || items.length < query.limit));
      return query.limit === undefined ? items : items.slice(0, query.limit);
    },
    due: async (shard, untilMs, limit) => {
      const { sdk, client } = await open();
      const answer = await client.send(
        new sdk.QueryCommand({
          TableName: name('records'),
          IndexName: 'due',
          KeyConditionExpression: 'dueShard = :shard AND dueAt <= :until',
          ExpressionAttributeValues: sdk.marshall({ ':shard': shard, ':until': untilMs }),
          Limit: limit,
          ...TOTAL,
        }),
      );
      spent('due', answer.ConsumedCapacity === undefined ? [] : [answer.ConsumedCapacity]);
      return (answer.Items ?? []).map((item) => toItem(sdk.unmarshall(item)));
    },
    write: async (writes) => {
      const { sdk, client } = await open();
      const items = writes.map((write) => transactItem(write, { sdk, name }));
      const alone = items.length === 1 ? items[0] : undefined;
      for (let attempt = 1; ; attempt++) {
        try {
          // A transaction costs twice the units of a write, and one write needs none to be whole.
          const consumed = alone === undefined ? await sendAll(items, { sdk, client }) : await sendOne(alone, { sdk, client });
          spent('write', consumed);
          return { ok: true };
        } catch (error) {
          const refused = refusal(error, sdk);
          if (refused === undefined || (refused === 'retry' && attempt === ATTEMPTS)) throw error;
          if (refused !== 'retry') return refused;
          await pause(attempt);
        }
      }
    },
  };
}

type Sending = { readonly sdk: Sdk; readonly client: DynamoDBClient };
type Consumed = readonly { CapacityUnits?: number | undefined }[] | undefined;

async function sendAll(items: TransactWriteItem[], { sdk, client }: Sending): Promise<Consumed> {
  return (await client.send(new sdk.TransactWriteItemsCommand({ TransactItems: items, ReturnConsumedCapacity: 'TOTAL' }))).ConsumedCapacity;
}

/** Sends a single write by its own operation; a check alone has none and goes as a transaction. */
async function sendOne(item: TransactWriteItem, sending: Sending): Promise<Consumed> {
  const { sdk, client } = sending;
  const total = { ReturnConsumedCapacity: 'TOTAL' } as const;
  const answer =
    item.Put !== undefined
      ? await client.send(new sdk.PutItemCommand({ ...item.Put, ...total }))
      : item.Delete !== undefined
        ? await client.send(new sdk.DeleteItemCommand({ ...item.Delete, ...total }))
        : item.Update !== undefined
          ? await client.send(new sdk.UpdateItemCommand({ ...item.Update, ...total }))
          : undefined;
  if (answer === undefined) return sendAll([item], sending);
  return answer.ConsumedCapacity === undefined ? [] : [answer.ConsumedCapacity];
}

async function connect(options: DynamoOptions): Promise<{ sdk: Sdk; client: DynamoDBClient }> {
  const [dynamo, conversion] = await Promise.all([import('@aws-sdk/client-dynamodb'), import('@aws-sdk/util-dynamodb')]);
  const client = new dynamo.DynamoDBClient({
    ...clientBounds(),
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.endpoint === undefined
      ? {}
      : { endpoint: options.endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, signer: FORM_ONLY }),
    cacheMiddleware: true, // else the chain is put together anew for every call
  });
  // The first walks through every item of every answer for a log that nobody reads, and donors' names would be in it; the second
  // writes down at every call what has not changed since the first.
  for (const needless of ['loggerMiddleware', 'getUserAgentMiddleware']) client.middlewareStack.remove(needless);
  return { sdk: { ...dynamo, ...conversion }, client };
}

/** A database of our own on this machine looks whether a signature is there, and not at what it says: to make a true one costs as much as the rest of a read. */
const FORM_ONLY: Extract<DynamoDBClientConfig['signer'], { readonly sign: unknown }> = {
  sign: async (request) => {
    request.headers.authorization = 'AWS4-HMAC-SHA256 Credential=local/20200101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
    request.headers['x-amz-date'] = '20200101T000000Z';
    return request;
  },
};

type Expression = {
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
};

/** Conditions of one write, as an expression; names go through placeholders, since DynamoDB reserves hundreds of words. */
function expression(when: Condition | 'always', marshall: Sdk['marshall']): Expression {
  if (when === 'always') return {};
  const names: Record<string, string> = {};
  const values: Record<string, Value> = {};
  if (when === 'absent' || when === 'present') {
    names['#pk'] = 'pk';
    return { ConditionExpression: when === 'absent' ? 'attribute_not_exists(#pk)' : 'attribute_exists(#pk)', ExpressionAttributeNames: names };
  }
  const parts = Object.entries(when.is).map(([field, value], at) => {
    names[`#c${at}`] = field;
    if (value === undefined) return `attribute_not_exists(#c${at})`;
    values[`:c${at}`] = value;
    return `#c${at} = :c${at}`;
  });
  return {
    ConditionExpression: ['attribute_exists(pk)', ...parts].join(' AND '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: marshall(values) }),
  };
}

function transactItem(write: Write, { sdk, name }: { sdk: Sdk; name: (table: TableName) => string }): TransactWriteItem {
  const common = { TableName: name(write.table), ...expression(write.when, sdk.marshall), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
  if ('put' in write) return { Put: { ...common, Item: sdk.marshall(write.put, { removeUndefinedValues: true }) } };
  if ('erase' in write) return { Delete: { ...common, Key: sdk.marshall(plainKey(write.erase)) } };
  if ('check' in write)
    return { ConditionCheck: { ...common, ConditionExpression: common.ConditionExpression ?? '', Key: sdk.marshall(plainKey(write.check)) } };
  return { Update: { ...common, ...changes(write, common, sdk.marshall), Key: sdk.marshall(plainKey(write.update)) } };
}

function changes(write: Extract<Write, { update: Key }>, common: Expression, marshall: Sdk['marshall']) {
  const names: Record<string, string> = { ...common.ExpressionAttributeNames };
  const values: Record<string, Value> = {};
  const sets = Object.entries(write.set).map(([field, value], at) => {
    names[`#s${at}`] = field;
    values[`:s${at}`] = value;
    return `#s${at} = :s${at}`;
  });
  const removes = (write.remove ?? []).map((field, at) => {
    names[`#r${at}`] = field;
    return `#r${at}`;
  });
  const all = { ...common.ExpressionAttributeValues, ...marshall(values) }; // none at all may not be said
  return {
    UpdateExpression: [sets.length === 0 ? '' : `SET ${sets.join(', ')}`, removes.length === 0 ? '' : `REMOVE ${removes.join(', ')}`].join(' ').trim(),
    ExpressionAttributeNames: names,
    ...(Object.keys(all).length === 0 ? {} : { ExpressionAttributeValues: all }),
  };
}

function queryInput(query: Query, sdk: Sdk) {
  const range = query.from === undefined && query.to === undefined ? '' : ' AND sk BETWEEN :from AND :to';
  return {
    KeyConditionExpression: `pk = :pk${range}`,
    ExpressionAttributeValues: sdk.marshall({ ':pk': query.pk, ...(range === '' ? {} : { ':from': query.from ?? ' ', ':to': query.to ?? '\u{10FFFF}' }) }),
    ConsistentRead: true,
    ScanIndexForward: query.reverse !== true,
    ...(query.limit === undefined ? {} : { Limit: query.limit }),
  };
}

/** Tells a transaction whose conditions failed from one that met another, and both from a failure that nobody can judge. */
function refusal(error: unknown, sdk: Sdk): WriteOutcome | 'retry' | undefined {
  if (error instanceof sdk.ConditionalCheckFailedException) {
    return { ok: false, failed: [{ at: 0, found: error.Item === undefined ? undefined : toItem(sdk.unmarshall(error.Item)) }] };
  }
  if (error instanceof sdk.TransactionConflictException) return 'retry'; // a single write that met a transaction
  if (!(error instanceof sdk.TransactionCanceledException)) return undefined;
  const reasons = error.CancellationReasons ?? [];
  const failed = reasons.flatMap((reason, at) =>
    reason.Code === 'ConditionalCheckFailed' ? [{ at, found: reason.Item === undefined ? undefined : toItem(sdk.unmarshall(reason.Item)) }] : [],
  );
  if (failed.length > 0) return { ok: false, failed };
  return reasons.some((reason) => RETRY_CODES.has(reason.Code ?? '')) ? 'retry' : undefined;
}

const plainKey = (key: Key): { pk: string; sk: string } => ({ pk: key.pk, sk: key.sk });

/** Items come only from our own writes; what they hold is parsed where they are read. */
const toItem = (value: Record<string, unknown>): Item => value as unknown as Item;

const pause = (attempt: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
