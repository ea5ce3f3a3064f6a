import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLive } from '../../functions/actions/refresh-disclosure.ts';
import { reverseBill } from '../../functions/actions/reverse-bill.ts';
import { readAnswer } from '../../functions/domain/dated-answer.ts';
import { openCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { formatVerifierKey, parseVerifierKey } from '../../functions/domain/ledger/note.ts';
import { judgeByPolicy, parsePolicy } from '../../functions/domain/ledger/policy.ts';
import { dayOf, previousDay, startOfDayMs } from '../../functions/domain/time.ts';
import type { Item } from '../../functions/store/database.ts';
import { COUNTER_KEY, donationKey, outboxPartition, SHARDS } from '../../functions/store/tables.ts';
import { bytesBeforeFirstAnswer } from '../../infra/bundle.ts';
import { runWitness } from '../../infra/local/run-witness.ts';
import { verifySignature } from '../documents/signature/read-signature.ts';
import { demonstration } from '../support/world.ts';
import { type Cloud, PUBLIC_URL, startCloud } from './cloud.ts';
import { streamEvent } from './events.ts';
import { RECEIPTS_KEY } from './key-stand-in.ts';

const society = demonstration();
let cloud: Cloud;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());

const text = (path: string) => cloud.s3.objects.get(path)?.bytes.toString('utf8') ?? '';
const folderOf = (name: string) => readdirSync(cloud.bundles.find((one) => one.name === name)?.folder ?? '', { recursive: true }).map(String);
const inputsOf = (name: string) => Object.keys(cloud.bundles.find((one) => one.name === name)?.metafile.inputs ?? {});

