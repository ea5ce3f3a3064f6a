import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { admitEntries } from '../../functions/actions/admit-entries.ts';
import { closeDay } from '../../functions/actions/close-day.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { forgetNumbers } from '../../functions/actions/forget-numbers.ts';
import { noteHalt } from '../../functions/actions/halts.ts';
import { issueDocument } from '../../functions/actions/issue-document.ts';
import { parseDocumentFileKey, readDocumentFile } from '../../functions/actions/issue-document-file.ts';
import { readPointers } from '../../functions/actions/point-entries.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { readDonation } from '../../functions/actions/read-donation.ts';
import { readHead } from '../../functions/actions/read-head.ts';
import { readPublished } from '../../functions/actions/read-published.ts';
import { replayForgotten } from '../../functions/actions/replay-forgotten.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { type DonationWish, startDonation } from '../../functions/actions/start-donation.ts';
import { withdrawName } from '../../functions/actions/withdraw-name.ts';
import { carryOver, NO_BALANCES } from '../../functions/domain/balances.ts';
import { closeBalances, closeStatement } from '../../functions/domain/close.ts';
import type { Entry } from '../../functions/domain/entry.ts';
import { decodeBase64 } from '../../functions/domain/ledger/base64.ts';
import { parseCanonical } from '../../functions/domain/ledger/canonical.ts';
import { commit } from '../../functions/domain/ledger/commitment.ts';
import { hashLeaf, sameBytes } from '../../functions/domain/ledger/hash.ts';
import { rootOf } from '../../functions/domain/ledger/tree.ts';
import { money } from '../../functions/domain/money.ts';
import { orderNumber } from '../../functions/domain/number.ts';
import { nextDay, parseDay } from '../../functions/domain/time.ts';
import { bytesOf, textOf } from '../../functions/store/item.ts';
import { donationKey, entryKey } from '../../functions/store/tables.ts';
import { folderFiles } from '../../infra/local/folder-files.ts';
import { textOf as textOfPdf } from '../documents/pdf-reading.ts';
import { filesWith, placesOf } from '../support/everything.ts';
import { interrupted } from '../support/interrupted.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const NAME = '欧阳霁寒';
const MESSAGE = '愿河水早退';
const INTENT = '给河西小学';
const TODAY = parseDay('2026-11-24') ?? expect.unreachable();
let world: World;

beforeEach(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
});
afterEach(() => world.stop());

type Given = { readonly id: string; readonly token: string };

async function order(key: string, change: Partial<DonationWish> = {}): Promise<Given> {
  const started = await startDonation(world, {
    key: key.padEnd(22, 'k'),
    campaign: 'flood',
    amount: money('CNY', 10_000),
    method: 'sandbox',
    donor: { kind: 'person', name: NAME, display: 'named' },
    consent: { version: world.society.consentVersion },
    adult: true,
    message: MESSAGE,
    restricted: INTENT,
    receipt: { wanted: true, title: `${NAME}公司`, taxId: '91350100M000100Y43' },
    ...change,
  });
  return started.ok ? { id: started.id, token: started.token } : expect.unreachable(started.code);
}

const pay = (gift: Given, deps: World = world) => settlePayment(deps, payment(orderNumber(gift.id, 1), { paidAtMs: NOON }));

/** A gift that is paid and published. */
async function give(key: string, change: Partial<DonationWish> = {}): Promise<Given> {
  const gift = await order(key, change);
  await pay(gift);
  await publishSettled(world);
  return gift;
}

async function placeOf(gift: Given) {
  const read = await readDonation(world, gift);
  return (read.ok ? read.view.entry : undefined) ?? expect.unreachable();
}

async function allEntries(): Promise<readonly Entry[]> {
  const size = (await readHead(world))?.checkpoint.size ?? 0;
  return (await readPublished(world, { from: 0, to: size, size })) ?? expect.unreachable();
}

