import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world.ts';

/** The items and files of a portal in which a text occurs: both tables whole, and every file of every bucket. */
export async function placesOf(world: World, text: string): Promise<readonly string[]> {
  const items = await Promise.all(['records', 'ledger'].map(async (table) => itemsWith(await scan(world.endpoint, table), { table, text })));
  return [...new Set(items.flat()), ...filesWith(world, text)].sort();
}

/** The files in which a text occurs, by their path, which begins with the bucket's name. */
export function filesWith(world: Pick<World, 'folder'>, text: string): readonly string[] {
  const files = readdirSync(world.folder, { recursive: true }).map(String);
  return files.filter((file) => statSync(join(world.folder, file)).isFile() && readFileSync(join(world.folder, file)).includes(text)).sort();
}

type Scanned = { readonly [name: string]: unknown };

function itemsWith(items: readonly Scanned[], { table, text }: { readonly table: string; readonly text: string }): readonly string[] {
  return items.flatMap((item) => Object.keys(item).flatMap((field) => (asText(item[field]).includes(text) ? [`${table} ${item.sk} ${field}`] : [])));
}

/** A value as text, bytes as what they say in UTF-8. */
function asText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (part instanceof Uint8Array ? new TextDecoder().decode(part) : part));
}

async function scan(endpoint: string, table: string): Promise<readonly Scanned[]> {
  const [{ DynamoDBClient, ScanCommand }, { unmarshall }] = await Promise.all([import('@aws-sdk/client-dynamodb'), import('@aws-sdk/util-dynamodb')]);
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const { Items, LastEvaluatedKey } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
  client.destroy();
  if (Items === undefined || LastEvaluatedKey !== undefined) throw new Error('the table is larger than one answer');
  return Items.map((item) => unmarshall(item));
}
