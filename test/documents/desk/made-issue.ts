import { rowOf } from '../../../functions/actions/read-rows.ts';
import { addEntries, emptyLive, type Live } from '../../../functions/disclosure/live.ts';
import type { GiftRow, Row } from '../../../functions/disclosure/row.ts';
import { type ClosedIssue, closedIssue, type IssueFacts } from '../../../functions/documents/desk/issue-facts.ts';
import type { Entry, GiftEntry } from '../../../functions/domain/entry.ts';
import { parseDay } from '../../../functions/domain/time.ts';
import { demonstration } from '../../support/world.ts';

/** A log of one closed issue, as its entries make it. */
export type MadeIssue = {
  readonly entries: readonly Entry[];
  readonly gifts: readonly GiftEntry[];
  readonly firstGift: number;
  readonly issue: ClosedIssue;
  readonly live: Live;
  readonly sha256: string;
};

const SOCIETY = demonstration();
const day = (text: string) => parseDay(text) ?? raise(text);
const [YESTERDAY, TODAY, TOMORROW] = [day('2020-01-24'), day('2020-01-25'), day('2020-01-26')];
const SHA256 = '5e'.repeat(32);

/** Makes the first issue of the demonstration with so many gifts, every eleventh of them late, every seventeenth restricted, and `more` behind them. */
export function makeIssue(count: number, change: { readonly campaignName?: string; readonly more?: readonly Entry[] } = {}): MadeIssue {
  const entry = { v: 1, id: '0'.repeat(20), on: TODAY } as const;
  const { name, code, origin, branches, campaigns, places } = SOCIETY;
  const opened: Entry = { ...entry, k: 'open', schema: 1, origin, vkey: '', society: name, code, zone: 'Asia/Shanghai', demonstration: true };
  const definitions: readonly Entry[] = [
    ...branches.map((one) => ({ ...entry, k: 'define', what: 'branch', key: one.id, name: one.name }) as const),
    ...campaigns.map(
      (one) => ({ ...entry, k: 'define', what: 'campaign', key: one.id, name: { ...one.name, zh: change.campaignName ?? one.name.zh } }) as const,
    ),
    ...places.map((one) => ({ ...entry, k: 'define', what: 'place', key: one.id, name: one.name }) as const),
  ];
  const gifts = Array.from({ length: count }, (_, at): GiftEntry => {
    const campaign = campaigns[(at * 7) % campaigns.length] ?? raise('no campaign');
    const place = at % 3 === 0 ? places.find((one) => one.campaign === campaign.id)?.id : undefined;
    const marks = { ...(place === undefined ? {} : { place }), ...(at % 17 === 4 ? { restricted: true as const } : {}) };
    const paid = { ch: at % 2 === 0 ? 'sandbox' : 'sandbox-qr', cur: 'CNY' as const, amt: ((at * 7919) % 1_000_000) + 1 };
    const c = { at: '', intent: '', name: '', note: '', ref: '', shown: '' };
    return { ...entry, on: at % 11 === 3 ? YESTERDAY : TODAY, k: 'gift', branch: campaign.branch, campaign: campaign.id, ...marks, ...paid, c };
  });
  const close: Entry = { ...entry, on: TOMORROW, k: 'close', number: 1, first: 0, from: TODAY, through: TODAY, totals: [], sha256: SHA256 };
  const entries = [opened, ...definitions, ...gifts, ...(change.more ?? []), close];
  const live = addEntries(emptyLive(TODAY), entries);
  const [closed] = live.closed;
  const issue = (closed === undefined ? undefined : closedIssue(closed)) ?? raise('not closed');
  return { entries, gifts, firstGift: definitions.length + 1, issue, live, sha256: SHA256 };
}

/** What the paper of such an issue is drawn from. */
export function factsOfIssue({ issue, live, entries }: MadeIssue): IssueFacts {
  const { id, name, code, origin } = SOCIETY;
  return {
    society: { id, name, code, demonstration: true },
    issue,
    before: [],
    definitions: live.definitions,
    log: { origin, size: entries.length, root: Buffer.alloc(32, 7).toString('base64') },
    address: `https://giving.example.org/disclosures/${id}/1.html`,
  };
}

/** Its rows in pieces, gifts with what a test wants to differ. */
export async function* rowsOf({ entries, issue }: MadeIssue, piece: number, change: Partial<GiftRow> = {}): AsyncGenerator<readonly Row[]> {
  const rows = entries.slice(0, -1).map((entry, index) => rowOf(entry, { issue, index, opens: new Map() }));
  for (let at = 0; at < rows.length; at += piece) yield rows.slice(at, at + piece).map((row) => (row.kind === 'gift' ? { ...row, ...change } : row));
}

function raise(what: string): never {
  throw new Error(what);
}