/** Throws where anything of the published log does not hold: root, canonical bytes, a close against its statement and both against the entries. */
async function checkLog(): Promise<readonly Entry[]> {
  const head = await readHead(world);
  const { size = 0, root = new Uint8Array() } = head?.checkpoint ?? {};
  const items = await Promise.all(Array.from({ length: size }, (_, index) => world.db.get('ledger', entryKey(index))));
  const raw = items.map((item) => (item === undefined ? expect.unreachable() : bytesOf(item, 'bytes')));
  expect(sameBytes(rootOf(raw.map(hashLeaf)), root)).toBe(true);
  const entries = await allEntries();
  expect(entries.map((entry) => entry.id)).toEqual(raw.map((bytes) => (parseCanonical(bytes) as unknown as Entry).id));
  let opening = NO_BALANCES;
  for (const [at, entry] of entries.entries()) {
    if (entry.k !== 'close') continue;
    const inIssue = entries.slice(entry.first, at);
    const balances = closeBalances(opening, inIssue);
    const statement = closeStatement({ ...entry, entries: inIssue, balances });
    opening = carryOver(balances);
    expect(sameBytes((await world.log.get(`close/${entry.number}.json`))?.bytes ?? new Uint8Array(), statement)).toBe(true);
  }
  return entries;
}

const text = async (key: string) => new TextDecoder().decode((await world.publicFiles.get(key))?.bytes);
const page = (name: string) => `disclosures/${world.society.id}/${name}`;

/** All files of a bucket, by path. */
function snapshot(bucket: string): ReadonlyMap<string, string> {
  const root = join(world.folder, bucket);
  const files = readdirSync(root, { recursive: true })
    .map(String)
    .filter((file) => statSync(join(root, file)).isFile());
  return new Map(files.map((file) => [file, readFileSync(join(root, file), 'latin1')]));
}

