import { Hono } from 'hono';
import type { DonationView } from '../../functions/actions/read-donation.ts';
import { problem } from '../../functions/http/problem.ts';

const id = 'd_0123456789ABCDEFGHJKMNPQRS';

/** Fragment of the thanks page for a gift in a state; the token's first letter tells the stand-in which. */
export const giftLink = (state: DonationView['state']): string => `#${id}.${LETTERS[state]}${'t'.repeat(42)}`;

/** The same for a gift of which some went back, and some more is on its way. */
export const returnedLink = `#${id}.r${'t'.repeat(42)}`;

/** The same for a gift that shows no name, and for one whose link was found again. */
export const unnamedLink = `#${id}.n${'t'.repeat(42)}`;
export const recoveredLink = `#${id}.f${'t'.repeat(42)}`;

const LETTERS: Record<DonationView['state'], string> = { pending: 'q', expired: 'x', paid: 'p', published: 'w' };

/** Answers pages as the portal's API does, for gifts that stand still in one state; `wishes` are the bodies that came. */
export function donorAnswers(): { readonly api: Hono; readonly wishes: unknown[] } {
  const wishes: unknown[] = [];
  const api = new Hono()
    .post('/api/donations', async (c) => {
      const wish = await c.req.json();
      wishes.push(wish);
      if (wish.amount.minor === 1) return problem('gateway_unavailable', { lang: 'zh' });
      if (wish.donor.name === '不收的名字') return problem('name_characters', { lang: 'zh', field: 'donor.name', characters: ['字'] });
      const expiresAt = new Date(Date.now() + 1_800_000).toISOString();
      const crowded = wish.amount.minor === 777 && wishes.filter((one) => JSON.stringify(one) === JSON.stringify(wish)).length < 3;
      const pay = crowded
        ? { kind: 'wait', waitMs: 1_200, expiresAt }
        : wish.method === 'sandbox-qr'
          ? { kind: 'qr', text: 'https://pay.example.org/D1', expiresAt }
          : { kind: 'redirect', url: `/thanks.html${giftLink('published')}` };
      return c.json({ id, token: `q${'t'.repeat(42)}`, pay, preview: { shown: '爱心人士', held: false } }, 201);
    })
    .get('/api/donations/:id', (c) => {
      const letter = c.req.header('authorization')?.at('Bearer '.length);
      const view = letter === 'r' ? RETURNED : letter === 'n' ? UNNAMED : letter === 'f' ? RECOVERED : VIEWS.find((one) => LETTERS[one.state] === letter);
      return view === undefined ? problem('token_invalid', { lang: 'zh' }) : c.json(view);
    })
    .get('/api/donations/:id/bill', (c) => c.json({ state: 'none', askUntil: '2027-05-23', title: '王㛃' }))
    .post('/api/donations/:id/query', (c) => {
      const state = VIEWS.find((one) => LETTERS[one.state] === c.req.header('authorization')?.at('Bearer '.length))?.state;
      if (state === 'expired') return problem('token_invalid', { lang: 'zh' });
      const place = state === 'published' ? { state, number: '1-31-F', index: 31, size: 40 } : { state: state === 'paid' ? 'settled' : 'unpaid' };
      return c.json({ answer: { ...DATED, k: 'query', query: 'q_0123456789ABCDEF', order: 'D1', ...place }, note: NOTE, key: 'K' });
    })
    .post('/api/lookup', async (c) => {
      const { serial, amount } = await c.req.json();
      if (serial === 'toomany') return problem('too_many', { lang: 'zh' });
      const found = serial === 'S12345' && amount.minor === 6666;
      const place = found ? { state: 'published', number: '1-31-F', index: 31, size: 40 } : { state: 'not_found' };
      return c.json({ answer: { ...DATED, k: 'lookup', serial, ...place }, note: NOTE, key: 'K', ...(found ? { proof: 'c2sp.org/tlog-proof@v1\n' } : {}) });
    })
    .post('/api/claims', async (c) => {
      const wish = await c.req.json();
      wishes.push(wish);
      if (wish.donor.name === '不收的名字') return problem('name_characters', { lang: 'zh', field: 'donor.name', characters: ['字'] });
      if (wish.gift.number === 'toomany') return problem('too_many', { lang: 'zh' });
      if (wish.gift.number === 'S12345' || wish.gift.payer === '王㛃') return c.json({ state: 'granted', id, token: `w${'t'.repeat(42)}` });
      return c.json({ state: 'undecided', answer: { ...DATED, k: 'claim', on: wish.gift.day, by: wish.gift.by, state: 'undecided' }, note: NOTE, key: 'K' });
    })
    .post('/api/claims/asked', async (c) => {
      wishes.push(await c.req.json());
      return c.json({ id: 'k_0123456789ABCDEF', token: `a${'t'.repeat(42)}` }, 201);
    })
    .get('/api/claims/asked/:id', (c) => {
      const letter = c.req.header('authorization')?.at('Bearer '.length);
      if (letter === 'g') return c.json({ state: 'granted', gift: { id, token: `w${'t'.repeat(42)}` } });
      return letter === 'a' || letter === 'r' ? c.json({ state: letter === 'a' ? 'waiting' : 'refused' }) : problem('token_invalid', { lang: 'zh' });
    })
    .post('/api/donations/:id/name', async (c) => {
      wishes.push(await c.req.json());
      return c.json({ state: c.req.header('authorization')?.at('Bearer '.length) === 'w' ? 'named' : 'fixed' });
    })
    .post('/api/donations/:id/withdraw-name', (c) => c.json({ withdrawal: { state: 'done', at: '2026-11-24T08:00:05+08:00' } }))
    .post('/api/donations/:id/documents/:kind', async (c) => {
      const { format } = await c.req.json();
      return c.json({ address: format === 'png' ? '/favicon.svg' : `/about.html?${c.req.param('kind')}` });
    });
  return { api, wishes };
}

const DATED = { v: 1, at: '2026-11-24T09:15:02+08:00', log: 'daylight.example.org/log/1', cur: 'CNY', amt: 6666 };
const NOTE = 'daylight.example.org/log/1/receipts\n{}\n\n\u2014 daylight.example.org/log/1/receipts AAAA\n';

const gift = {
  id,
  amount: { currency: 'CNY', minor: 6666 },
  campaign: 'everyday',
  orderedAt: '2026-11-23T23:59:31+08:00',
  preview: { shown: '爱心人士', held: false },
  withdrawal: { state: 'possible' },
  entry: null,
} as const;
const paid = { ...gift, paidAt: '2026-11-24T00:00:02+08:00', settledAt: '2026-11-24T00:00:02+08:00' };

const VIEWS: readonly DonationView[] = [
  { ...gift, state: 'pending' },
  { ...gift, state: 'expired' },
  { ...paid, state: 'paid' },
  {
    ...paid,
    state: 'published',
    dedication: 'memorial',
    entry: { number: '1-31-F', index: 31, issue: 61, row: 11, page: 1, publishedAt: '2026-11-24T00:00:03+08:00' },
  },
];

const RETURNED: DonationView = {
  ...paid,
  state: 'published',
  entry: { number: '1-31-F', index: 31, issue: 61, row: 11, page: 1, publishedAt: '2026-11-24T00:00:03+08:00' },
  refund: { done: 2_000, underWay: 4_666 },
};

const UNNAMED: DonationView = { ...RETURNED, refund: { done: 0, underWay: 0 }, withdrawal: { state: 'nothing_shown' } };

const RECOVERED: DonationView = { ...UNNAMED, recoveredAt: '2026-12-01T10:20:30+08:00' };
