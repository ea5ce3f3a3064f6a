import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../functions/actions/create-log.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { orderNumber } from '../../functions/domain/number.ts';
import { portalApp } from '../../functions/http/app.ts';
import { type OpenApiDocument, openApiDocument } from '../../functions/http/openapi-document.ts';
import { createWorld, payment, type World } from '../support/world.ts';
import { arbitraryOf, hostile, type Schema } from './arbitrary.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
let world: World;
let app: ReturnType<typeof portalApp>;
let document: OpenApiDocument;
const gifts: { readonly id: string; readonly token: string }[] = [];
const ajv = new Ajv2020({ strict: false, validateFormats: false });

beforeAll(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
  app = portalApp(async () => world);
  document = JSON.parse(await (await app.request('/api/openapi.json')).text());
  ajv.addSchema({ $id: 'portal', ...document });
});
afterAll(() => world.stop());

test('the document that is served is the one made from the schemas', () => {
  expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
});

test('every route of the portal is in the document, and the other way round', () => {
  const routes = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  const described = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  expect([...new Set(routes)].sort()).toEqual(described.sort());
});

test('what a donor really gets, from the form to the published gift and its documents, is what the document says', async () => {
  const begun = await give({ ...WISH(), key: 'k'.repeat(22) });
  await fits('post', '/api/donations', begun);
  const { id, token } = await begun.json();
  gifts.push({ id, token });
  const authorization = `Bearer ${token}`;
  const read = () => app.request(`/api/donations/${id}`, { headers: { authorization } });
  await fits('get', '/api/donations/{id}', await read());
  await settlePayment(world, payment(orderNumber(id, 1), { paidAtMs: NOON }));
  await publishSettled(world);
  const published = await read();
  await fits('get', '/api/donations/{id}', published);
  expect(await published.json()).toMatchObject({ state: 'published', entry: { issue: 1 } });
  for (const kind of ['receipt', 'certificate', 'proof', 'opening']) {
    const issued = await app.request(`/api/donations/${id}/documents/${kind}`, { method: 'POST', headers: { authorization } });
    expect(issued.status).toBe(200);
    await fits('post', '/api/donations/{id}/documents/{kind}', issued);
    const { address } = await issued.json();
    const file = await app.request(address);
    expect(file.status).toBe(200);
    await fits('get', '/api/files/{capability}', file);
    world.clockMs += 6 * 60_000;
    const late = await app.request(address);
    expect(late.status).toBe(410);
    await fits('get', '/api/files/{capability}', late);
  }
});

test('a notice that no gateway would send is refused before it is read to its end', async () => {
  const answer = await app.request('/api/callbacks/sandbox', { method: 'POST', body: 'x'.repeat(100_000) });
  expect(answer.status).toBe(413);
  await fits('post', '/api/callbacks/{gateway}', answer);
});

test(`200 requests, valid and hostile, get only declared answers (SEED=${SEED})`, async () => {
  const requests = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => asked(method, path)));
  const request = fc.oneof(...requests.map((arbitrary, at) => ({ arbitrary, weight: at === 0 ? 3 : 1 })));
  const statuses = new Set<number>();
  const check = fc.asyncProperty(request, async ({ method, path, address, init }) => {
    const answer = await app.request(address, init);
    statuses.add(answer.status);
    expect(answer.status, await answer.clone().text()).not.toBe(500);
    await fits(method, path, answer);
  });
  await fc.assert(check, { numRuns: 200, seed: SEED });
  expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 400, 401, 404, 415]));
});

const WISH = () => ({
  key: 'abcdefghijklmnopqrstuv',
  campaign: world.society.campaigns[0]?.id,
  amount: { currency: 'CNY', minor: 10_000 },
  method: 'sandbox',
  donor: { kind: 'person', name: '王㛃', display: 'named' },
  consent: { version: world.society.consentVersion },
  adult: true,
});

const give = (wish: object) => app.request('/api/donations', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(wish) });

type Asked = { readonly method: string; readonly path: string; readonly address: string; readonly init: RequestInit };

/** A request of an operation: as the document asks for it, with values that mean something here, or spoiled in one way. */
function asked(method: string, path: string): fc.Arbitrary<Asked> {
  const operation = document.paths[path]?.[method === 'get' ? 'get' : 'post'];
  const body = operation?.requestBody?.content['application/json']?.schema ?? {};
  const known: Record<string, readonly unknown[]> = {
    key: ['s'.repeat(22), 't'.repeat(30)],
    campaign: world.society.campaigns.map(({ id }) => id),
    place: world.society.places.map(({ id }) => id),
    currency: ['CNY'],
    method: ['sandbox'],
    version: [world.society.consentVersion],
  };
  const sound = fc.record({ key: fc.stringMatching(/^[A-Za-z0-9_-]{22,64}$/), minor: fc.integer({ min: 1, max: 1_000_000 }) });
  const wish = sound.map(({ key, minor }) => ({ ...WISH(), key, amount: { currency: 'CNY', minor } }));
  const any = arbitraryOf(resolve(body), known);
  const good = (path === '/api/donations' ? fc.oneof(any, wish) : any).map((value) => JSON.stringify(value));
  const bad = hostile(good);
  return fc
    .record({
      body: fc.oneof({ weight: 2, arbitrary: good }, { weight: 1, arbitrary: bad }),
      type: fc.constantFrom('application/json', 'application/json', 'application/json', 'text/plain', ''),
      gift: fc.constantFrom(...gifts, { id: 'd_00000000000000000000000000', token: 'a'.repeat(43) }),
      token: fc.oneof(fc.constant(undefined), fc.string({ maxLength: 60 })),
      odd: fc.oneof(fc.constant(undefined), fc.constantFrom('%00', '..%2f', 'd_', '__proto__'), fc.string({ minLength: 1, maxLength: 20 })),
      kind: fc.constantFrom('receipt', 'certificate', 'proof', 'opening'),
    })
    .map(({ body: sent, type, gift, odd, kind, token = gift.token }) => ({
      method,
      path,
      address: path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(odd ?? { id: gift.id, kind, gateway: 'sandbox' }[String(name)] ?? '-')),
      init: {
        method: method.toUpperCase(),
        headers: { 'content-type': type, authorization: `Bearer ${encodeURIComponent(token)}` },
        ...(method === 'get' ? {} : { body: sent }),
      },
    }));
}

function resolve(schema: Schema): Schema {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  return name === undefined ? schema : (document.components.schemas[name] ?? {});
}

/** Holds an answer against what the document declares for it: status, content type and body. */
async function fits(method: string, path: string, answer: Response): Promise<void> {
  const at = `${method} ${path} ${answer.status}`;
  const declared = document.paths[path]?.[method === 'get' ? 'get' : 'post']?.responses[answer.status];
  expect(declared, `${at} is not declared: ${await answer.clone().text()}`).toBeDefined();
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  expect(Object.keys(declared?.content ?? {}), at).toContain(type);
  if (!type.endsWith('json')) return;
  const pointer = ['paths', path, method, 'responses', String(answer.status), 'content', type, 'schema'].map(pointerPart).join('/');
  const holds = ajv.validate({ $ref: `portal#/${pointer}` }, JSON.parse(await answer.clone().text()));
  expect(holds ? [] : ajv.errors, at).toEqual([]);
}

const pointerPart = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
