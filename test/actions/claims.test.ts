import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ClaimWish, claimByEvidence } from '../../functions/actions/claim-by-evidence.ts';
import { openClaim, readClaim } from '../../functions/actions/claim-requests.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { grantClaim, listClaims, refuseClaim } from '../../functions/actions/decide-claim.ts';
import type { Evidence } from '../../functions/actions/find-claimable.ts';
import { forgetNumbers } from '../../functions/actions/forget-numbers.ts';
import { type FilePayment, importPayments } from '../../functions/actions/import-payments.ts';
import { type DocumentWish, issueDocument } from '../../functions/actions/issue-document.ts';
import { parseDocumentFileKey, readDocumentFile } from '../../functions/actions/issue-document-file.ts';
import { nameByLink } from '../../functions/actions/name-by-link.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { readDonation } from '../../functions/actions/read-donation.ts';
import { readHead } from '../../functions/actions/read-head.ts';
import { readPublished } from '../../functions/actions/read-published.ts';
import { recordEntry } from '../../functions/actions/record-entry.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { type DonationWish, startDonation } from '../../functions/actions/start-donation.ts';
import { BOUNDS } from '../../functions/actions/take-attempt.ts';
import { donorToken, unclaimedDonationId } from '../../functions/actions/tokens.ts';
import { withdrawName } from '../../functions/actions/withdraw-name.ts';
import { readAnswer } from '../../functions/domain/dated-answer.ts';
import { parseVerifierKey } from '../../functions/domain/ledger/note.ts';
import { money } from '../../functions/domain/money.ts';
import { orderNumber, recordNumber } from '../../functions/domain/number.ts';
import { parseDay } from '../../functions/domain/time.ts';
import { donationKey } from '../../functions/store/tables.ts';
import { textOf as textOfPdf } from '../documents/pdf-reading.ts';
import { placesOf } from '../support/everything.ts';
import { interrupted } from '../support/interrupted.ts';
import { refund } from '../support/wishes.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const TODAY = parseDay('2026-11-24') ?? expect.unreachable();
const PAYER = '欧阳霁寒';
const TAIL = '664218';
let world: World;

beforeEach(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
});
afterEach(() => world.stop());

/** A transfer without a code, as a bank's file tells of it; gives the id of its gift. */
async function transferred(serial: string, more: Partial<FilePayment> = {}): Promise<string> {
  await importPayments(world, 'bank', [{ serial, amountFen: 50_000, atMs: NOON - 3_600_000, payer: PAYER, payerTail: TAIL, ...more }]);
  await publishSettled(world);
  return unclaimedDonationId(world.secret, { gateway: 'bank', serial });
}

const byAccount = (change: Partial<Extract<Evidence, { by: 'account' }>> = {}): Evidence => ({
  by: 'account',
  payer: PAYER,
  digits: TAIL,
  amountFen: 50_000,
  day: TODAY,
  ...change,
});
const byNumber = (number: string, amountFen = 50_000): Evidence => ({ by: 'number', number, amountFen, day: TODAY });

const named = (name = PAYER): ClaimWish['donor'] => ({ kind: 'person', name, display: 'named', consent: { version: world.society.consentVersion } });
const nobody: ClaimWish['donor'] = { kind: 'anonymous', display: 'anonymous' };

let keys = 0;
const claim = (evidence: Evidence, change: Partial<ClaimWish> & { readonly from?: string; readonly in?: World } = {}) => {
  keys += 1;
  const { from = '198.51.100.7', in: deps = world, ...wish } = change;
  return claimByEvidence(deps, { key: `claim-key-${keys}`.padEnd(22, 'x'), evidence, donor: named(), ...wish }, from);
};

const granted = (id: string) => ({ ok: true, state: 'granted', id, token: donorToken(world.secret, id) });
const undecided = expect.objectContaining({ ok: true, state: 'undecided' });

const entries = async () => {
  const size = (await readHead(world))?.checkpoint.size ?? 0;
  return (await readPublished(world, { from: 0, to: size, size })) ?? [];
};
const claimsIn = async () => (await entries()).filter(({ k }) => k === 'claim');

async function documentOf(id: string, wish: DocumentWish): Promise<Uint8Array> {
  const issued = await issueDocument(world, { id, token: donorToken(world.secret, id) }, wish);
  const file = issued.ok ? parseDocumentFileKey(issued.key) : undefined;
  return (file === undefined ? undefined : await readDocumentFile(world, file)) ?? expect.unreachable(JSON.stringify(issued));
}

