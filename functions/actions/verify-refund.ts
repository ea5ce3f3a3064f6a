import type { Deps } from '../deps.ts';
import { parseRecordNumber } from '../domain/number.ts';
import { type Opened, openStatement } from '../domain/staff-statement.ts';
import type { Item } from '../store/database.ts';
import { bytesOf, textOf } from '../store/item.ts';
import { donationKey, entryKey, refundKey } from '../store/tables.ts';
import { orderOf, type Refund } from './refunds.ts';
import { readRegister } from './staff-keys.ts';

/**
 * Tells whether two persons really signed what is about to be paid. Whoever writes to the table can put any state into
 * it: before money moves the signatures are looked at once more, and the ask says how much of which gift.
 */
export async function isSignedByTwo(deps: Pick<Deps, 'db' | 'society'>, refund: Refund): Promise<boolean> {
  const item = await deps.db.get('records', refundKey(refund.refundNo));
  const [ask, confirm] = [openPart(item, 'ask'), openPart(item, 'confirm')];
  if (ask?.statement.k !== 'refund' || confirm?.statement.k !== 'step') return false;
  const { number, amt, why, way, origin } = ask.statement;
  if (number !== refund.number || amt !== refund.amountFen || why !== refund.why || way !== refund.way || origin !== deps.society.origin) return false;
  if (!(await isOfGift(deps, refund))) return false;
  if (confirm.statement.step !== 'confirm' || confirm.statement.of !== ask.digest) return false;
  const { keys } = await readRegister(deps);
  const [asker, confirmer] = [keys.get(ask.key), keys.get(confirm.key)];
  const atMs = refund.confirmedAtMs ?? 0;
  const signed = [asker, confirmer].every((one) => (one?.activeFromMs ?? Number.POSITIVE_INFINITY) <= atMs && (one?.endedAtMs ?? atMs) >= atMs);
  return signed && confirmer?.role === 'confirms' && asker?.person !== confirmer.person;
}

/** The number that was signed leads through the other table to the gift whose order is paid back. */
async function isOfGift({ db }: Pick<Deps, 'db'>, { number, index, donation, orderNo }: Refund): Promise<boolean> {
  const parsed = parseRecordNumber(number);
  if ('error' in parsed || parsed.index !== index) return false;
  const [place, gift] = await Promise.all([db.get('ledger', entryKey(index)), db.get('records', donationKey(donation))]);
  return place?.donation === donation && gift !== undefined && orderOf(gift) === orderNo;
}

function openPart(item: Item | undefined, part: 'ask' | 'confirm'): Opened | undefined {
  const bytes = part === 'ask' ? 'ask' : 'confirmBytes';
  if (item === undefined || !(item[bytes] instanceof Uint8Array)) return undefined;
  return openStatement({ bytes: bytesOf(item, bytes), key: textOf(item, `${part}Key`), signature: bytesOf(item, `${part}Signature`) });
}
