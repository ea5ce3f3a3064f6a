import type { DocumentFacts } from './documents.ts';
import type { Ladders } from './page-marks.ts';
import { GREY, HAIR, INK } from './palette.ts';
import { drawRule } from './paths.ts';
import type { Place, Sheet } from './sheet.ts';
import { inEnglish, ornament, tagged } from './tags.ts';
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

type MeasuredRow = { readonly zh: Block; readonly en: Block | undefined; readonly labels: readonly [Block, Block]; readonly height: number };

/** Rows set at a scale; `height` in points. */
export type MeasuredRows = { readonly rows: readonly MeasuredRow[]; readonly scale: number; readonly width: number; readonly height: number };

const LABEL_WIDTH = 138;

/** Sets every row at a scale of the full size. */
export function measureRows(rows: readonly ReceiptRow[], ladders: Ladders, to: { readonly scale: number; readonly width: number }): MeasuredRows {
  const measured = rows.map((row) => measureRow(row, ladders, to));
  return { rows: measured, ...to, height: measured.reduce((sum, row) => sum + row.height, 0) };
}

function measureRow(row: ReceiptRow, { sans, serif }: Ladders, { scale, width }: { readonly scale: number; readonly width: number }): MeasuredRow {
  const room = { width: width - LABEL_WIDTH, leading: 1.4 };
  const large = row.large === true;
  const size = (large ? 15 : 9.5) * scale;
  const zh = fitText(row.zh, { size, colour: INK, ladder: large ? serif : sans }, { ...room, smallest: Math.min(size, 9.5 * scale) });
  const grey = { size: 7.5 * scale, colour: GREY, ladder: sans };
  const en = row.en === undefined ? undefined : fitText(row.en, grey, { ...room, smallest: 6.6 * scale });
  const label = fitText(ZH.labels[row.label], { size: 9 * scale, colour: INK, ladder: sans }, room);
  return { zh, en, labels: [label, fitText(EN.labels[row.label], grey, room)], height: zh.height + (en?.height ?? 0) + 7 * scale };
}

/** Draws the rows below one another, each over a hair line. */
export function drawRows(sheet: Sheet, { rows, scale, width }: MeasuredRows, place: Place): void {
  let top = place.y;
  for (const [at, row] of rows.entries()) {
    drawRow(sheet, row, { x: place.x, y: top + 3.5 * scale + row.zh.style.size, row: String(at) });
    top += row.height;
    ornament(sheet, () => drawRule(sheet, { x: place.x, y: top, to: place.x + width }, { colour: HAIR, width: 0.4 }));
  }
}

function drawRow(sheet: Sheet, { zh, en, labels: [label, english] }: MeasuredRow, { x, y, row }: Place & { readonly row: string }): void {
  tagged(sheet, { role: 'TH', section: 'rows', row, heads: 'Row' }, () => {
    drawBlock(sheet, label, { x, y });
    inEnglish(sheet, () => drawBlock(sheet, english, { x: x + label.style.size * 6 + 7, y }));
  });
  tagged(sheet, { role: 'TD', section: 'rows', row }, () => {
    drawBlock(sheet, zh, { x: x + LABEL_WIDTH, y });
    if (en === undefined) return;
    inEnglish(sheet, () => drawBlock(sheet, en, { x: x + LABEL_WIDTH, y: y - zh.style.size + zh.height + en.style.size }));
  });
}
