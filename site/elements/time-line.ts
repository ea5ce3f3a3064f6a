import type { Donation, EntryPlace } from './donation-answer.ts';

/** One step of a gift's way. `open` is what is waited for now; steps after it are not yet. */
export type TimeStep = { readonly id: 'ordered' | 'paid' | 'published'; readonly state: 'done' | 'open' | 'later'; readonly atMs?: number };

/** The way of a gift as far as it has come, with the real times of what is done. */
export function timeLine(donation: Donation): readonly TimeStep[] {
  const paid = donation.state === 'paid' || donation.state === 'published';
  const published = donation.state === 'published';
  return [
    { id: 'ordered', state: 'done', ...(donation.orderedAtMs === undefined ? {} : { atMs: donation.orderedAtMs }) },
    { id: 'paid', state: paid ? 'done' : 'open', ...(donation.paidAtMs === undefined ? {} : { atMs: donation.paidAtMs }) },
    {
      id: 'published',
      state: published ? 'done' : paid ? 'open' : 'later',
      ...(donation.publishedAtMs === undefined ? {} : { atMs: donation.publishedAtMs }),
    },
  ];
}

/** Whether nothing more is waited for: the gift has its place in the record, and its documents may be drawn. */
export function isInRecord(donation: Donation): donation is Donation & { readonly entry: EntryPlace } {
  return donation.state === 'published' && donation.entry !== undefined;
}