describe('a donor takes the name back', () => {
  test('M15: name and message are gone from every table, file and page, and stay with nobody but the holder', async () => {
    const gift = await give('a');
    await give('b', { donor: { kind: 'person', name: '留名者', display: 'named' }, message: '留言' });
    for (const kind of ['receipt', 'certificate'] as const) await issueDocument(world, gift, { kind, format: 'pdf' });
    await closeDay(world, { through: TODAY });
    await publishSettled(world);
    const before = await placesOf(world, NAME);
    expect(before).toEqual(
      expect.arrayContaining(['records DONATION shown', 'public/open/0.json', `public/${page('1/1.html')}`, `public/en/${page('1.html')}`]),
    );
    expect(await withdrawName(world, gift)).toMatchObject({ ok: true, withdrawal: { state: 'done' } });
    await publishSettled(world);
    // The holder's own, behind the holder's token: the full name, and the documents as they were handed out.
    const own = (place: string) => place.startsWith(`private/documents/${gift.id}/`);
    const left = await placesOf(world, NAME);
    expect(left.filter((place) => !own(place))).toEqual(['records BILL title', 'records DONATION name', 'records DONATION receipt']);
    expect(left.filter(own).every((place) => /\/[RC]1-\d+-[0-9A-Z]\.pdf$/.test(place))).toBe(true);
    expect(await placesOf(world, MESSAGE)).toEqual([]);
    expect(await placesOf(world, '留名者')).toEqual(expect.arrayContaining(['public/open/0.json', `public/${page('1/1.html')}`]));
    expect(await text(page('1/1.html'))).toContain('应捐赠人要求隐去姓名');
    expect(await text(`en/${page('1.html')}`)).toContain('Name withdrawn at the donor’s request');
    const item = await world.db.get('records', donationKey(gift.id));
    expect(Object.keys(item ?? {})).not.toEqual(expect.arrayContaining(['salt']));
    expect(Object.keys(item ?? {}).filter((field) => ['salt', 'shown', 'note', 'display', 'held'].includes(field))).toEqual([]);
    expect(JSON.stringify(await readDonation(world, gift).then((read) => (read.ok ? read.view : undefined)))).not.toContain(NAME);
  });

  test('M2, M3: an entry says so, nothing else of the closed issue changes, and log, proofs and closes hold', async () => {
    const gift = await give('a');
    await closeDay(world, { through: TODAY });
    await publishSettled(world);
    const [json, csv] = [await text(page('1.json')), await text(page('1.csv'))];
    const rows = await text(page('1/1.json'));
    const log = snapshot('log');
    const { index } = await placeOf(gift);
    await withdrawName(world, gift);
    await publishSettled(world);
    const entries = await checkLog();
    const leaf = bytesOf((await world.db.get('ledger', entryKey(index))) ?? expect.unreachable(), 'leaf');
    const withdrawn = entries.at(-1);
    expect(withdrawn).toMatchObject({ k: 'withdraw', on: TODAY, fields: ['note', 'shown'], of: [{ index }] });
    if (withdrawn?.k !== 'withdraw') expect.unreachable();
    expect((await readPointers(world, withdrawn)).map((one) => decodeBase64(one.leaf))).toEqual([leaf]);
    expect([await text(page('1.json')), await text(page('1.csv')), await text(page('1/1.json'))]).toEqual([json, csv, rows]);
    for (const [path, bytes] of log) if (path !== 'checkpoint') expect(snapshot('log').get(path)).toBe(bytes);
    expect(JSON.parse(await text('after/0.json'))).toEqual({ size: entries.length, after: { [index]: [{ index: entries.length - 1, k: 'withdraw' }] } });
    const closed = await closeDay(world, { through: parseDay('2026-11-25') ?? TODAY });
    expect(closed).toMatchObject({ outcome: 'closed', number: 2, count: 0, minor: 0 });
    await publishSettled(world);
    await checkLog();
    expect(await text(page('2/1.html'))).toContain('应捐赠人要求隐去姓名与寄语');
    expect(await text(page('2.csv'))).toContain(',withdraw,');
  });

  test('M6: repeated, it answers the same and writes nothing more', async () => {
    const gift = await give('a');
    const all = await Promise.all(Array.from({ length: 8 }, () => withdrawName(world, gift)));
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
    await publishSettled(world);
    const size = (await readHead(world))?.checkpoint.size;
    world.clockMs += 60_000;
    expect(await withdrawName(world, gift)).toEqual(all[0]);
    await publishSettled(world);
    expect((await readHead(world))?.checkpoint.size).toBe(size);
  });

  test('nothing else can be taken back: by a wrong token, or of a gift that shows nothing', async () => {
    const gift = await give('a', { donor: { kind: 'anonymous', display: 'anonymous' }, message: '' });
    expect(await withdrawName(world, { ...gift, token: 'a'.repeat(43) })).toEqual({ ok: false, code: 'token_invalid' });
    expect(await withdrawName(world, gift)).toEqual({ ok: false, code: 'nothing_shown' });
  });

  test('before it is paid, the gift becomes one without a name, also when the payment comes at the same moment', async () => {
    const gift = await order('a');
    await withdrawName(world, gift);
    await pay(gift);
    await publishSettled(world);
    expect(filesWith(world, NAME)).toEqual([]);
    expect(await text('today.html')).toContain('爱心人士');
    for (let at = 1; at < 20; at++) {
      const other = await order(`m${at}`, { donor: { kind: 'person', name: `Quillon${at}x`, display: 'named' } });
      const deps = interrupted(world, { at, when: 'before', interloper: () => withdrawName(world, other) });
      await pay(other, deps);
      await publishSettled(world);
      if (!deps.seen.happened) break;
      expect(filesWith(world, `Quillon${at}x`), `call ${at}`).toEqual([]);
      expect(at).toBeLessThan(19);
    }
  });

  test('paid and not yet published, the entry keeps its bytes, and its name is never opened', async () => {
    const gift = await order('a');
    const { entryId } = await pay(gift);
    const waiting = await world.db.query('ledger', { pk: `OUTBOX#${'01234567'[[...entryId].reduce((sum, one) => sum + one.charCodeAt(0), 0) % 8]}` });
    await withdrawName(world, gift);
    const opened: string[] = [];
    const put: World['publicFiles']['put'] = async (key, bytes, options) => {
      if (new TextDecoder().decode(bytes).includes(NAME)) opened.push(key);
      return world.publicFiles.put(key, bytes, options);
    };
    await publishSettled({ ...world, publicFiles: { ...world.publicFiles, put } });
    await publishSettled({ ...world, publicFiles: { ...world.publicFiles, put } });
    expect(opened).toEqual([]);
    const { index } = await placeOf(gift);
    expect((await world.db.get('ledger', entryKey(index)))?.bytes).toEqual(waiting[0]?.bytes);
    expect((await checkLog()).at(-1)).toMatchObject({ k: 'withdraw', of: [{ index }] });
  });

  test('what is left still opens: the full name on a certificate drawn later, and the salts of serial and time for the auditor', async () => {
    const gift = await give('a');
    const { index } = await placeOf(gift);
    await withdrawName(world, gift);
    await publishSettled(world);
    const issued = await issueDocument(world, gift, { kind: 'certificate', format: 'pdf' });
    const file = issued.ok ? parseDocumentFileKey(issued.key) : undefined;
    const bytes = file === undefined ? undefined : await readDocumentFile(world, file);
    expect(await textOfPdf(bytes ?? expect.unreachable())).toContain(NAME);
    const opening = await issueDocument(world, gift, { kind: 'opening', format: 'json' });
    const opened = opening.ok ? parseDocumentFileKey(opening.key) : undefined;
    const said = JSON.parse(new TextDecoder().decode((opened && (await readDocumentFile(world, opened))) ?? new Uint8Array()));
    expect(Object.keys(said.salts).sort()).toEqual(['at', 'intent', 'name', 'ref']);
    const entry = (await allEntries())[index];
    if (entry?.k !== 'gift') expect.unreachable();
    for (const field of ['at', 'intent', 'name', 'ref'] as const)
      expect(commit(new Uint8Array(Buffer.from(said.salts[field], 'base64url')), field, said.values[field])).toBe(entry.c[field]);
  });
});

