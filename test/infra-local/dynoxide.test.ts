import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { dynamoDatabase } from '../../functions/store/dynamo.ts';
import { createTables, startDynoxide } from '../../infra/local/dynoxide.ts';

const folder = mkdtempSync(join(tmpdir(), 'daylight-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tables = { records: 'records', ledger: 'ledger' };
const answers = (endpoint: string): Promise<boolean> =>
  fetch(endpoint, { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  );

test('what was stored is there after a stop and a start on the same file', async () => {
  const file = join(folder, 'tables.db');
  const first = await startDynoxide({ file });
  await createTables(first.endpoint, tables);
  const item = { pk: 'CTR', sk: 'CTR', next: 1 };
  await dynamoDatabase({ tables, endpoint: first.endpoint, region: 'local' }).write([{ table: 'ledger', put: item, when: 'absent' }]);
  await first.stop();
  expect(await answers(first.endpoint)).toBe(false);
  const second = await startDynoxide({ file });
  await createTables(second.endpoint, tables);
  expect(await dynamoDatabase({ tables, endpoint: second.endpoint, region: 'local' }).get('ledger', { pk: 'CTR', sk: 'CTR' })).toEqual(item);
  await second.stop();
});

test('M20: when the portal is killed its database ends with it', { timeout: 30_000 }, async () => {
  const module = fileURLToPath(new URL('../../infra/local/dynoxide.ts', import.meta.url));
  const program = `
    const { startDynoxide } = await import(${JSON.stringify(module)});
    console.log((await startDynoxide()).endpoint);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const endpoint = await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
  expect(await answers(endpoint)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => answers(endpoint), { timeout: 10_000 }).toBe(false);
});

test('a DynamoDB of one’s own is used as it is, and none is started or stopped', async () => {
  const own = createServer((_, response) => response.end('{}'));
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  const address = own.address();
  const endpoint = typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : '';
  const emulator = await startDynoxide({ environment: { DYNAMODB_ENDPOINT: endpoint } });
  await emulator.stop();
  expect(emulator.endpoint).toBe(endpoint);
  expect(await answers(endpoint)).toBe(true);
  await new Promise((resolve) => own.close(resolve));
});

test('a missing binary is named together with what to set instead', async () => {
  await expect(startDynoxide({ environment: { DYNOXIDE_BIN: join(folder, 'none') } })).rejects.toThrow(/DYNOXIDE_BIN or DYNAMODB_ENDPOINT/);
});