async function ordered(key: string, donor: DonationWish['donor']): Promise<{ readonly id: string; readonly token: string; readonly serial: string }> {
  const wish = { key: key.padEnd(22, 'k'), campaign: 'everyday', amount: money('CNY', 50_000), method: 'sandbox', donor, adult: true as const };
  const started = await startDonation(world, { ...wish, consent: { version: world.society.consentVersion } });
  if (!started.ok) return expect.unreachable(started.code);
  const serial = `4200001234202611240${key.length}12345678`;
  await settlePayment(world, payment(orderNumber(started.id, 1), { paidAtMs: NOON, serial, amount: money('CNY', 50_000) }));
  await publishSettled(world);
  return { ...started, serial };
}

describe('a donor who paid by bank transfer', () => {
  test('gets the gift by name, digits, amount and day; then receipt, certificate and opening bear the name, and the public row too', async () => {
    const id = await transferred('BK20261124000001');
    expect(await claim(byAccount())).toEqual(granted(id));
    expect(await issueDocument(world, { id, token: donorToken(world.secret, id) }, { kind: 'receipt', format: 'pdf' })).toMatchObject({
      code: 'not_published_yet',
    });
    await publishSettled(world);
    for (const kind of ['receipt', 'certificate'] as const) expect(await textOfPdf(await documentOf(id, { kind, format: 'pdf' }))).toContain(PAYER);
    const opening = JSON.parse(new TextDecoder().decode(await documentOf(id, { kind: 'opening', format: 'json' })));
    const [entry] = await claimsIn();
    expect(opening.claim).toMatchObject({ values: { name: PAYER, shown: PAYER }, index: (await entries()).length - 1 });
    expect(entry).toMatchObject({ of: [{ index: opening.index }] });
    const page = new TextDecoder().decode((await world.publicFiles.get('disclosures/model-charity/1/1.html'))?.bytes);
    expect(page.split('<li ').find((row) => row.includes(opening.number))).toContain(PAYER);
    expect(await readDonation(world, { id, token: donorToken(world.secret, id) })).toMatchObject({
      view: { state: 'published', preview: { shown: PAYER }, claim: { index: opening.claim.index }, withdrawal: { state: 'possible' } },
    });
  });

  test('M16: is named only by consent to today’s text, and stays 爱心人士 otherwise, with the name on the certificate alone', async () => {
    const id = await transferred('BK20261124000001');
    expect(await claim(byAccount(), { donor: { kind: 'person', name: PAYER, display: 'named' } })).toMatchObject({ ok: false, code: 'consent_missing' });
    expect(await claim(byAccount(), { donor: { kind: 'person', name: PAYER, display: 'anonymous' } })).toEqual(granted(id));
    await publishSettled(world);
    expect(await textOfPdf(await documentOf(id, { kind: 'certificate', format: 'pdf' }))).toContain(PAYER);
    expect((await placesOf(world, PAYER)).filter((place) => place.startsWith('public') || place.startsWith('log'))).toEqual([]);
  });

  test('may press twice, and press again after a lost answer: one claim, the same link', async () => {
    const id = await transferred('BK20261124000001');
    const key = 'one-and-the-same-key-00';
    expect(await Promise.all([claim(byAccount(), { key }), claim(byAccount(), { key })])).toEqual([granted(id), granted(id)]);
    await publishSettled(world);
    expect(await claim(byAccount(), { key })).toEqual(granted(id));
    await publishSettled(world);
    expect(await claimsIn()).toHaveLength(1);
  });

  test('who gave three times alike on one day claims them one after the other', async () => {
    const ids = [await transferred('BK20261124000001'), await transferred('BK20261124000002'), await transferred('BK20261124000003')];
    const answers = [await claim(byAccount()), await claim(byAccount()), await claim(byAccount())];
    expect(answers.map((one) => ('id' in one ? one.id : '')).sort()).toEqual([...ids].sort());
    expect(await claim(byAccount())).toEqual(undecided);
    await publishSettled(world);
    expect(await claimsIn()).toHaveLength(3);
  });

  test('is told nothing apart from a namesake with another account of the same digits', async () => {
    await transferred('BK20261124000001', { payerTail: '004218' });
    await transferred('BK20261124000002', { payerTail: '994218' });
    expect(await claim(byAccount({ digits: '4218' }))).toEqual(undecided);
  });
});

