import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { EntryWish } from '../../functions/actions/form-entry.ts';
import type { FileChannel } from '../../functions/domain/channel.ts';
import { dayOf } from '../../functions/domain/time.ts';
import type { StatementLine } from '../../functions/gateways/bank-files/statement.ts';
import { askDesk } from './ask-desk.ts';
import type { EnterAnswer } from './enter-routes.ts';

/** A file as a whole: all its lines, and those of them that are payments to us. */
export type StatedFile = {
  readonly channel: FileChannel;
  readonly bytes: Uint8Array;
  readonly all: readonly StatementLine[];
  readonly payments: readonly StatementLine[];
};

/** `open`: its last day is not over. `differs`: the record holds something else for those days, which a person has to explain. */
export type FileStated = { readonly is: 'stated'; readonly number: string | undefined } | { readonly is: 'open' | 'differs'; readonly why: string };

const [LOOKS, LOOK_EVERY_MS] = [20, 500];

/**
 * Enters what a bank's or an acquirer's file says of its days as a public statement, from its first line's day through
 * its last one's, once its payments are published. Only where the record holds the same; the same file again changes nothing.
 */
export async function stateFile(dataDir: string, file: StatedFile): Promise<FileStated> {
  const wish = statementOf(file);
  if (String(wish.through) >= dayOf(Date.now())) return { is: 'open', why: String(wish.through) };
  let why = '';
  for (let look = 1; look <= LOOKS; look++) {
    const answer = await askDesk(dataDir, { path: '/local/enter', body: { entries: [wish], preview: false } });
    const said = answer.ok ? (answer.body as EnterAnswer) : undefined; // of the portal whose key we hold
    const [entered] = said !== undefined && 'entered' in said ? said.entered : [];
    if (entered?.ok === true) return { is: 'stated', number: said !== undefined && 'numbers' in said ? said.numbers[entered.id] : undefined };
    why = answer.ok ? (entered?.faults.map(({ problem }) => problem).join('; ') ?? 'refused') : answer.sentence;
    if (entered?.code !== 'bill_differs') break;
    await pause(LOOK_EVERY_MS); // what was entered a moment ago is being published
  }
  return { is: 'differs', why };
}

function statementOf({ channel, bytes, all, payments }: StatedFile): EntryWish {
  const days = all.map(({ atMs }) => dayOf(atMs)).sort();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const bill = { count: payments.length, amt: payments.reduce((sum, { amountFen }) => sum + amountFen, 0) };
  const of = { ch: channel, from: days.at(0) ?? '', through: days.at(-1) ?? '', cur: 'CNY', bill, differences: [] };
  return { key: `file:${channel}:${sha256.slice(0, 32)}`, k: 'statement', ...of, sha256, length: bytes.length };
}
