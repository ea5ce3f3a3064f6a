import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimGift, judgeClaimant } from '../../functions/actions/claim-gift.ts';
import { closeDue } from '../../functions/actions/close-day.ts';
import { importPayments } from '../../functions/actions/import-payments.ts';
import { publishClosed } from '../../functions/actions/publish-closed.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { donorToken, unclaimedDonationId } from '../../functions/actions/tokens.ts';
import { withdrawName } from '../../functions/actions/withdraw-name.ts';
import { type Verified, verifyRecord } from '../../functions/commands/verify/verify-record.ts';
import type { Entry } from '../../functions/domain/entry.ts';
import { canonicalBytes, type Json } from '../../functions/domain/ledger/canonical.ts';
import { recordNumber } from '../../functions/domain/number.ts';
import { donationKey, identityKey } from '../../functions/store/tables.ts';
import { placesOf } from '../support/everything.ts';
import type { World } from '../support/world.ts';
import { changed, type Files, memorySource, readAll, textOf } from './record-files.ts';
import { altered, entriesOf, leafOf, resigned } from './resigned-log.ts';
import { giveMore, makeRecord, THIRD_NOON } from './sample-record.ts';

const FOURTH_NOON = THIRD_NOON + 86_400_000;
const SOCIETY = 'disclosures/model-charity';
const [SHOWN, TAKEN_BACK, MASKED] = ['司马相如', '诸葛孔明', '上官婉儿'];
let world: World;
let files: Files;
let closed: Files;
let size: number;
let states: string;

type Claim = { readonly gift: string; readonly giftIndex: number; readonly index: number };

/** An unclaimed payment of the bank, entered on the third day. */
async function stray(serial: string): Promise<string> {
  await importPayments(world, 'bank', [{ serial, amountFen: 5_000, atMs: world.clockMs, payer: '某公司' }]);
  await publishSettled(world);
  return unclaimedDonationId(world.secret, { gateway: 'bank', serial });
}

async function claim(giftId: string, name: string, display: 'named' | 'masked' | 'anonymous'): Promise<Claim> {
  const judged = judgeClaimant(world, { kind: 'person', name, display, consent: { version: world.society.consentVersion } });
  const gift = await world.db.get('records', donationKey(giftId));
  if (!judged.ok || gift === undefined) return expect.unreachable(giftId);
  const claimed = await claimGift(world, { gift, claimant: judged.claimant, key: `key-${giftId}`, ground: 'account' });
  expect(claimed).toEqual({ outcome: 'claimed' });
  await publishSettled(world);
  const held = await world.db.get('records', donationKey(giftId));
  const item = await world.db.get('records', donationKey(String(held?.claim)));
  return { gift: giftId, giftIndex: await indexOf(String(gift.entryId)), index: await indexOf(String(item?.entryId)) };
}

const indexOf = async (entryId: string): Promise<number> => Number((await world.db.get('ledger', identityKey(entryId)))?.index);
const claims: Claim[] = [];

/** Four payments that nobody claimed, closed; the next day three are claimed, and one of the names is taken back. */
beforeAll(async () => {
  states = mkdtempSync(join(tmpdir(), 'daylight-states-'));
  world = await makeRecord({ simulated: true });
  const gifts = [await stray('BK1'), await stray('BK2'), await stray('BK3'), await stray('BK4')];
  world.clockMs = Date.parse('2026-11-27T00:05:00+08:00');
  expect(await closeDue(world)).toMatchObject({ outcome: 'closed', number: 3 });
  await publishClosed(world);
  closed = await readAll(world.folder);
  world.clockMs = FOURTH_NOON;
  await giveMore(world, 1);
  claims.push(await claim(gifts[0] ?? '', SHOWN, 'named'));
  claims.push(await claim(gifts[1] ?? '', TAKEN_BACK, 'named'));
  claims.push(await claim(gifts[2] ?? '', MASKED, 'masked'));
  const { gift } = claims[1] ?? expect.unreachable('no claim');
  expect(await withdrawName(world, { id: gift, token: donorToken(world.secret, gift) })).toMatchObject({ ok: true });
  await publishSettled(world);
  files = await readAll(world.folder);
  size = Number(textOf(files, 'log/1/checkpoint').split('\n')[1]);
});
afterAll(async () => {
  await world.stop();
  rmSync(states, { recursive: true });
});

let runs = 0;
const silent = { at: () => undefined, end: () => undefined };
function verify(record: Files): Promise<Verified> {
  runs += 1;
  const how = { keys: [], stateFile: join(states, `run${runs}`), nowMs: FOURTH_NOON, rounds: 1, patienceMs: 0, progress: silent };
  return verifyRecord(memorySource(record), how);
}
const codesOf = (verified: Verified) => [...new Set(verified.notes.findings.map(({ code }) => code))];

const entryAt = (index: number): Entry => JSON.parse(new TextDecoder().decode(entriesOf(files, size)[index]));
const row = (index: number, page = files): string =>
  textOf(page, `${SOCIETY}/3/1.html`)
    .split('<li ')
    .find((one) => one.includes(recordNumber(1, index))) ?? '';

test('a record with claims holds, every page, row and opening compared', async () => {
  const verified = await verify(files);
  expect(verified.notes.findings).toEqual([]);
  expect(verified.notes.compared).toMatchObject({ entries: size, closes: 3 });
});