describe('a thief', () => {
  test('who knows amount and day from the public page, and a name or digits, learns nothing: each wrong claim has the same answer', async () => {
    await transferred('BK20261124000001');
    const other = await transferred('BK20261124000009', { payer: '别人', payerTail: '111111' });
    const held = await claim(byAccount({ payer: '别人', digits: '111111' }), { donor: named('别人') });
    expect(held).toEqual(granted(other));
    const wrong = [
      byAccount({ digits: '0000' }),
      byAccount({ payer: '张三' }),
      byAccount({ amountFen: 50_001 }),
      byAccount({ payer: '别人', digits: '111111' }), // has its holder
      byNumber('BK20261124000000'),
    ];
    const answers = [];
    for (const [at, evidence] of wrong.entries()) answers.push(await claim(evidence, { from: `203.0.113.${at}`, donor: named('张三') }));
    for (const answer of answers) {
      expect(Object.keys(answer).sort()).toEqual(['answer', 'key', 'note', 'ok', 'state']);
      expect(answer).toMatchObject({ state: 'undecided', answer: { k: 'claim', state: 'undecided' } });
    }
    const [first] = answers;
    const key = first !== undefined && 'key' in first ? parseVerifierKey(first.key) : undefined;
    expect(key !== undefined && first !== undefined && 'note' in first && readAnswer(first.note, key)).toMatchObject({
      k: 'claim',
      on: '2026-11-24',
      amt: 50_000,
    });
    await publishSettled(world);
    expect(await claimsIn()).toHaveLength(1);
  });

  test('who guesses digits from many addresses is stopped by amount and day, and a few from one address by that', async () => {
    await transferred('BK20261124000001');
    for (let at = 0; at < BOUNDS.claim.one; at++)
      expect(await claim(byAccount({ digits: `000${at}`.slice(-4), day: parseDay('2026-11-01') ?? TODAY }))).toEqual(undecided);
    expect(await claim(byAccount())).toEqual({ ok: false, code: 'too_many' });
    for (let at = 0; at < BOUNDS.account.one; at++)
      expect(await claim(byAccount({ digits: String(1000 + at) }), { from: `203.0.113.${at}` })).toEqual(undecided);
    expect(await claim(byAccount(), { from: '203.0.113.99' })).toEqual({ ok: false, code: 'too_many' });
    world.clockMs += BOUNDS.account.windowMs;
    expect(await claim(byAccount(), { from: '203.0.113.99' })).toMatchObject({ state: 'granted' });
  });

  test('cannot claim by a bank’s short running number, which can be counted through', async () => {
    await transferred('100042');
    expect(await claim(byNumber('100042'))).toEqual(undecided);
  });

  test('who saw a screenshot of a named gift gets no link without the name as it was typed', async () => {
    const gift = await ordered('gift', { kind: 'person', name: '王㛃', display: 'masked' });
    expect(await claim(byNumber(gift.serial), { donor: named('王五') })).toEqual(undecided);
    expect(await claim(byNumber(gift.serial), { donor: nobody })).toEqual(undecided);
    expect(await claim(byNumber(gift.serial), { donor: { kind: 'person', name: '王㛃', display: 'anonymous' } })).toEqual(granted(gift.id));
    await publishSettled(world);
    expect(await claimsIn()).toEqual([]);
  });

  test('who saw a screenshot of an anonymous gift cannot put a name to it, though the link was given out', async () => {
    const gift = await ordered('gift', { kind: 'anonymous', display: 'anonymous' });
    expect(await claim(byNumber(gift.serial), { donor: named('冒名者') })).toEqual(undecided);
    expect(await claim(byNumber(gift.serial), { donor: nobody })).toEqual(granted(gift.id));
    const wish = { key: 'name-key'.padEnd(22, 'n'), donor: named('冒名者') };
    expect(await nameByLink(world, gift, wish)).toEqual({ ok: true, state: 'fixed' });
    await publishSettled(world);
    expect(await claimsIn()).toEqual([]);
  });
});

