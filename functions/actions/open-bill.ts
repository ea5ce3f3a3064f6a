import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { parseBillNumber } from '../domain/fiscal-bill.ts';
import type { BillFormat } from '../gateways/fiscal-bill/fiscal-bill.ts';
import { textOf } from '../store/item.ts';
import { findBill } from './bills.ts';
import { BILL_TYPES, billFileKey, isBillFormat } from './follow-bills-file.ts';
import { isDonorToken } from './tokens.ts';

/** The file of one bill. */
export type BillFileName = { readonly donationId: string; readonly billNo: string; readonly format: BillFormat };

export type BillFileFound = { readonly ok: true; readonly key: string } | { readonly ok: false; readonly code: 'token_invalid' | 'bill_without_file' };

/** The file of a gift's bill, for the one who holds the gift's token; one that was taken back has none to hand out. */
export async function findBillFile(deps: Pick<Deps, 'db' | 'secret'>, claim: { readonly id: string; readonly token: string }): Promise<BillFileFound> {
  if (!isDonorToken(deps.secret, claim)) return { ok: false, code: 'token_invalid' };
  const bill = await findBill(deps, claim.id);
  if (bill === undefined || bill.state === 'reversed' || !isBillFormat(bill.format)) return { ok: false, code: 'bill_without_file' };
  return { ok: true, key: billFileKey({ donationId: claim.id, billNo: textOf(bill, 'billNo'), format: bill.format }) };
}

/** Reads the key of a bill's file; nothing where it is that of another document. */
export function parseBillFileKey(key: string): BillFileName | undefined {
  const [, donationId = '', billNo = '', format] = /^documents\/(d_[0-9A-Z]{26})\/(B[0-9A-Z]{29})\.(\w+)$/.exec(key) ?? [];
  return isBillFormat(format) && parseBillNumber(billNo)?.donationId === donationId ? { donationId, billNo, format } : undefined;
}

/** Forms that a browser shows; the others, which may hold anything, are kept as files. */
const SHOWN: readonly BillFormat[] = ['pdf', 'png', 'svg'];

/** The bytes as they came from the platform, or none at all: what lies there must be what was noted. */
export async function readBillFile(
  deps: Pick<Deps, 'db' | 'privateFiles' | 'alarm'>,
  file: BillFileName,
): Promise<{ readonly bytes: Uint8Array; readonly type: string; readonly isShown: boolean } | undefined> {
  const [bill, stored] = await Promise.all([findBill(deps, file.donationId), deps.privateFiles.get(billFileKey(file))]);
  if (bill?.billNo !== file.billNo || stored === undefined || stored.bytes.length === 0) return undefined;
  if (createHash('sha256').update(stored.bytes).digest('hex') !== bill.sha256) {
    deps.alarm('document_differs', { number: file.billNo, template: 0 });
    return undefined;
  }
  return { bytes: stored.bytes, type: BILL_TYPES[file.format], isShown: SHOWN.includes(file.format) };
}