describe('staff erase by number', () => {
  const erase = (numbers: readonly string[]) => forgetNumbers(world, numbers, { k: 'erase', ground: 'consent_withdrawn' });

  test('M15: all that is personal is found nowhere, documents included, and the public record still holds', async () => {
    const gift = await give('a');
    const { number, index } = await placeOf(gift);
    for (const kind of ['receipt', 'certificate'] as const) await issueDocument(world, gift, { kind, format: 'png' });
    expect([...snapshot('private').values()].every((bytes) => bytes.length > 1000)).toBe(true);
    await closeDay(world, { through: TODAY });
    await publishSettled(world);
    expect(await erase([number])).toEqual({ ok: true, done: [number], before: [], nothingShown: [] });
    await publishSettled(world);
    for (const personal of [NAME, MESSAGE, INTENT, '91350100M000100Y43']) expect(await placesOf(world, personal)).toEqual([]);
    expect([...snapshot('private').values()]).toEqual(['', '', '', '']);
    const item = (await world.db.get('records', donationKey(gift.id))) ?? expect.unreachable();
    expect(Object.keys(item.salts ?? {}).sort()).toEqual(['at', 'ref']);
    expect(textOf(item, 'serial')).not.toBe('');
    for (const kind of ['receipt', 'certificate'] as const)
      for (const format of ['pdf', 'png'] as const) expect(await issueDocument(world, gift, { kind, format })).toEqual({ ok: false, code: 'gift_erased' });
    expect(await issueDocument(world, gift, { kind: 'proof', format: 'tlog-proof' })).toMatchObject({ ok: true });
    expect((await checkLog()).at(-1)).toMatchObject({ k: 'erase', ground: 'consent_withdrawn', of: [{ index }], fields: ['intent', 'name', 'note', 'shown'] });
    expect(await erase([number])).toEqual({ ok: true, done: [], before: [number], nothingShown: [] });
  });

  test('a document that is being drawn at that moment is not left behind', async () => {
    let happened = true;
    for (let at = 1; happened; at++) {
      const gift = await give(`d${at}`, { donor: { kind: 'person', name: `Quillon${at}x`, display: 'named' } });
      const { number } = await placeOf(gift);
      const deps = interrupted(world, { at, when: 'before', interloper: () => erase([number]) });
      await issueDocument(deps, gift, { kind: 'receipt', format: 'pdf' }).catch((error: Error) => expect(error.message).toMatch(/contradict|is gone/));
      await erase([number]);
      happened = deps.seen.happened;
      if (happened)
        expect(new Set([...snapshot('private')].flatMap(([path, bytes]) => (path.includes(gift.id) ? [bytes.length] : []))), `call ${at}`).toEqual(
          new Set([0]),
        );
      expect(at).toBeLessThan(60);
    }
  });

  test('more than an entry of 4 KB holds lies in a canonical file beside the log, whose digest is in the entry', async () => {
    const numbers: string[] = [];
    for (let at = 0; at < 70; at++) await pay(await order(`g${at}`, { donor: { kind: 'person', name: `Quillon${at}x`, display: 'named' } }));
    await publishSettled(world);
    const size = (await readHead(world))?.checkpoint.size ?? 0;
    const { recordNumber } = await import('../../functions/domain/number.ts');
    for (let index = size - 70; index < size; index++) numbers.push(recordNumber(1, index));
    expect(await erase(numbers)).toMatchObject({ ok: true, done: numbers });
    await publishSettled(world);
    const erased = (await checkLog()).at(-1);
    if (erased?.k !== 'erase' || !('list' in erased)) expect.unreachable();
    expect(erased.list.count).toBe(70);
    expect((await readPointers(world, erased)).map(({ index }) => index)).toEqual(Array.from({ length: 70 }, (_, at) => size - 70 + at));
    expect(filesWith(world, 'Quillon')).toEqual([]);
    expect(await text(page('1/1.html'))).toContain('依法删除个人信息：70');
  });

  test.each([
    ['number_malformed', '1-99-Q'],
    ['number_unknown', '1-9999-K'],
    ['not_a_gift', '1-0-0'],
  ])('%s is refused before anything is done', async (code, _) => {
    const { recordNumber } = await import('../../functions/domain/number.ts');
    const gift = await give('a');
    const { number } = await placeOf(gift);
    const wrong = code === 'number_malformed' ? `${number.slice(0, -1)}${number.endsWith('A') ? 'B' : 'A'}` : recordNumber(1, code === 'not_a_gift' ? 0 : 9999);
    expect(await erase([number, wrong])).toEqual({ ok: false, code, number: wrong });
    expect(await placesOf(world, NAME)).toContain('records DONATION name');
  });
});

