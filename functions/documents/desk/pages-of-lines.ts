/** Where lines may stand on a page, in points: on the first, on others, and how far down when nothing or the foot follows. */
export type LineRoom = { readonly first: number; readonly next: number; readonly bottom: number; readonly lastBottom: number; readonly height: number };

/** Lines page by page, each page with a head of one line's height; the last one leaves room for what follows the lines. */
export function pagesOfLines<Line>(lines: readonly Line[], { first, next, bottom, lastBottom, height }: LineRoom): readonly (readonly Line[])[] {
  const pages: (readonly Line[])[] = [];
  let left = lines;
  while (true) {
    const top = pages.length === 0 ? first : next;
    if (left.length <= Math.floor((lastBottom - top) / height) - 1) return [...pages, left];
    const whole = Math.max(0, Math.min(left.length - 1, Math.floor((bottom - top) / height) - 1));
    pages.push(left.slice(0, whole));
    left = left.slice(whole);
  }
}
