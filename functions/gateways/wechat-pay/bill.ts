import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Day } from '../../domain/time.ts';
import { type BillTable, parseFen, parseWallClock, readTable } from '../bill-table.ts';
import type { Bill, BillRow } from '../gateway.ts';
import { ask, type Line, send } from './client.ts';

const BILL_BOUNDS = { timeoutMs: 60_000, largest: 64 * 1024 * 1024 };
const placeShape = z.object({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().check(z.regex(/^[0-9a-fA-F]{40}$/)),
  download_url: z.string().check(z.maxLength(2048)),
});

/** Fetches the bill of a day ("申请交易账单", "下载账单"): its address and digest are signed, the file itself is not. */
export async function readBill(line: Line, day: Day): Promise<Bill> {
  const said = await ask(line, 'GET', `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL`);
  if (said === undefined) return { state: 'unavailable' };
  if (!said.ok) return { state: STATES[said.code] ?? 'unavailable' };
  const place = placeShape.safeParse(said.said);
  // Our signature is for WeChat Pay's own host only, whatever the answer names.
  if (!place.success || !place.data.download_url.startsWith(`${line.address}/`)) return { state: 'unavailable' };
  const file = await send(line, { method: 'GET', url: place.data.download_url, body: '' }, BILL_BOUNDS);
  if (file?.status !== 200) return { state: 'unavailable' };
  if (createHash('sha1').update(file.body).digest('hex') !== place.data.hash_value.toLowerCase()) return { state: 'damaged' };
  const rows = parseBill(new TextDecoder().decode(file.body));
  return rows === undefined ? { state: 'damaged' } : { state: 'ready', rows, bytes: file.body };
}

const STATES: { readonly [code: string]: 'none' | 'not_ready' | undefined } = { NO_STATEMENT_EXIST: 'none', STATEMENT_CREATING: 'not_ready' };

const TOTALS_HEADER = '总交易单数';

/** Reads the text of a bill; nothing where a line is not understood or the lines do not add up to the totals beneath them. */
export function parseBill(text: string): readonly BillRow[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const totalsAt = lines.findIndex((line) => line.startsWith(TOTALS_HEADER));
  const table = readTable(lines[0] ?? '', lines.slice(1, totalsAt));
  const totals = readTable(lines[totalsAt] ?? '', lines.slice(totalsAt + 1))?.[0];
  if (totalsAt < 1 || table === undefined || totals === undefined) return undefined;
  const rows = table.map(rowOf);
  if (!rows.every((row) => row !== undefined) || Number(totals.get(TOTALS_HEADER)) !== rows.length) return undefined;
  const sum = (kind: BillRow['kind']) => rows.filter((row) => row.kind === kind).reduce((total, { amountFen }) => total + amountFen, 0);
  const fees = rows.reduce((total, { feeFen }) => total + feeFen, 0);
  const said = [totals.get('订单总金额'), totals.get('申请退款总金额'), roundedFee(totals.get('手续费总金额'))].map(parseFen);
  return said[0] === sum('payment') && said[1] === sum('refund') && said[2] === fees ? rows : undefined;
}

function rowOf(line: BillTable[number]): BillRow | undefined {
  const state = line.get('交易状态');
  const refunded = state === 'REFUND';
  if (!refunded && state !== 'SUCCESS') return undefined;
  const [atMs, feeFen] = [parseWallClock(line.get('交易时间')), parseFen(roundedFee(line.get('手续费')))];
  const amountFen = parseFen(line.get(refunded ? '申请退款金额' : '订单金额'));
  if (atMs === undefined || feeFen === undefined || amountFen === undefined || line.get('货币种类') !== 'CNY') return undefined;
  const numbers = { serial: line.get(refunded ? '微信退款单号' : '微信订单号') ?? '', orderNo: line.get('商户订单号') ?? '' };
  return { kind: refunded ? 'refund' : 'payment', ...numbers, ...(refunded ? { refundNo: line.get('商户退款单号') ?? '' } : {}), amountFen, feeFen, atMs };
}

/** A fee is written with five decimals, of which the last three are always zero. */
const roundedFee = (text: string | undefined): string | undefined => text?.replace(/(\.\d\d)0+$/, '$1');