describe('a withdrawal that races a publisher', () => {
  // Hundreds of publications, none of which meets a power cut.
  beforeEach(() => Object.assign(world, { log: folderFiles(join(world.folder, 'log'), { durable: false }) }));

  const named = (at: number): Partial<DonationWish> => ({ donor: { kind: 'person', name: `Quillon${at}x`, display: 'named' }, message: `Sarnath${at}x` });
  const shows = (at: number) => [...filesWith(world, `Quillon${at}x`), ...filesWith(world, `Sarnath${at}x`)].filter((path) => path.startsWith('public/'));

  type Race = { readonly when: 'before' | 'after'; readonly interloper: (gift: Given) => Promise<unknown>; readonly step?: number };

  /** Runs a publisher over a new gift again and again, interrupted at its first call, its second, its third …; `step` leaves some out. */
  async function atEveryCall({ when, interloper, step = 1 }: Race, check: (at: number) => Promise<void>): Promise<number> {
    for (let at = 1; ; at += step) {
      const gift = await order(`r${at}`, named(at));
      await pay(gift);
      const deps = interrupted(world, { at, when, interloper: () => interloper(gift) });
      await publishSettled(deps, { always: true });
      if (!deps.seen.happened) return at;
      await check(at);
    }
  }

  test('before any call of its own, a publisher that slept through withdrawal and publication writes no name back', async () => {
    const interloper = async (gift: Given) => {
      await withdrawName(world, gift);
      await publishSettled(world);
    };
    const calls = await atEveryCall({ when: 'before', interloper, step: 2 }, async (at) => {
      const size = (await readHead(world))?.checkpoint.size ?? 0;
      const last = (await readPublished(world, { from: size - 1, to: size, size }))?.[0];
      if (last?.k !== 'withdraw') await publishSettled(world); // the gift had no index yet when its withdrawal was to be published
      expect(shows(at), `call ${at}`).toEqual([]);
    });
    expect(calls).toBeGreaterThan(40);
    await checkLog();
  });

  test('a withdrawal in the middle of a publication is public with the next one', async () => {
    await atEveryCall({ when: 'after', interloper: (gift) => withdrawName(world, gift), step: 3 }, async (at) => {
      await publishSettled(world);
      expect(shows(at), `call ${at}`).toEqual([]);
    });
  });

  test('a closer that slept through withdrawal and publication leaves no name on the pages of the issue that it closes', async () => {
    let through = TODAY;
    for (let at = 1; ; at += 5) {
      const gift = await give(`c${at}`, named(at));
      const interloper = async () => {
        await withdrawName(world, gift);
        await publishSettled(world);
      };
      const deps = interrupted(world, { at, when: 'before', interloper });
      const closed = await closeDay(deps, { through });
      await publishSettled(deps, { always: true });
      if (closed.outcome === 'closed') through = nextDay(through);
      if (!deps.seen.happened) break;
      const { index } = await placeOf(gift);
      const size = (await readHead(world))?.checkpoint.size ?? 0;
      const later = (await readPublished(world, { from: index, to: size, size })) ?? [];
      if (!later.some((entry) => entry.k === 'withdraw')) await publishSettled(world); // the close held it back
      expect(shows(at), `call ${at}`).toEqual([]);
    }
    await checkLog();
  });

  test('a publisher in the middle of a withdrawal makes no difference', async () => {
    for (let at = 1; ; at++) {
      const gift = await order(`w${at}`, named(at));
      await pay(gift);
      const deps = interrupted(world, { at, when: 'after', interloper: () => publishSettled(world) });
      expect(await withdrawName(deps, gift)).toMatchObject({ ok: true });
      await publishSettled(world);
      expect(shows(at), `call ${at}`).toEqual([]);
      if (!deps.seen.happened) return;
    }
  });

  test('killed at call after call, the publication of a withdrawal is finished by the next', async () => {
    for (let at = 1; ; at += 3) {
      const gift = await give(`k${at}`, named(at));
      await withdrawName(world, gift);
      const deps = interrupted(world, {
        at,
        when: 'before',
        interloper: async () => {
          throw new Error('killed');
        },
      });
      await publishSettled(deps).catch((error: Error) => expect(error.message).toBe('killed'));
      await publishSettled(world);
      expect(shows(at), `call ${at}`).toEqual([]);
      if (!deps.seen.happened) break;
    }
    await checkLog();
  });

  test('while publication stands still, the name goes all the same', async () => {
    const gift = await give('halted', named(1));
    await noteHalt(world, { what: 'publication', reason: 'prefix_differs' });
    await withdrawName(world, gift);
    expect(await publishSettled(world)).toMatchObject({ ok: false });
    expect(shows(1)).toEqual([]);
    await admitEntries(world);
  });
});

