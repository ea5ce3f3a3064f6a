import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dayOf } from '../../functions/domain/time.ts';
import { type GiftFile, readGiftFile } from '../../infra/local/replay/gift-file.ts';

const REAL = fileURLToPath(new URL('../../../shared/data/wuhan-2020/qr-pos/2020-01-25.csv.gz', import.meta.url));
/** The first `count` gifts of the real peak day where its file is at hand, and made ones of the same shape elsewhere; `from` tells which. */
export async function peakGifts(count: number): Promise<{ readonly from: string; readonly file: GiftFile }> {
  if (!existsSync(REAL)) return { from: 'made gifts', file: madeGifts({ count: Math.min(count, 50_000), perSecond: 0.57, day: '2020-01-25' }) };
  const day = await readGiftFile(REAL);
  const gifts = day.gifts.slice(0, count);
  return { from: `the first ${gifts.length} gifts of 25 January 2020`, file: { ...day, gifts, sumFen: gifts.reduce((sum, gift) => sum + gift.amountFen, 0) } };
}

/** Gifts that follow each other evenly, so many in a second. */
export function madeGifts({ count, perSecond, day }: { readonly count: number; readonly perSecond: number; readonly day: string }): GiftFile {
  const startMs = Date.parse(`${day}T09:00:00+08:00`);
  const gifts = Array.from({ length: count }, (_, at) => ({
    serial: `MADE${day}-${String(at).padStart(12, '0')}`,
    paidAtMs: startMs + Math.floor((at * 1000) / perSecond),
    amountFen: 100 + ((at * 7919) % 50_000),
  }));
  return { name: 'made', day: dayOf(startMs), gifts, duplicates: 0, sumFen: gifts.reduce((sum, gift) => sum + gift.amountFen, 0) };
}
