import { unzipSync } from 'fflate';
import * as z from 'zod/mini';
import { type Day, dayOf, nextDay, shanghaiTime } from '../../domain/time.ts';
import { type BillTable, parseFen, parseWallClock, readTable } from '../bill-table.ts';
import { fetchBounded } from '../bounded-fetch.ts';
import type { Bill, BillRow } from '../gateway.ts';
import { ask, content, type Line } from './client.ts';

const BILL_BOUNDS = { timeoutMs: 60_000, largest: 64 * 1024 * 1024 };
const LARGEST_FILE = 512 * 1024 * 1024;
const placeShape = z.object({ bill_download_url: z.string().check(z.maxLength(2048)) });

/** Fetches the bill of a day ("查询对账单下载地址"): a zip of tables in GBK, of which the one of single payments is read. */
export async function readBill(line: Line, day: Day): Promise<Bill> {
  const said = await ask(line, 'alipay.data.dataservice.bill.downloadurl.query', content({ bill_type: 'trade', bill_date: day }));
  if (said === undefined) return { state: 'unavailable' };
  if (!said.ok) return { state: /bill_not_exist/i.test(said.code) ? absence(day, line.clock()) : 'unavailable' };
  const place = placeShape.safeParse(said.said);
  if (!place.success || !isAlipays(line, place.data.bill_download_url)) return { state: 'unavailable' };
  const file = await fetchBounded(line.fetch, place.data.bill_download_url, { method: 'GET' }, BILL_BOUNDS);
  if (file?.status !== 200) return { state: 'unavailable' };
  const rows = rowsOf(file.body);
  return rows === undefined ? { state: 'damaged' } : { state: 'ready', rows, bytes: file.body };
}

/** Of a bill that is not made yet and of one that is never made Alipay says the same; it makes them by nine in the morning. */
function absence(day: Day, nowMs: number): 'none' | 'not_ready' {
  const today = dayOf(nowMs);
  return today > nextDay(day) || (today === nextDay(day) && shanghaiTime(nowMs) >= '10:00:00') ? 'none' : 'not_ready';
}

function isAlipays({ address }: Line, place: string): boolean {
  if (!URL.canParse(place)) return false;
  const { protocol, hostname, origin } = new URL(place);
  return (protocol === 'https:' && /(?:^|\.)alipay\.com$/.test(hostname)) || origin === new URL(address).origin;
}

const HEADER = '支付宝交易号';

function rowsOf(zip: Uint8Array): readonly BillRow[] | undefined {
  const texts = Object.values(unpack(zip)).map((bytes) => new TextDecoder('gb18030').decode(bytes));
  const text = texts.find((one) => one.split(/\r?\n/).some((line) => line.startsWith(HEADER)));
  return text === undefined ? undefined : parseBill(text);
}

function unpack(zip: Uint8Array): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(zip, { filter: (file) => file.originalSize <= LARGEST_FILE });
  } catch {
    return {}; // no zip, so nothing is found in it
  }
}

/** Reads the text of a bill; nothing where a line is not understood or the lines do not add up to the totals beneath them. */
export function parseBill(text: string): readonly BillRow[] | undefined {
  const lines = text.split(/\r?\n/);
  const from = lines.findIndex((line) => line.startsWith(HEADER));
  const to = lines.findIndex((line, at) => at > from && line.startsWith('#'));
  const table = readTable(lines[from] ?? '', lines.slice(from + 1, to));
  const rows = table?.map(rowOf);
  if (from === -1 || to === -1 || rows === undefined || !rows.every((row) => row !== undefined)) return undefined;
  const beneath = lines.slice(to).join('\n');
  return totalsFit(rows, 'payment', /#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元/.exec(beneath)) &&
    totalsFit(rows, 'refund', /#退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元/.exec(beneath))
    ? rows
    : undefined;
}

function totalsFit(rows: readonly BillRow[], kind: BillRow['kind'], said: RegExpExecArray | null): boolean {
  const own = rows.filter((row) => row.kind === kind);
  const sum = own.reduce((total, { amountFen }) => total + amountFen, 0);
  return said !== null && Number(said[1]) === own.length && Math.abs(parseFen(said[2]) ?? Number.NaN) === sum;
}

function rowOf(line: BillTable[number]): BillRow | undefined {
  const [serial, orderNo, type] = [line.get(HEADER) ?? '', line.get('商户订单号') ?? '', line.get('业务类型')];
  const [amount, fee, atMs] = [parseFen(line.get('订单金额（元）')), parseFen(line.get('服务费（元）')), parseWallClock(line.get('完成时间'))];
  if (amount === undefined || fee === undefined || atMs === undefined) return undefined;
  if (type === '交易' && amount > 0) return { kind: 'payment', serial, orderNo, amountFen: amount, feeFen: -fee || 0, atMs };
  const refundNo = line.get('退款批次号/请求号') ?? '';
  if (type !== '退款' || amount >= 0) return undefined;
  return { kind: 'refund', serial: `${serial}-${refundNo}`, orderNo, refundNo, amountFen: -amount, feeFen: -fee || 0, atMs };
}