describe('after a restore', () => {
  test('M20: a table item, a page and an opening that came back with a copy are gone again before anything is served', async () => {
    const [gift, other] = [await give('a'), await give('b', { donor: { kind: 'person', name: '端木清和', display: 'named' } })];
    const [item, erased] = [await world.db.get('records', donationKey(gift.id)), await world.db.get('records', donationKey(other.id))];
    const { number } = await placeOf(other);
    await issueDocument(world, other, { kind: 'receipt', format: 'pdf' });
    await closeDay(world, { through: TODAY });
    await publishSettled(world);
    const [published, documents] = [snapshot('public'), snapshot('private')];
    await withdrawName(world, gift);
    await forgetNumbers(world, [number], { k: 'erase', ground: 'unlawful' });
    await publishSettled(world);
    for (const one of [item, erased]) await world.db.write([{ table: 'records', put: one ?? expect.unreachable(), when: 'always' }]);
    for (const [key, bytes] of published)
      if (/^(?:en\/)?disclosures\/.*\.html$|^open/.test(key))
        await world.publicFiles.put(key, Buffer.from(bytes, 'latin1'), { when: 'always', contentType: 'text/html' });
    for (const [key, bytes] of documents) await world.privateFiles.put(key, Buffer.from(bytes, 'latin1'), { when: 'always', contentType: 'application/pdf' });
    expect(filesWith(world, NAME).length).toBeGreaterThan(3);
    expect(await replayForgotten(world)).toBe(2);
    expect(await placesOf(world, NAME)).toEqual(['records BILL title', 'records DONATION name', 'records DONATION receipt']);
    expect(await placesOf(world, '端木清和')).toEqual([]);
    expect([...snapshot('private').values()].every((bytes) => bytes === '')).toBe(true);
    expect(world.alarms.filter((code) => code === 'forgotten_came_back')).toHaveLength(2);
    expect(await replayForgotten(world)).toBe(0);
  });

  test('with all public files lost, they are made again without the name, whatever the table says', async () => {
    const gift = await give('a');
    const item = await world.db.get('records', donationKey(gift.id));
    await withdrawName(world, gift);
    await publishSettled(world);
    await world.db.write([{ table: 'records', put: item ?? expect.unreachable(), when: 'always' }]);
    for (const key of snapshot('public').keys()) await world.publicFiles.remove(key);
    await replayForgotten(world);
    expect(await placesOf(world, NAME)).toEqual(['records BILL title', 'records DONATION name', 'records DONATION receipt']);
  });
});
