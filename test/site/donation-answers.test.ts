import { describe, expect, test } from 'vitest';
import type { DonationView } from '../../functions/actions/read-donation.ts';
import type { Reply } from '../../site/elements/ask.ts';
import { isHandheld, isWeChat } from '../../site/elements/device.ts';
import { readDocument } from '../../site/elements/document-answer.ts';
import { readDonation } from '../../site/elements/donation-answer.ts';
import { isSlow, pollDelayMs } from '../../site/elements/poll-pace.ts';
import { parseDonorLink, thanksAddress } from '../../site/elements/thanks-link.ts';
import { isInRecord, timeLine } from '../../site/elements/time-line.ts';

const link = { id: 'd_0123456789ABCDEFGHJKMNPQRS', token: 't'.repeat(43) };

/** What the portal answers to the holder of the link. */
const view = (change: Partial<DonationView> = {}): DonationView => ({
  id: link.id,
  state: 'published',
  amount: { currency: 'CNY', minor: 6666 },
  campaign: 'everyday',
  orderedAt: '2026-11-23T09:14:31+08:00',
  paidAt: '2026-11-23T09:15:02+08:00',
  settledAt: '2026-11-23T09:15:02+08:00',
  preview: { shown: '爱心人士', held: false },
  withdrawal: { state: 'nothing_shown' },
  entry: { number: '1-31-F', index: 31, issue: 61, row: 11, page: 1, publishedAt: '2026-11-23T09:15:03+08:00' },
  ...change,
});

describe('a gift for the holder of its link', () => {
  test('has its place in the record and the real time of every step', () => {
    const answer = readDonation(reply(200, view()));
    if (answer.outcome !== 'found') throw new Error(answer.outcome);
    expect(isInRecord(answer.donation)).toBe(true);
    expect(timeLine(answer.donation)).toEqual([
      { id: 'ordered', state: 'done', atMs: Date.parse('2026-11-23T01:14:31Z') },
      { id: 'paid', state: 'done', atMs: Date.parse('2026-11-23T01:15:02Z') },
      { id: 'published', state: 'done', atMs: Date.parse('2026-11-23T01:15:03Z') },
    ]);
  });

  test.each([
    ['pending', ['done', 'open', 'later']],
    ['expired', ['done', 'open', 'later']],
    ['paid', ['done', 'done', 'open']],
  ] as const)('that is %s waits for its next step', (state, steps) => {
    const answer = readDonation(reply(200, view({ state, entry: null })));
    if (answer.outcome !== 'found') throw new Error(answer.outcome);
    expect(timeLine(answer.donation).map((step) => step.state)).toEqual(steps);
    expect(isInRecord(answer.donation)).toBe(false);
  });

  test('is refused where the link does not open one, and not known where nobody answers', () => {
    expect([401, 403, 404].map((status) => readDonation(reply(status, {})).outcome)).toEqual(['refused', 'refused', 'refused']);
    expect([reply(503, {}), reply(200, 'x'), reply(200, { id: 'x' }), 'unreachable' as const].map((one) => readDonation(one).outcome)).toEqual(
      Array(4).fill('unreachable'),
    );
  });
});

describe('what of the donor is shown', () => {
  test.each([
    [{ state: 'possible' }, { state: 'possible' }],
    [
      { state: 'done', at: '2026-11-24T08:00:05+08:00' },
      { state: 'done', atMs: Date.parse('2026-11-24T00:00:05Z') },
    ],
    [{ state: 'done' }, { state: 'nothing_shown' }],
    [undefined, { state: 'nothing_shown' }],
  ])('%o is read as %o', (withdrawal, read) => {
    const answer = readDonation(reply(200, { ...view(), withdrawal }));
    expect(answer.outcome === 'found' && answer.donation.withdrawal).toEqual(read);
  });
});

describe('the link that keeps', () => {
  test('is read back as it was written, in both languages', () => {
    for (const lang of ['zh', 'en']) expect(parseDonorLink(new URL(thanksAddress(lang, link), 'http://portal.example').hash)).toEqual(link);
  });

  test.each(['', '#', `#${link.id}`, `#${link.id}.short`, `#${link.id.toLowerCase()}.${link.token}`, `#${link.id}.${link.token}/..`])(
    '%s opens nothing',
    (fragment) => {
      expect(parseDonorLink(fragment)).toBeUndefined();
    },
  );
});

describe('a document', () => {
  test('opens at a path of this portal and nowhere else', () => {
    expect(readDocument(reply(200, { address: '/api/files/x' }))).toEqual({ outcome: 'ready', address: '/api/files/x' });
    for (const address of ['https://elsewhere.example.org/x', '//elsewhere.example.org', 'javascript:alert(1)'])
      expect(readDocument(reply(200, { address })).outcome).toBe('unreachable');
  });

  test('that is not there yet says why', () => {
    expect(readDocument(reply(409, { detail: '还没有写入公示。' }))).toEqual({ outcome: 'refused', detail: '还没有写入公示。' });
    expect(readDocument('unreachable')).toEqual({ outcome: 'unreachable' });
  });
});

describe('waiting', () => {
  test('asks each second at first, then less often, and stops after half an hour', () => {
    expect([0, 29_999, 30_000, 119_999, 120_000, 1_799_999, 1_800_000].map(pollDelayMs)).toEqual([1000, 1000, 3000, 3000, 10_000, 10_000, undefined]);
  });

  test('says a word once it takes longer than usual', () => {
    expect([9_999, 10_000].map(isSlow)).toEqual([false, true]);
  });
});

describe('the device', () => {
  test.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140', false, false],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) MicroMessenger/8.0', true, true],
    ['Mozilla/5.0 (Linux; Android 15) Mobile Safari', true, false],
    ['Mozilla/5.0 (Windows NT 10.0) MicroMessenger/7.0', false, true],
  ])('%s', (agent, handheld, weChat) => {
    expect([isHandheld(agent), isWeChat(agent)]).toEqual([handheld, weChat]);
  });
});

function reply(status: number, body: unknown): Reply {
  return { status, bytes: new TextEncoder().encode(JSON.stringify(body)) };
}