type Given = { readonly id: string; readonly token: string; readonly preview: { readonly shown: string }; readonly pay: { readonly kind: string } };

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(`${PUBLIC_URL}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

async function give(key: string, name: string): Promise<Given> {
  const wish = {
    key: key.repeat(22),
    campaign: society.campaigns[0]?.id,
    amount: { currency: 'CNY', minor: 12_345 },
    method: 'sandbox',
    donor: { kind: 'person', name, display: 'named' },
    consent: { version: society.consentVersion },
    adult: true,
  };
  const answer = await cloud.api(post('/api/donations', wish), { base64: key === 'b' });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return answer.json();
}

const read = async (gift: Given) => {
  const answer = await cloud.api(new Request(`${PUBLIC_URL}/api/donations/${gift.id}`, { headers: { authorization: `Bearer ${gift.token}` } }));
  return [answer.status, await answer.json()];
};

const orderOf = async (gift: Given): Promise<string> => String((await cloud.db.get('records', donationKey(gift.id)))?.orderNo);

async function outbox(): Promise<readonly Item[]> {
  return (await Promise.all(SHARDS.map((shard) => cloud.db.query('ledger', { pk: outboxPartition(shard) })))).flat();
}

const head = () => {
  const said: { readonly vkeys: readonly { readonly vkey: string }[] } = JSON.parse(text('log-bucket/log/1/log.json'));
  const key = parseVerifierKey(said.vkeys[0]?.vkey ?? '');
  return key === undefined ? undefined : openCheckpoint(text('log-bucket/log/1/checkpoint'), { origin: society.origin, keys: [key] });
};

describe('what a function carries', () => {
  test('the public API reads less than 60 KB of code before its first answer', () => {
    const bundle = cloud.bundles.find((one) => one.name === 'public-api');
    expect(bundle && bytesBeforeFirstAnswer(bundle.metafile, bundle.entry)).toBeLessThan(60_000);
  });

  test.each(['public-api', 'callbacks', 'queries', 'sweeper', 'biller', 'reconciler', 'publisher', 'witnesses'])('%s carries nothing to draw with', (name) => {
    expect(inputsOf(name).filter((one) => /pdf-lib|harfbuzz|fontkit|pdfium|functions\/documents/.test(one))).toEqual([]);
    expect(folderOf(name).filter((one) => /\.(?:ttf|wasm)$|fonts/.test(one))).toEqual([]);
  });

  test('documents brings faces, their stores, templates and WebAssembly along', () => {
    expect(folderOf('documents').filter((one) => one.endsWith('.ttf'))).toHaveLength(6);
    expect(folderOf('documents').filter((one) => one.endsWith('.glyphs'))).toHaveLength(3);
    expect(folderOf('documents').filter((one) => one.endsWith('.template'))).toHaveLength(4 + 2 * society.campaigns.length);
    expect(folderOf('documents').filter((one) => one.endsWith('.wasm'))).toEqual(expect.arrayContaining(['pdfium.wasm', 'fonts/harfbuzz-subset.wasm']));
  });

  test('closer brings faces along for the printed issue, and no renderer', () => {
    expect(folderOf('closer').filter((one) => one.endsWith('.ttf'))).toHaveLength(6);
    expect(inputsOf('closer').filter((one) => one.includes('pdfium'))).toEqual([]);
  });

  test('the description of the interface is made when a function is bundled, and no function carries what makes it', () => {
    const outputs = Object.values(cloud.bundles.find((one) => one.name === 'public-api')?.metafile.outputs ?? {});
    const carried = outputs.flatMap(({ inputs }) => Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0)).map(([input]) => input);
    expect(carried).toContain('functions/http/openapi-document.ts');
    expect(carried.filter((one) => /to-json-schema|openapi-answers/.test(one))).toEqual([]);
  });
});

describe('a gift through the bundled functions, woken as in the cloud', () => {
  test('a refusal costs no client: nothing is asked of any store', async () => {
    const refused = await cloud.api(post('/api/donations', { nothing: true }));
    expect([refused.status, refused.headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect((await cloud.api(new Request(`${PUBLIC_URL}/api/nothing`))).status).toBe(404);
    expect((await cloud.api(new Request(`${PUBLIC_URL}/api/openapi.json`))).status).toBe(200);
    expect([cloud.tablesAsked, cloud.s3.asked, cloud.keys.asked]).toEqual([[], [], []]);
  });

  test('the publisher’s first run begins the log under the key of KMS, and a second one changes nothing', async () => {
    expect(await cloud.wake('publisher', { schedule: 'publish' })).toEqual({ ok: true });
    const first = head();
    expect(first).toMatchObject({ ok: true });
    expect(await cloud.wake('publisher', { schedule: 'publish' })).toEqual({ ok: true });
    expect(head()).toEqual(first);
  });

  test('from the form over the gateway’s callback and the stream to the signed checkpoint and the public row', async () => {
    const gift = await give('a', '王㛃');
    expect(gift.preview.shown).toBe('王㛃');
    expect(await read(gift)).toEqual([200, expect.objectContaining({ state: 'pending' })]);
    expect(await cloud.sandbox.pay(await orderOf(gift))).toEqual([{ status: 200 }]);
    expect(await read(gift)).toEqual([200, expect.objectContaining({ state: 'paid', entry: null })]);
    const waiting = await outbox();
    expect(waiting).toHaveLength(1);
    expect(await cloud.wake('publisher', streamEvent(waiting))).toEqual({ ok: true });
    const [, published] = await read(gift);
    expect(published).toMatchObject({ state: 'published', entry: { issue: 1, page: 1 } });
    expect(head()).toMatchObject({ ok: true, checkpoint: { size: published.entry.index + 1 } });
    const page = text(`public-bucket/disclosures/${society.id}/1/1.html`);
    expect(page).toContain('王㛃');
    expect(page).toContain('123.45');
    expect(text('public-bucket/index.html')).toContain('123.45');
    expect(cloud.s3.objects.get('public-bucket/index.html')?.headers).toEqual({
      contentType: 'text/html; charset=utf-8',
      cacheControl: 'public, max-age=2, must-revalidate',
    });
  });

  test('a stream that tells the same batch twice publishes it once', async () => {
    const before = head();
    expect(await cloud.wake('publisher', streamEvent([{ pk: 'OUTBOX#0', sk: '1#x', id: 'x', bytes: Uint8Array.of(1), amt: 1 }]))).toEqual({ ok: true });
    expect(head()).toEqual(before);
  });

  /** The last certificate of the chain that the demonstration issued to itself. */
  const rootOfDocuments = () => Buffer.from(text('private-bucket/documents/demonstration-chain.pem').split('-----')[6] ?? '', 'base64');

  test('the donor holds receipt and certificate, the same bytes at every opening', async () => {
    const gift = await give('b', '欧阳娜娜');
    await cloud.sandbox.pay(await orderOf(gift));
    const ask = (kind: string, body: object) => cloud.api(post(`/api/donations/${gift.id}/documents/${kind}`, body, { authorization: `Bearer ${gift.token}` }));
    expect((await (await ask('receipt', {})).json()).code).toBe('not_published_yet');
    await cloud.wake('publisher', streamEvent(await outbox()));
    for (const kind of ['receipt', 'certificate']) {
      const { address } = await (await ask(kind, {})).json();
      const open = async () => cloud.api(new Request(new URL(address, PUBLIC_URL)));
      const first = await open();
      expect([first.status, first.headers.get('content-type')]).toEqual([200, 'application/pdf']);
      const bytes = Buffer.from(await first.arrayBuffer());
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
      expect(await verifySignature(bytes, [rootOfDocuments()])).toBe('valid and trusted');
      await ask(kind, {});
      expect(Buffer.from(await (await open()).arrayBuffer()).equals(bytes)).toBe(true);
    }
    const picture = await (await ask('certificate', { format: 'png' })).json();
    const png = Buffer.from(await (await cloud.api(new Request(new URL(picture.address, PUBLIC_URL)))).arrayBuffer());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const stranger = await cloud.api(post(`/api/donations/${gift.id}/documents/receipt`, {}, { authorization: `Bearer ${'a'.repeat(43)}` }));
    expect(stranger.status).toBe(401);
  });

  test('a fiscal bill that the donor asks for is issued by the biller, and its file handed to the holder as it came', async () => {
    const gift = await give('i', '司徒明月');
    await cloud.sandbox.pay(await orderOf(gift));
    await cloud.wake('publisher', streamEvent(await outbox()));
    const headers = { authorization: `Bearer ${gift.token}` };
    const bill = async () => (await cloud.api(new Request(`${PUBLIC_URL}/api/donations/${gift.id}/bill`, { headers }))).json();
    expect(await bill()).toMatchObject({ state: 'none', title: '司徒明月' });
    expect((await cloud.api(post(`/api/donations/${gift.id}/bill`, {}, headers))).status).toBe(200);
    expect(await cloud.wake('biller', { schedule: 'bills' })).toEqual({ ok: true });
    expect(await bill()).toMatchObject({ state: 'issued', bill: { code: '99050126' }, file: 'svg' });
    const { address } = await (await cloud.api(post(`/api/donations/${gift.id}/documents/bill`, {}, headers))).json();
    const file = await cloud.api(new Request(new URL(address, PUBLIC_URL)));
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(await file.text()).toContain('司徒明月');
    await reverseBill({ db: cloud.db, now: Date.now }, { donationId: gift.id, why: 'refunded' });
    expect(await cloud.wake('biller', { schedule: 'bills' })).toEqual({ ok: true });
    await cloud.wake('publisher', { schedule: 'publish' });
    expect(await bill()).toMatchObject({ state: 'reversed' });
    expect((await cloud.api(post(`/api/donations/${gift.id}/documents/bill`, {}, headers))).status).toBe(409);
    expect(cloud.said('biller')).toEqual([]);
  });

  test('an altered notice is refused, alarms, and changes nothing', async () => {
    const gift = await give('c', '诸葛云');
    const answers = await cloud.sandbox.pay(await orderOf(gift), { callbacks: 'altered' });
    expect(answers).toEqual([{ status: 400 }]);
    expect(await outbox()).toEqual([]);
    const alarms = cloud
      .said('callbacks')
      .filter((line) => line.includes('daylight-alarm'))
      .map((line) => JSON.parse(line));
    expect(alarms).toEqual([{ say: 'daylight-alarm', code: 'notice_refused', gateway: 'sandbox', reason: 'bad_signature' }]);
  });

  test('a gift whose callback never came is found by the sweeper once it is due', async () => {
    const gift = await give('d', '慕容雪');
    await cloud.sandbox.pay(await orderOf(gift), { callbacks: 'none' });
    expect(await cloud.wake('sweeper', { schedule: 'sweep' })).toEqual({ ok: true });
    expect(await read(gift)).toEqual([200, expect.objectContaining({ state: 'pending' })]);
    await cloud.db.write([{ table: 'records', update: donationKey(gift.id), set: { dueAt: Date.now() - 1 }, when: 'present' }]);
    expect(await cloud.wake('sweeper', { schedule: 'sweep' })).toEqual({ ok: true });
    expect(await read(gift)).toEqual([200, expect.objectContaining({ state: 'paid' })]);
  });

  test('the closer closes nothing before the day is over, then the issue with its sum, and says so', async () => {
    await cloud.wake('publisher', { schedule: 'publish' });
    expect(await cloud.wake('closer', { schedule: 'catch-up' })).toEqual({ ok: true });
    expect(cloud.said('closer')).toEqual([]);
    const earlier = previousDay(previousDay(dayOf(Date.now())));
    await cloud.db.write([{ table: 'ledger', update: COUNTER_KEY, set: { from: earlier }, when: 'present' }]);
    expect(await cloud.wake('closer', { schedule: 'close' })).toEqual({ ok: true });
    const closed = cloud.said('closer').map((line) => JSON.parse(line));
    expect(closed).toEqual([{ say: 'issue-closed', number: 1, count: 4, minor: 49_380 }]);
    expect(JSON.parse(text('log-bucket/log/1/close/1.json'))).toMatchObject({ number: 1 });
    expect(text(`public-bucket/disclosures/${society.id}/1.csv`).split('\n').length).toBeGreaterThan(3);
    expect(text(`public-bucket/disclosures/${society.id}/1.pdf`).slice(0, 5)).toBe('%PDF-');
    const live = await readLive({ publicFiles: { get: async (key) => cloud.s3.objects.get(`public-bucket/${key}`), put: never, remove: never } });
    expect(live?.issue.number).toBe(2);
  });

  test('the reconciler settles what yesterday’s bill has and nobody told, and states the day once that is published', async () => {
    const index = `public-bucket/disclosures/${society.id}/index.json`;
    const yesterday = previousDay(dayOf(Date.now()));
    const listed = JSON.parse(text(index));
    cloud.s3.putAs(index, JSON.stringify({ ...listed, issues: listed.issues.map((issue: object) => ({ ...issue, from: yesterday })) }));
    const gift = await give('r', '端木赐');
    await cloud.sandbox.pay(await orderOf(gift), { callbacks: 'none', paidAtMs: startOfDayMs(yesterday) + 1_000 });
    expect(await cloud.wake('reconciler', { schedule: 'reconcile' })).toEqual({ ok: true });
    expect(await read(gift)).toEqual([200, expect.objectContaining({ state: 'paid' })]);
    expect(cloud.said('reconciler').map((line) => JSON.parse(line).code)).toEqual(['payment_missed']);
    await cloud.wake('publisher', streamEvent(await outbox()));
    for (let again = 0; again < 2; again++) {
      expect(await cloud.wake('reconciler', { schedule: 'reconcile' })).toEqual({ ok: true });
      await cloud.wake('publisher', { schedule: 'publish' });
    }
    expect(text('public-bucket/uses.json').match(/"k":"statement"/g)).toHaveLength(1);
    expect(text('public-bucket/reports.html')).toContain('对账时账本尚缺 1 笔 ¥123.45，已补记并计入账本');
    expect([...cloud.s3.objects.keys()].filter((path) => path.startsWith(`private-bucket/bills/sandbox/${yesterday}-`))).toHaveLength(1);
  });

  test('M15: a donor takes the name back, and a fresh publisher takes it back again from a restored table', async () => {
    const gift = await give('e', '宇文知秋');
    await cloud.sandbox.pay(await orderOf(gift));
    await cloud.wake('publisher', streamEvent(await outbox()));
    const item = await cloud.db.get('records', donationKey(gift.id));
    const page = `public-bucket/disclosures/${society.id}/2/1.html`;
    expect(text(page)).toContain('宇文知秋');
    const withdraw = () => cloud.api(post(`/api/donations/${gift.id}/withdraw-name`, {}, { authorization: `Bearer ${gift.token}` }));
    const first = await withdraw();
    expect([first.status, await first.clone().json()]).toEqual([200, { withdrawal: { state: 'done', at: expect.any(String) } }]);
    expect(await cloud.wake('publisher', streamEvent(await outbox()))).toEqual({ ok: true });
    expect(await (await withdraw()).text()).toBe(await first.text());
    const shown = [...cloud.s3.objects].filter(([, { bytes }]) => bytes.includes('宇文知秋')).map(([path]) => path);
    expect(shown).toEqual([]);
    expect(text(page)).toContain('应捐赠人要求隐去姓名');
    await cloud.db.write([{ table: 'records', put: item ?? expect.unreachable(), when: 'always' }]);
    await cloud.restart('publisher');
    expect(await cloud.wake('publisher', { schedule: 'publish' })).toEqual({ ok: true });
    expect(cloud.said('publisher').map((line) => JSON.parse(line).code)).toEqual(['forgotten_came_back']);
    expect((await cloud.db.get('records', donationKey(gift.id)))?.shown).toBeUndefined();
  });

  test('M12: a donor who asks gets an answer that the receipts key signed, and the gateway’s word is settled by it; a lookup finds the payment', async () => {
    const gift = await give('f', '令狐青');
    const order = await orderOf(gift);
    await cloud.sandbox.pay(order, { callbacks: 'none' });
    const ask = async () => (await cloud.api(post(`/api/donations/${gift.id}/query`, {}, { authorization: `Bearer ${gift.token}` }))).json();
    const { answer, note, key } = await ask();
    expect(answer).toMatchObject({ k: 'query', order, state: 'settled' });
    expect(readAnswer(note, parseVerifierKey(key) ?? expect.unreachable())).toEqual(answer);
    const signings = cloud.keys.asked.filter(({ who, operation }) => who === 'queries' && operation.endsWith('Sign'));
    expect(signings.map(({ of }) => of)).toEqual([RECEIPTS_KEY]);
    await cloud.restart('publisher'); // a fresh one writes the list at once
    expect(await cloud.wake('publisher', { schedule: 'publish' })).toEqual({ ok: true });
    expect(JSON.parse(text('public-bucket/queries.json'))).toMatchObject({ open: [] });
    expect((await ask()).answer).toMatchObject({ state: 'published' });
    const serial = String((await cloud.db.get('records', donationKey(gift.id)))?.serial);
    const found = await (await cloud.api(post('/api/lookup', { serial, amount: { currency: 'CNY', minor: 12_345 } }))).json();
    expect(found).toMatchObject({ answer: { k: 'lookup', state: 'published' }, proof: expect.stringContaining('c2sp.org/tlog-proof@v1') });
  });

  test('a lost link is given back by the number of the payment and the name, a wrong name learns nothing, and staff can be asked', async () => {
    const gift = await give('w', '令狐青');
    const order = await orderOf(gift);
    await cloud.sandbox.pay(order, { callbacks: 'none' });
    await cloud.api(post(`/api/donations/${gift.id}/query`, {}, { authorization: `Bearer ${gift.token}` }));
    await cloud.wake('publisher', { schedule: 'publish' });
    const item = (await cloud.db.get('records', donationKey(gift.id))) ?? expect.unreachable();
    const day = new Date(Number(item.paidAtMs) + 8 * 3_600_000).toISOString().slice(0, 10);
    const wish = { key: 'claim-in-the-cloud-0001', gift: { by: 'number', number: String(item.serial), amount: { currency: 'CNY', minor: 12_345 }, day } };
    const claim = async (name: string) => (await cloud.api(post('/api/claims', { ...wish, donor: { kind: 'person', name, display: 'anonymous' } }))).json();
    expect(await claim('别人')).toMatchObject({ state: 'undecided', note: expect.stringContaining('/receipts') });
    expect(await claim('令狐青')).toEqual({ state: 'granted', id: gift.id, token: gift.token });
    const asked = { ...wish, donor: { kind: 'anonymous', display: 'anonymous' }, contact: '13800000000', words: '' };
    expect((await cloud.api(post('/api/claims/asked', asked))).status).toBe(201);
  });

  test('the witnesses of the profile cosign what was published, and nobody else writes beside the log for it', async () => {
    expect(await cloud.wake('witnesses', { schedule: 'ask-witnesses' })).toEqual({ ok: true });
    expect(text('log-bucket/log/1/policy.txt')).toMatch(/quorum none\n$/);
    const said: { readonly vkeys: readonly { readonly vkey: string }[] } = JSON.parse(text('log-bucket/log/1/log.json'));
    const logKey = parseVerifierKey(said.vkeys[0]?.vkey ?? '') ?? expect.unreachable();
    const folder = mkdtempSync(join(tmpdir(), 'daylight-witness-'));
    const witness = await runWitness({ folder: join(folder, 'witness'), name: 'witness.example.net', logs: [logKey], port: 0, clock: Date.now });
    const by = { zh: '监事会', en: 'supervisory committee' };
    const each = [{ name: 'committee', vkey: formatVerifierKey(witness.key), url: `http://127.0.0.1:${witness.port}`, by }];
    writeFileSync(join(folder, 'society.json'), JSON.stringify({ ...society, witnesses: { quorum: 1, each } }));
    await cloud.restart('witnesses', { SOCIETY_FILE: join(folder, 'society.json') });
    expect(await cloud.wake('witnesses', streamEvent([{ pk: 'PUB', sk: '1', atMs: 1 }]))).toEqual({ ok: true });
    const parsed = parsePolicy(text('log-bucket/log/1/policy.txt'));
    if (!parsed.ok) return expect.unreachable(parsed.problem);
    const published = head();
    if (published?.ok !== true) return expect.unreachable();
    expect(judgeByPolicy(text('log-bucket/log/1/witnessed'), parsed.policy)).toMatchObject({ ok: true, quorum: true, checkpoint: published.checkpoint });
    await witness.stop();
    rmSync(folder, { recursive: true });
  });

  test('what was published stands still when the log’s store was tampered with: the function fails, so that its alarm fires, and the page says so', async () => {
    const kept = text('log-bucket/log/1/checkpoint');
    cloud.s3.putAs('log-bucket/log/1/checkpoint', kept.replace(/^\d+$/m, '1'));
    expect(await cloud.wake('publisher', { schedule: 'publish' })).toEqual({ ok: false, error: 'stopped: checkpoint_unreadable' });
    expect(
      cloud
        .said('publisher')
        .map((line) => JSON.parse(line))
        .slice(-1),
    ).toEqual([{ say: 'daylight-alarm', code: 'log_stopped', reason: 'checkpoint_unreadable' }]);
    cloud.s3.putAs('log-bucket/log/1/checkpoint', kept);
    expect(await cloud.wake('publisher', { schedule: 'publish' })).toEqual({ ok: false, error: 'stopped: halted' });
    expect(text('public-bucket/pending.json')).toContain('checkpoint_unreadable');
    expect(await cloud.wake('closer', { schedule: 'catch-up' })).toEqual({ ok: false, error: 'stopped: halted' });
  });
});