describe('the row of a gift on a closed issue', () => {
  test('shows the name of whoever claimed it, and the number of the entry that says so', () => {
    const [named] = claims;
    expect(row(named?.giftIndex ?? -1)).toContain(SHOWN);
    expect(row(named?.giftIndex ?? -1)).toContain(`认领见 <a href="/verify.html#${recordNumber(1, named?.index ?? -1)}">`);
    expect(row(named?.giftIndex ?? -1)).not.toContain('待认领');
    expect(row(claims[2]?.giftIndex ?? -1)).toContain('上＊＊');
  });

  test('says that a name was taken back, once its holder has done so', () => {
    expect(row(claims[1]?.giftIndex ?? -1)).toContain('应捐赠人要求隐去姓名');
  });

  test('stays unclaimed where nobody came', () => {
    expect(row((claims[2]?.giftIndex ?? 0) + 1)).toContain('待认领');
  });
});

test('the log says which gift was claimed and commits to the name, and holds nothing else of whoever claimed it', () => {
  const [named] = claims;
  const entry = entryAt(named?.index ?? -1);
  const leaf = leafOf(entriesOf(files, size)[named?.giftIndex ?? -1]);
  expect(entry).toMatchObject({ k: 'claim', of: [{ index: named?.giftIndex, leaf }] });
  expect(Object.keys(entry).sort()).toEqual(['c', 'id', 'k', 'of', 'on', 'v']);
  expect(JSON.parse(textOf(files, 'after/1.json')).after[String(named?.giftIndex)]).toEqual([{ index: named?.index, k: 'claim' }]);
});

test('M3: a claim changes neither close, JSON nor CSV of the issue that its gift stands in', () => {
  for (const file of [`${SOCIETY}/3.json`, `${SOCIETY}/3.csv`, 'log/1/close/3.json', `${SOCIETY}/3/1.json`])
    expect(textOf(files, file)).toBe(textOf(closed, file));
});

test('M15: the name of a claim that was taken back, and one that is shown masked, are in no public file and not in the log', async () => {
  const open = (place: string) => place.startsWith('public') || place.startsWith('log') || place.startsWith('ledger');
  expect((await placesOf(world, MASKED)).filter(open)).toEqual([]);
  expect(await placesOf(world, TAKEN_BACK)).toEqual([expect.stringMatching(/^records DONATION name$/)]);
});

describe('a society that signs it all the same is found out', () => {
  const forge = async (more: readonly object[], change: (files: Files) => Files = (same) => same): Promise<readonly string[]> => {
    const bytes = more.map((entry) => canonicalBytes(entry as unknown as Json));
    return codesOf(await verify(await resigned(change(files), [...entriesOf(files, size), ...bytes], world.signer)));
  };
  const like = (index: number, of: number, id: string): object => ({
    ...entryAt(index),
    id: id.padEnd(20, '0'),
    of: [{ index: of, leaf: leafOf(entriesOf(files, size)[of]) }],
  });

  test('with a second claim to the same gift', async () => {
    const [first] = claims;
    expect(await forge([like(first?.index ?? -1, first?.giftIndex ?? -1, 'ab')])).toContain('claim_repeated');
  });

  test('with a claim to a gift whose donor is named in public', async () => {
    const named = Object.entries(JSON.parse(textOf(files, 'open/0.json')).openings).find(
      ([, one]) => JSON.stringify(one).includes('王') === false && JSON.stringify(one).includes('Smith'),
    );
    expect(await forge([like(claims[0]?.index ?? -1, Number(named?.[0]), 'cd')])).toContain('claim_of_named');
  });

  test('with a claim to what is no gift, and one with another leaf', async () => {
    expect(await forge([like(claims[0]?.index ?? -1, 0, 'ef')])).toEqual(expect.arrayContaining(['pointer_wrong', 'target_wrong']));
    const [entry] = [like(claims[0]?.index ?? -1, (claims[2]?.giftIndex ?? 0) + 1, 'ef')];
    const bytes = altered(canonicalBytes(entry as unknown as Json), { of: [{ index: (claims[2]?.giftIndex ?? 0) + 1, leaf: leafOf(new Uint8Array(1)) }] });
    expect(codesOf(await verify(await resigned(files, [...entriesOf(files, size), bytes], world.signer)))).toContain('pointer_wrong');
  });

  test('with an opening that puts another name to the claim, and one that is left out', async () => {
    const opened = JSON.parse(textOf(files, 'open/1.json'));
    const at = String(claims[0]?.index);
    const other = { ...opened, openings: { ...opened.openings, [at]: { shown: { ...opened.openings[at].shown, value: '别人' } } } };
    expect(codesOf(await verify(changed(files, 'open/1.json', JSON.stringify(other))))).toContain('opening_differs');
    const { [at]: _, ...rest } = opened.openings;
    expect(codesOf(await verify(changed(files, 'open/1.json', JSON.stringify({ ...opened, openings: rest }))))).toContain('opening_missing');
  });

  test('with a page that still calls the gift unclaimed', async () => {
    const page = textOf(files, `${SOCIETY}/3/1.html`).replace(`<bdi>${SHOWN}</bdi>`, '<span class="unnamed">待认领</span>');
    expect(codesOf(await verify(changed(files, `${SOCIETY}/3/1.html`, page)))).toContain('page_row_differs');
  });
});