describe('two who claim one gift', () => {
  test('at once: one wins, the other gets the polite answer, and staff can be asked', async () => {
    const serial = '4200001234202611249876543210';
    await settlePayment(world, payment('NOBODY', { paidAtMs: NOON, serial, amount: money('CNY', 50_000) }));
    await publishSettled(world);
    const both = await Promise.all([claim(byNumber(serial), { donor: named('甲') }), claim(byNumber(serial), { donor: named('乙'), from: '203.0.113.5' })]);
    expect(both.map((one) => ('state' in one ? one.state : one.code)).sort()).toEqual(['granted', 'undecided']);
    await publishSettled(world);
    expect(await claimsIn()).toHaveLength(1);
    const lost = await openClaim(
      world,
      { key: 'dispute'.padEnd(22, 'd'), evidence: byNumber(serial), donor: named('乙'), contact: '13800000000', words: '是我付的' },
      'x',
    );
    expect(lost).toMatchObject({ ok: true });
    expect((await listClaims(world)).map(({ name, candidates }) => [name, candidates.map(({ holder }) => holder)])).toEqual([['乙', ['claimed']]]);
  });

  test('with one interrupted at any call by the other: exactly one claim, whole', async () => {
    for (let at = 1, happened = true; happened; at++) {
      const serial = `BK2026112400${String(at).padStart(4, '0')}`;
      const id = await transferred(serial, { amountFen: 60_000 + at });
      const evidence = byAccount({ amountFen: 60_000 + at });
      const deps = interrupted(world, { at, when: 'before', interloper: () => claim(evidence, { donor: named('乙'), from: `a${at}` }) });
      const answer = await claim(evidence, { in: deps as unknown as World, donor: named('甲'), from: `b${at}` });
      happened = deps.seen.happened;
      const kept = await world.db.get('records', donationKey(String((await world.db.get('records', donationKey(id)))?.claim)));
      expect(kept?.name).toBe('state' in answer && answer.state === 'granted' ? '甲' : '乙');
    }
    await publishSettled(world);
    expect(new Set((await claimsIn()).map(({ id }) => id)).size).toBe((await claimsIn()).length);
  });
});

test('killed at any call, a claim is whole or was never made, and trying again gives the link', async () => {
  for (let at = 1, happened = true; happened; at++) {
    const id = await transferred(`BK2026112401${String(at).padStart(4, '0')}`, { amountFen: 70_000 + at });
    const deps = interrupted(world, { at, when: 'after', interloper: () => Promise.reject(new Error('killed')) });
    const wish = { key: `killed-${at}`.padEnd(22, 'k'), from: `c${at}` };
    await claim(byAccount({ amountFen: 70_000 + at }), { ...wish, in: deps as unknown as World }).catch(() => undefined);
    happened = deps.seen.happened;
    expect(await claim(byAccount({ amountFen: 70_000 + at }), wish)).toEqual(granted(id));
    await publishSettled(world);
    expect((await readDonation(world, { id, token: donorToken(world.secret, id) })).ok).toBe(true);
    expect(await claimsIn()).toHaveLength(at);
  }
});

test('a gift whose money went back, and one whose name was taken back, cannot be claimed', async () => {
  const id = await transferred('BK20261124000001');
  const number = recordNumber(1, (await entries()).length - 1);
  expect(await recordEntry(world, refund(number, 50_000))).toMatchObject({ ok: true });
  await publishSettled(world);
  expect(await claim(byAccount())).toEqual(undecided);
  expect((await world.db.get('records', donationKey(id)))?.claim).toBeUndefined();
  const gift = await ordered('gift', { kind: 'person', name: '王㛃', display: 'named' });
  expect(await withdrawName(world, gift)).toMatchObject({ ok: true });
  await publishSettled(world);
  expect(await nameByLink(world, gift, { key: 'again'.padEnd(22, 'a'), donor: named('王㛃') })).toEqual({ ok: true, state: 'fixed' });
});

describe('a lost link', () => {
  test('is given back by the whole number and the name as it was typed, and the gift says that it was', async () => {
    const gift = await ordered('gift', { kind: 'person', name: 'José García', display: 'named' });
    expect(await claim(byNumber(orderNumber(gift.id, 1)), { donor: { kind: 'person', name: 'José García'.normalize('NFD'), display: 'anonymous' } })).toEqual(
      granted(gift.id),
    );
    expect(await readDonation(world, gift)).toMatchObject({ view: { recoveredAt: expect.stringContaining('2026-11-24') } });
  });

  test('of a gift that was claimed by account is a matter for staff', async () => {
    await transferred('BK20261124000001');
    await claim(byAccount());
    expect(await claim(byAccount())).toEqual(undecided);
  });
});

