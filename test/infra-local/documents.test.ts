import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentNumber } from '../../functions/domain/number.ts';
import { pagesOf } from '../documents/desk/pages.ts';
import { giftBody, pay, place, published } from '../support/donor.ts';
import { killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { runCommand } from '../support/run-command.ts';
import { goods } from '../support/wishes.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const dataDir = join(base, 'data');
let portal: PortalProcess;
beforeAll(async () => {
  portal = await startPortal({ dataDir });
});
afterAll(async () => {
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

/** Runs a command on the portal of this test. */
const run = (file: string, ...args: readonly string[]) => runCommand(`infra/local/${file}`, args, { DATA_DIR: dataDir, INIT_CWD: base });

async function give(): Promise<number> {
  const gift = await place(portal, giftBody({}));
  await pay(portal, gift.orderNo);
  return (await published(portal, gift)).index;
}

const certificateOf = (index: number): string => documentNumber('certificate', 1, index);

test('certificates, a receipt and goods come in one archive, each under its number, the same at every asking', async () => {
  const [first, second] = [await give(), await give()];
  writeFileSync(join(base, 'goods.json'), JSON.stringify([goods()]));
  const [number = ''] = /1-\d+-\w/.exec((await run('enter.ts', join(base, 'goods.json'))).said) ?? [];
  writeFileSync(join(base, 'numbers.txt'), `${certificateOf(second)}\n${number}\n`);
  const wanted = [certificateOf(first), documentNumber('receipt', 1, first)];
  expect(await run('documents.ts', '--zip', 'out.zip', ...wanted, '--numbers', 'numbers.txt')).toMatchObject({
    code: 0,
    said: expect.stringContaining('4 份'),
  });
  const files = unzipSync(readFileSync(join(base, 'out.zip')));
  expect(Object.keys(files).sort()).toEqual([...wanted, certificateOf(second), `R${number}`].map((one) => `${one}.pdf`).sort());
  const [acknowledgement = ''] = await pagesOf(files[`R${number}.pdf`] ?? new Uint8Array());
  expect(acknowledgement).toContain('捐赠物资确认单');
  expect(acknowledgement).toContain(`R${number}`);
  expect((await pagesOf(files[`${certificateOf(first)}.pdf`] ?? new Uint8Array()))[0]).toContain('捐赠证书');
  expect((await run('documents.ts', '--zip', 'again.zip', ...wanted, certificateOf(second), number)).code).toBe(0);
  expect(unzipSync(readFileSync(join(base, 'again.zip')))).toEqual(files);
});

test('where one number is wrong, nothing is written; an archive that is there stays', async () => {
  const number = certificateOf(await give());
  const wrong = `${number.slice(0, -1)}${number.endsWith('0') ? '1' : '0'}`;
  expect(await run('documents.ts', '--zip', 'wrong.zip', number, wrong)).toMatchObject({
    code: 1,
    said: expect.stringContaining('one character may be wrong'),
  });
  expect(await run('documents.ts', '--zip', 'wrong.zip', number, '1-0-X')).toMatchObject({ code: 1, said: expect.stringContaining('not a gift') });
  expect(readdirSync(base).filter((name) => name.startsWith('wrong'))).toEqual([]);
  writeFileSync(join(base, 'mine.zip'), 'mine');
  expect((await run('documents.ts', '--zip', 'mine.zip', number)).code).toBe(1);
  expect(readFileSync(join(base, 'mine.zip'), 'utf8')).toBe('mine');
  for (const args of [[], ['--zip', 'x.zip'], [number]]) expect((await run('documents.ts', ...args)).said).toContain('npm run documents -- --zip');
  expect(existsSync(join(base, 'x.zip'))).toBe(false);
});
