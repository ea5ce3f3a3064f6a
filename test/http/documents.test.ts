import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../functions/actions/create-log.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { orderNumber } from '../../functions/domain/number.ts';
import { portalApp } from '../../functions/http/app.ts';
import { SENTENCES } from '../../functions/http/problem.ts';
import { readDocument } from '../../site/elements/document-answer.ts';
import { pixelsOfPng, qrOf, textOf } from '../documents/pdf-reading.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
let world: World;
let app: ReturnType<typeof portalApp>;
let published: Claim;
let unpublished: Claim;

type Claim = { readonly id: string; readonly token: string };

beforeAll(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
  app = portalApp(async () => world);
  published = await pay('published');
  await publishSettled(world);
  unpublished = await pay('unpublished');
});
afterAll(() => world.stop());

async function pay(key: string): Promise<Claim> {
  const body = {
    key: key.padEnd(22, 'k'),
    campaign: 'library',
    amount: { currency: 'CNY', minor: 10_000 },
    method: 'sandbox',
    donor: { kind: 'person', name: '王㛃', display: 'named' },
    consent: { version: world.society.consentVersion },
    adult: true,
  };
  const given = await app.request('/api/donations', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const claim: Claim = await given.json();
  await settlePayment(world, payment(orderNumber(claim.id, 1), { paidAtMs: NOON }));
  return claim;
}

type Ask = { readonly claim?: Claim; readonly body?: string; readonly headers?: Record<string, string> };

function ask(kind: string, { claim = published, body, headers = {} }: Ask = {}): Promise<Response> | Response {
  return app.request(`/api/donations/${claim.id}/documents/${kind}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${claim.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

async function addressOf(answer: Response): Promise<string> {
  const read = readDocument({ status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()) });
  return read.outcome === 'ready' ? read.address : expect.unreachable(read.outcome);
}

const fetchBytes = async (address: string): Promise<Uint8Array> => new Uint8Array(await (await app.request(address)).arrayBuffer());

describe('the holder of the token', () => {
  test.each([
    ['receipt', /^inline; filename="receipt-R1-\d+-[0-9A-Z]\.pdf"; filename\*=UTF-8''%E6%8D%90%E8%B5%A0%E7%A1%AE%E8%AE%A4%E5%8D%95-R1-\d+-[0-9A-Z]\.pdf$/],
    ['certificate', /^inline; filename="certificate-C1-\d+-[0-9A-Z]\.pdf"; filename\*=UTF-8''%E6%8D%90%E8%B5%A0%E8%AF%81%E4%B9%A6-C1-\d+-[0-9A-Z]\.pdf$/],
  ])('gets the %s under an address of this portal, for nobody’s cache', async (kind, disposition) => {
    const answer = await ask(kind);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { expiresAt } = await answer.clone().json();
    expect(expiresAt).toBe('2026-11-24T12:05:00+08:00');
    const file = await app.request(await addressOf(answer));
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': expect.stringMatching(disposition),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
    const bytes = new Uint8Array(await file.arrayBuffer());
    expect(file.headers.get('content-length')).toBe(String(bytes.length));
    expect((await textOf(bytes)).replace(/\s+/g, '')).toContain('王㛃');
  });

  test('gets a picture with the same code on it where the browser cannot keep files, also of a document nobody has asked for yet', async () => {
    const claim = await pay('picture');
    await publishSettled(world);
    const address = await addressOf(await ask('certificate', { claim, body: '{"format":"png"}' }));
    const file = await app.request(address);
    expect(file.headers.get('content-type')).toBe('image/png');
    const picture = pixelsOfPng(new Uint8Array(await file.arrayBuffer()));
    expect(qrOf(picture)).toMatch(/^https:\/\/daylight\.example\.org\/verify\.html#1\.\d+\.[\w-]{43}\.[0-9a-f]{8}$/);
  });

  test('gets proof and opening as files too', async () => {
    const proof = await app.request(await addressOf(await ask('proof')));
    expect([proof.headers.get('content-type'), (await proof.text()).split('\n')[0]]).toEqual(['text/plain; charset=utf-8', 'c2sp.org/tlog-proof@v1']);
    const opening = await app.request(await addressOf(await ask('opening', { body: '{}' })));
    expect(opening.headers.get('content-disposition')).toContain('filename="opening-1-');
    expect(await opening.json()).toMatchObject({ values: { name: '王㛃' } });
  });

  test('gets the same bytes under every address, twenty times at once', async () => {
    const claim = await pay('twenty');
    await publishSettled(world);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('receipt', { claim })));
    const files = await Promise.all(answers.map(async (answer) => fetchBytes(await addressOf(answer))));
    expect(new Set(files.map((bytes) => Buffer.from(bytes).toString('base64'))).size).toBe(1);
  });
});

describe('an address is a capability of five minutes', () => {
  test('after which it is gone, and says so', async () => {
    const address = await addressOf(await ask('receipt'));
    const before = world.clockMs;
    world.clockMs += 299_999;
    expect((await app.request(address)).status).toBe(200);
    world.clockMs += 1;
    const late = await app.request(address, { headers: { 'accept-language': 'en' } });
    expect([late.status, await late.json()]).toEqual([410, expect.objectContaining({ code: 'link_expired', detail: SENTENCES.link_expired.en })]);
    world.clockMs = before;
  });

  test('any change of it opens nothing, and is never called expired', async () => {
    const address = await addressOf(await ask('receipt'));
    const [name = '', expiry = '', seal = ''] = address.replace('/api/files/', '').split('.');
    const other = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
    const key = Buffer.from(`documents/${unpublished.id}/R1-1-1.pdf`).toString('base64url');
    const tampered = [
      `${other(name, 10)}.${expiry}.${seal}`,
      `${key}.${expiry}.${seal}`,
      `${name}.${(Number.parseInt(expiry, 36) + 60_000).toString(36)}.${seal}`,
      `${name}.1.${seal}`,
      `${name}.${expiry}.${other(seal, 0)}`,
      `${name}.${expiry}.${seal.slice(0, 42)}`,
      `${name}.${expiry}`,
      `${name}.${expiry}.${published.token}`,
      'nothing',
      'x'.repeat(5000),
      encodeURIComponent('../../checkpoint'),
    ];
    for (const capability of tampered) {
      const answer = await app.request(`/api/files/${capability}`);
      expect([answer.status, (await answer.json()).code]).toEqual([404, 'not_found']);
    }
    expect((await app.request(address)).status).toBe(200);
  });

  test('of another portal it opens nothing here', async () => {
    const address = await addressOf(await ask('receipt'));
    const elsewhere = portalApp(async () => ({ ...world, secret: world.random(32) }));
    expect((await elsewhere.request(address)).status).toBe(404);
  });
});

describe('M19: what is not handed out is refused with a code and a sentence', () => {
  test.each([
    ['an unknown kind', 'poster', {}, 404, 'not_found'],
    ['a kind that is no word of ours', '__proto__', {}, 404, 'not_found'],
    ['a body that is no JSON', 'receipt', { body: '{' }, 400, 'body_invalid'],
    ['an unknown format', 'receipt', { body: '{"format":"docx"}' }, 400, 'body_invalid'],
    ['a member too many', 'receipt', { body: '{"format":"pdf","size":9}' }, 400, 'body_invalid'],
    ['a picture of a proof', 'proof', { body: '{"format":"png"}' }, 400, 'body_invalid'],
    ['an over-large body', 'receipt', { body: JSON.stringify({ format: 'x'.repeat(2000) }) }, 413, 'body_too_large'],
    ['a body of another type', 'receipt', { body: 'format=pdf', headers: { 'content-type': 'text/plain' } }, 415, 'content_type'],
    ['a token in another form', 'receipt', { headers: { authorization: 'Basic YTpi' } }, 401, 'token_invalid'],
    ['a wrong token', 'receipt', { headers: { authorization: `Bearer ${'a'.repeat(43)}` } }, 401, 'token_invalid'],
  ] as const)('%s', async (_, kind, asked, status, code) => {
    const answer = await ask(kind, { ...asked, headers: { 'accept-language': 'en', ...('headers' in asked ? asked.headers : {}) } });
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ code, detail: SENTENCES[code].en })]);
  });

  test('a gift that is not there is answered like a wrong token', async () => {
    const unknown = await ask('receipt', { claim: { id: 'd_00000000000000000000000000', token: published.token } });
    const wrong = await ask('receipt', { claim: { ...published, token: unpublished.token } });
    expect([unknown.status, await unknown.text()]).toEqual([wrong.status, await wrong.text()]);
  });

  test('a gift that is paid and not yet published is asked for again in a moment', async () => {
    const early = await pay('early');
    const answer = await ask('certificate', { claim: early });
    expect([answer.status, (await answer.json()).code]).toEqual([409, 'not_published_yet']);
    await publishSettled(world);
    expect((await ask('certificate', { claim: early })).status).toBe(200);
  });

  test('a name and a message that no document can show are refused before there is anything to pay', async () => {
    const send = async (change: object) => {
      const body = { key: 'undrawable'.padEnd(22, 'k'), campaign: 'library', amount: { currency: 'CNY', minor: 100 }, method: 'sandbox', adult: true };
      const answer = await app.request('/api/donations', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, donor: { kind: 'person', name: '王五', display: 'anonymous' }, ...change }),
      });
      return [answer.status, await answer.json()];
    };
    expect(await send({ donor: { kind: 'person', name: '王𠀀', display: 'anonymous' } })).toEqual([
      422,
      expect.objectContaining({ code: 'name_characters', field: 'donor.name', characters: ['𠀀'] }),
    ]);
    expect(await send({ message: '加油👍' })).toEqual([422, expect.objectContaining({ code: 'text_characters', field: 'message', characters: ['👍'] })]);
    expect(await send({ restricted: '给𠀀村' })).toEqual([422, expect.objectContaining({ code: 'text_characters', field: 'restricted', characters: ['𠀀'] })]);
  });
});
