import type { Pixels } from '../pdf-reading.ts';

/** How many pixels of a box are dark. */
export function inkIn({ width, data }: Pixels, box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }): number {
  let ink = 0;
  for (let row = Math.ceil(box.top); row < box.bottom; row++) {
    for (let column = box.left; column < box.right; column++) if ((data[(row * width + column) * 4] ?? 255) < 140) ink += 1;
  }
  return ink;
}
