import qrcode from 'qrcode';
import { INK } from './palette.ts';
import { type Box, fillBoxes } from './paths.ts';
import type { Place, Sheet } from './sheet.ts';

/**
 * Draws a QR code (ISO/IEC 18004) at error level M, unless another is given, without its quiet zone, which the page leaves white around it; `size` in points.
 * The mask is fixed because searching for one costs more than the rest of a page and reads no better.
 */
export function drawQr(
  sheet: Sheet,
  text: string,
  { place, size, level = 'M' }: { readonly place: Place; readonly size: number; readonly level?: 'M' | 'Q' },
): void {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: level, maskPattern: 2 });
  const unit = size / modules.size;
  const boxes: Box[] = [];
  for (let row = 0; row < modules.size; row++) {
    let start = -1;
    for (let column = 0; column <= modules.size; column++) {
      const dark = column < modules.size && modules.get(row, column) !== 0;
      if (dark && start < 0) start = column;
      if (dark || start < 0) continue;
      boxes.push({ x: place.x + start * unit, y: place.y + row * unit, width: (column - start) * unit, height: unit });
      start = -1;
    }
  }
  fillBoxes(sheet, boxes, INK);
}