test('an anonymous gift is named later by the link that was kept, by consent, and unnamed again', async () => {
  const gift = await ordered('gift', { kind: 'anonymous', display: 'anonymous' });
  const wish = { key: 'name-key'.padEnd(22, 'n'), donor: named('王㛃') };
  expect(await nameByLink(world, { ...gift, token: donorToken(world.secret, 'd_other') }, wish)).toEqual({ ok: false, code: 'token_invalid' });
  expect(await nameByLink(world, gift, wish)).toEqual({ ok: true, state: 'named' });
  expect(await nameByLink(world, gift, wish)).toEqual({ ok: true, state: 'named' });
  await publishSettled(world);
  expect(await textOfPdf(await documentOf(gift.id, { kind: 'certificate', format: 'pdf' }))).toContain('王㛃');
  const shownIn = async () => (await placesOf(world, '王㛃')).filter((place) => place.startsWith('public'));
  expect((await shownIn()).length).toBeGreaterThan(0);
  expect(await withdrawName(world, gift)).toMatchObject({ ok: true });
  await publishSettled(world);
  expect(await shownIn()).toEqual([]);
  expect(await nameByLink(world, gift, { ...wish, key: 'another'.padEnd(22, 'n') })).toEqual({ ok: true, state: 'fixed' });
});

test('M15: erased by staff under either number, a claimed name and what the bank stated are found nowhere', async () => {
  const id = await transferred('BK20261124000001');
  await claim(byAccount());
  await publishSettled(world);
  await documentOf(id, { kind: 'certificate', format: 'pdf' });
  const number = recordNumber(1, (await entries()).length - 1);
  expect(await forgetNumbers(world, [number], { k: 'erase', ground: 'consent_withdrawn' })).toMatchObject({ ok: true, done: [number] });
  await publishSettled(world);
  expect(await placesOf(world, PAYER)).toEqual([]);
  expect(await placesOf(world, TAIL)).toEqual([]);
});

describe('what no machine can decide', () => {
  const asked = (change: object = {}) =>
    openClaim(
      world,
      { key: 'asked'.padEnd(22, 'q'), evidence: byAccount({ digits: '0001' }), donor: named(), contact: '13800000000', words: '卡已注销', ...change },
      'here',
    );

  test('waits for staff under a number, who see the gifts that fit, and grant one on papers they saw; what was typed is gone then', async () => {
    const id = await transferred('made-0123456789abcdef', { payerTail: undefined, remark: '捐款' });
    const opened = await asked();
    const request = opened.ok ? opened.id : expect.unreachable(opened.code);
    expect(await asked()).toEqual(opened);
    expect(await asked({ words: '别的话' })).toMatchObject({ ok: false, code: 'key_reused' });
    const token = donorToken(world.secret, request);
    expect(await readClaim(world, { id: request, token })).toEqual({ ok: true, state: 'waiting' });
    const [waiting] = await listClaims(world);
    expect(waiting).toMatchObject({
      request,
      name: PAYER,
      words: '卡已注销',
      candidates: [{ payer: PAYER, samePayer: true, holder: 'nobody', remark: '捐款' }],
    });
    const grant = { request, number: waiting?.candidates[0]?.number ?? '', by: '李会计' };
    expect(await grantClaim(world, grant)).toEqual({ ok: true, state: 'granted', named: true });
    expect(await grantClaim(world, grant)).toEqual({ ok: false, code: 'decided_before' });
    expect(await readClaim(world, { id: request, token })).toEqual({ ok: true, state: 'granted', gift: { id, token: donorToken(world.secret, id) } });
    expect(await placesOf(world, '13800000000')).toEqual([]);
    await publishSettled(world);
    expect(await textOfPdf(await documentOf(id, { kind: 'certificate', format: 'pdf' }))).toContain(PAYER);
  });

  test('is refused with a reason that stays in the house', async () => {
    const opened = await asked();
    const request = opened.ok ? opened.id : expect.unreachable(opened.code);
    expect(await refuseClaim(world, { request, why: '凭证不符', by: '李会计' })).toEqual({ ok: true, state: 'refused', named: false });
    expect(await readClaim(world, { id: request, token: donorToken(world.secret, request) })).toEqual({ ok: true, state: 'refused' });
    expect(await refuseClaim(world, { request: 'k_0000000000000000', why: '', by: '' })).toEqual({ ok: false, code: 'claim_unknown' });
  });

  test('is taken five times an hour from one address', async () => {
    for (let at = 0; at < BOUNDS.ask.one; at++) expect(await asked({ key: `asked-${at}`.padEnd(22, 'q') })).toMatchObject({ ok: true });
    expect(await asked({ key: 'asked-x'.padEnd(22, 'q') })).toEqual({ ok: false, code: 'too_many' });
  });
});
