import type { Bilingual } from '../domain/society.ts';
import type { DocumentFacts } from './documents.ts';
import type { Ladders } from './page-marks.ts';
import { GREY, HAIR, INK } from './palette.ts';
import { drawStrokes } from './paths.ts';
import type { Place, Sheet } from './sheet.ts';
import { type Block, drawBlock, fitText } from './typeset.ts';
import type { Wording } from './wording.ts';
import { EN } from './wording-en.ts';
import { ZH } from './wording-zh.ts';

/** A line of the table; `en` is absent where the value reads the same in both languages. */
export type ReceiptRow = { readonly label: keyof Wording['labels']; readonly zh: string; readonly en?: string; readonly large?: boolean };

/** What the receipt states, from the giver to the record. */
export function rowsOf(facts: DocumentFacts): readonly ReceiptRow[] {
  const anonymous = facts.donor.kind === 'anonymous';
  return [
    { label: 'donor', zh: anonymous ? ZH.anonymous : facts.donor.name, large: true, ...(anonymous ? { en: EN.anonymous } : {}) },
    { label: 'campaign', ...facts.campaign },
    { label: 'purpose', ...facts.purpose },
    ...(facts.restricted === undefined ? [] : [{ label: 'restricted', zh: facts.restricted } as const]),
    { label: 'branch', ...facts.branch },
    { label: 'paidAt', zh: ZH.time(facts.paidAtMs), en: EN.time(facts.paidAtMs) },
    { label: 'channel', ...facts.channel },
    { label: 'orderNo', zh: facts.orderNo },
    { label: 'serial', zh: facts.serial },
    { label: 'published', zh: ZH.published(facts), en: EN.published(facts) },
    { label: 'publicRow', zh: facts.publicRow },
    ...(facts.message === undefined ? [] : [{ label: 'message', zh: facts.message } as const]),
    { label: 'fiscalBill', zh: facts.fiscalBill?.zh ?? ZH.fiscalBillNone, en: facts.fiscalBill?.en ?? EN.fiscalBillNone },
  ];
}

type MeasuredRow = { readonly label: Bilingual; readonly blocks: readonly Block[]; readonly labels: readonly Block[]; readonly height: number };

/** Rows set at a scale; `height` in points. */
export type MeasuredRows = { readonly rows: readonly MeasuredRow[]; readonly scale: number; readonly width: number; readonly height: number };

const LABEL_WIDTH = 138;

/** Sets every row at a scale of the full size. */
export async function measureRows(
  rows: readonly ReceiptRow[],
  ladders: Ladders,
  to: { readonly scale: number; readonly width: number },
): Promise<MeasuredRows> {
  const measured: MeasuredRow[] = [];
  for (const row of rows) measured.push(await measureRow(row, ladders, to));
  return { rows: measured, ...to, height: measured.reduce((sum, row) => sum + row.height, 0) };
}

async function measureRow(
  row: ReceiptRow,
  { sans, serif }: Ladders,
  { scale, width }: { readonly scale: number; readonly width: number },
): Promise<MeasuredRow> {
  const room = { width: width - LABEL_WIDTH, leading: 1.4 };
  const size = (row.large === true ? 15 : 9.5) * scale;
  const value = await fitText(row.zh, { size, colour: INK, ladder: row.large === true ? serif : sans }, { ...room, smallest: Math.min(size, 9.5 * scale) });
  const english = row.en === undefined ? [] : [await fitText(row.en, { size: 7.5 * scale, colour: GREY, ladder: sans }, { ...room, smallest: 6.6 * scale })];
  const label = { zh: ZH.labels[row.label], en: EN.labels[row.label] };
  const labels = [
    await fitText(label.zh, { size: 9 * scale, colour: INK, ladder: sans }, room),
    await fitText(label.en, { size: 7.5 * scale, colour: GREY, ladder: sans }, room),
  ];
  const blocks = [value, ...english];
  return { label, blocks, labels, height: blocks.reduce((sum, block) => sum + block.height, 0) + 7 * scale };
}

/** Draws the rows below one another, each over a hair line. */
export function drawRows(sheet: Sheet, { rows, scale, width }: MeasuredRows, place: Place): void {
  let top = place.y;
  for (const row of rows) {
    const first = row.blocks[0]?.style.size ?? 0;
    let y = top + 3.5 * scale + first;
    drawLabels(sheet, row.labels, { x: place.x, y });
    for (const block of row.blocks) {
      drawBlock(sheet, block, { x: place.x + LABEL_WIDTH, y: y - first + block.style.size });
      y += block.height;
    }
    top += row.height;
    drawStrokes(
      sheet,
      [
        [
          { x: place.x, y: top },
          { x: place.x + width, y: top },
        ],
      ],
      { colour: HAIR, width: 0.4 },
    );
  }
}

function drawLabels(sheet: Sheet, [zh, en]: readonly Block[], place: Place): void {
  if (zh !== undefined) drawBlock(sheet, zh, place);
  if (en !== undefined && zh !== undefined) drawBlock(sheet, en, { x: place.x + zh.style.size * 6 + 7, y: place.y });
}
