import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { giftBody, pay, place, published } from '../support/donor.ts';
import { killAllPortals, type PortalProcess, startPortal } from '../support/portal-process.ts';
import { runCommand } from '../support/run-command.ts';
import { wholeRecord } from '../support/whole-record.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const dataDir = join(base, 'data');
const keyOf = (name: string) => join(base, `${name}.key`);
let portal: PortalProcess;

beforeAll(async () => {
  portal = await startPortal({ dataDir });
});
afterAll(async () => {
  await killAllPortals();
  rmSync(base, { recursive: true, force: true });
});

const run = (file: string, args: readonly string[], more: { readonly [name: string]: string } = {}) => runCommand(file, args, { DATA_DIR: dataDir, ...more });
const staff = (...args: readonly string[]) => run('infra/local/staff.ts', args);
const refund = (...args: readonly string[]) => run('infra/local/refund.ts', args);
const says = (text: string | RegExp, code = 0) => ({ code, said: typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text) });
const refundNo = (said: string) => /F[0-9A-Z]{26}/.exec(said)?.[0] ?? expect.unreachable(said);

async function give() {
  const gift = await place(portal, giftBody({}));
  await pay(portal, gift.orderNo);
  return { ...gift, ...(await published(portal, gift)) };
}

const steer = (path: string, body: object) =>
  fetch(`${portal.url}/sandbox/control/${path}`, {
    method: 'POST',
    headers: { 'sandbox-control': portal.controlKey(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const donorSees = async ({ id, token }: { readonly id: string; readonly token: string }) =>
  (await fetch(`${portal.url}/api/donations/${id}`, { headers: { authorization: `Bearer ${token}` } })).json();

test('three people make their keys, each on their own, and vouch for each other', async () => {
  for (const [name, role] of [
    ['an', 'confirms'],
    ['ben', 'asks'],
    ['cai', 'confirms'],
  ] as const)
    expect(await staff('key', keyOf(name), '--person', name, '--role', role)).toMatchObject(says('readable by you only'));
  expect(statSync(keyOf('an')).mode & 0o777).toBe(0o600);
  expect(readFileSync(`${keyOf('an')}.request.json`, 'utf8')).not.toContain('PRIVATE');
  expect(await staff('key', keyOf('an'), '--person', 'an', '--role', 'asks')).toMatchObject(says('nothing was changed', 1));
  const request = (name: string) => `${keyOf(name)}.request.json`;
  expect(await staff('enrol', request('ben'), '--key', keyOf('an'))).toMatchObject(says('not enrolled', 1));
  expect(await staff('enrol', request('an'), '--key', keyOf('an'))).toMatchObject(says('in force'));
  expect(await staff('enrol', request('ben'), '--key', keyOf('an'))).toMatchObject(says('in force'));
  expect(await staff('enrol', request('cai'), '--key', keyOf('an'))).toMatchObject(says('waits for another person (1/2)'));
  expect(await staff('enrol', request('cai'), '--key', keyOf('an'))).toMatchObject(says('signed already', 1));
  expect(await staff('enrol', request('cai'), '--key', keyOf('ben'))).toMatchObject(says('in force'));
  expect(await staff('list')).toMatchObject(says(/3 把密钥[\s\S]*an\t[\s\S]*ben\t[\s\S]*cai\t/));
});

test('a gift goes back: asked, confirmed, paid by the sandbox, published, and the donor sees it', async () => {
  const gift = await give();
  const asked = await refund('ask', gift.number, '--amount', '10.00', '--why', 'duplicate', '--key', keyOf('ben'));
  expect(asked).toMatchObject(says('another person confirms'));
  const no = refundNo(asked.said);
  expect(await refund('confirm', no, '--amount', '10', '--key', keyOf('ben'))).toMatchObject(says('role_missing', 1));
  expect(await refund('confirm', no, '--amount', '1', '--key', keyOf('an'))).toMatchObject(says('Say the amount', 1));
  expect(await refund('list')).toMatchObject(says(no));
  expect(await refund('confirm', no, '--amount', '10', '--key', keyOf('an'))).toMatchObject(says('Published'));
  expect(await refund('confirm', no, '--amount', '10', '--key', keyOf('an'))).toMatchObject(says('Done before'));
  expect(await donorSees(gift)).toMatchObject({ state: 'published', refund: { done: 1_000, underWay: 0 } });
  const entries = await wholeRecord(portal);
  expect(entries.filter((entry) => entry.k === 'refund')).toMatchObject([{ amt: 1_000, why: 'duplicate', of: [{ index: gift.index }] }]);
  expect(await refund('ask', gift.number, '--amount', '0.01', '--why', 'wrong_amount', '--key', keyOf('ben'))).toMatchObject(says('refund_exceeds', 1));
});

test('a guardian’s refund keeps the digest of what was shown, and no more', async () => {
  const gift = await give();
  const paper = join(base, 'paper.txt');
  writeFileSync(paper, '户口簿 某某某');
  const ask = ['ask', gift.number, '--amount', '10', '--why', 'guardian', '--key', keyOf('ben')] as const;
  expect(await refund(...ask)).toMatchObject(says('evidence_missing', 1));
  const asked = await refund(...ask, '--evidence', paper);
  expect(asked).toMatchObject(says('digest of what was shown'));
  expect(await refund('confirm', refundNo(asked.said), '--amount', '10', '--key', keyOf('an'))).toMatchObject(says('Published'));
  expect(JSON.stringify(await wholeRecord(portal))).not.toContain('某某某');
});

test('a gateway that takes its time: the donor sees that it is on its way, and its notice is taken', async () => {
  const gift = await give();
  await steer('refunds', { manner: 'under_way' });
  const asked = await refund('ask', gift.number, '--amount', '4', '--why', 'wrong_amount', '--key', keyOf('ben'));
  const no = refundNo(asked.said);
  expect(await refund('confirm', no, '--amount', '4', '--key', keyOf('cai'))).toMatchObject(says('under way at the gateway'));
  expect(await donorSees(gift)).toMatchObject({ refund: { done: 0, underWay: 400 } });
  expect(await (await steer(`refunds/${no}`, { state: 'done' })).json()).toEqual({ callbacks: [{ status: 200 }] });
  expect(await refund('again', no, '--key', keyOf('an'))).toMatchObject(says('state_wrong', 1));
});

test('a lost key asks and confirms nothing from then on', async () => {
  expect(await staff('lost', 'ben', '--key', keyOf('cai'))).toMatchObject(says('lost'));
  const gift = await give();
  expect(await refund('ask', gift.number, '--amount', '10', '--why', 'duplicate', '--key', keyOf('ben'))).toMatchObject(says('signer_unknown', 1));
  expect(await staff('list')).toMatchObject(says('遗失 lost'));
});

test('a key under a pass-phrase opens with it only', async () => {
  const [file, secret] = [keyOf('dan'), { KEY_PASS_PHRASE: 'eine lange Wendung' }];
  const made = await run('infra/local/staff.ts', ['key', file, '--person', 'dan', '--role', 'asks', '--pass-phrase'], secret);
  expect(made).toMatchObject(says('dan.key'));
  expect(readFileSync(file, 'utf8')).toContain('ENCRYPTED');
  expect(await run('infra/local/staff.ts', ['lost', 'dan', '--key', file], { KEY_PASS_PHRASE: 'another' })).toMatchObject(says('cannot be opened', 1));
  expect(await run('infra/local/staff.ts', ['lost', 'dan', '--key', file], secret)).toMatchObject(says('no such key', 1));
});

test('closed, the day holds from outside, refunds included', async () => {
  expect(await run('infra/local/close.ts', ['--now'])).toMatchObject({ code: 0 });
  expect(await run('functions/commands/verify.ts', [portal.url])).toMatchObject(says('全部成立'));
});

test.each([[[]], [['ask', '1-1-1']], [['pay', 'F']], [['--force']]])('asked wrongly with %j it says how', async (args) => {
  expect(await refund(...args)).toMatchObject(says('npm run refund -- ask', 1));
});