const never = () => Promise.reject(new Error('nothing is written here'));

describe('at the end of all that', () => {
  test('M15: every field that is kept of a gift has its place in the table of what is kept where', async () => {
    const readme = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8');
    const table = readme.slice(readme.indexOf('(M15)'), readme.indexOf('## Store by store'));
    const gifts = await Promise.all(cloud.tablesAsked.filter(({ pk }) => pk.startsWith('D#')).map(({ pk }) => cloud.db.get('records', { pk, sk: 'DONATION' })));
    const fields = new Set(gifts.flatMap((gift) => Object.keys(gift ?? {})));
    expect(fields.size).toBeGreaterThan(20);
    for (const field of fields) expect(table).toContain(`\`${field}\``);
  });

  test('no function has asked for anything that the topology does not grant it', () => {
    expect(cloud.refused).toEqual([]);
  });

  test('the guard that says so does refuse', async () => {
    await cloud.restart('sweeper', { AWS_ACCESS_KEY_ID: 'nobody' });
    expect(await cloud.wake('sweeper', { schedule: 'sweep' })).toMatchObject({ ok: false });
    expect(cloud.refused.length).toBeGreaterThan(0);
    cloud.refused.length = 0;
  });

  test('M2, M20: nothing in the log’s bucket was put blindly, and no tile over another', () => {
    const puts = cloud.s3.asked.filter((one) => one.bucket === 'log-bucket' && one.method === 'PUT');
    expect(puts.filter((one) => one.condition === 'none')).toEqual([]);
    expect(puts.filter((one) => one.condition === 'matching').map((one) => one.key)).toEqual(expect.arrayContaining(['log/1/checkpoint']));
    expect(puts.filter((one) => one.key.includes('/tile/') && one.condition !== 'absent')).toEqual([]);
    expect(puts.filter((one) => one.key.includes('/checkpoints/') && one.condition !== 'absent').map((one) => one.who)).toEqual(['witnesses']);
  });

  test('M4: no name lies in the log’s bucket, neither plain nor escaped', () => {
    for (const [path, { bytes }] of cloud.s3.objects) {
      if (path.startsWith('log-bucket/')) expect(bytes.toString('utf8'), path).not.toMatch(/王㛃|欧阳|慕容|\\u738b/);
    }
  });

  test('no log line holds a secret, a name or a token', () => {
    const lines = cloud.said().join('\n');
    for (const secret of [...cloud.secrets, '王㛃', '慕容雪', 'Bearer']) expect(lines).not.toContain(secret);
  });
});
