import { PNG } from 'pngjs';
import type { Picture } from './picture.ts';

/** Most pixels on a side: a seal of 42 mm has 600 dots to the inch then. */
const SIDE_AT_MOST = 1000;

/** Reads a PNG as a picture for documents; throws where it is none, or larger than every certificate should carry. */
export function readPicture(png: Uint8Array): Picture {
  const { width, height, data } = PNG.sync.read(Buffer.from(png));
  if (width > SIDE_AT_MOST || height > SIDE_AT_MOST) throw new RangeError(`a picture has at most ${SIDE_AT_MOST} pixels on a side, not ${width} by ${height}`);
  const [colours, covers] = [new Uint8Array(width * height * 3), new Uint8Array(width * height)];
  for (let at = 0; at < covers.length; at++) {
    colours.set(data.subarray(at * 4, at * 4 + 3), at * 3);
    covers[at] = data[at * 4 + 3] ?? 0;
  }
  return { width, height, colours, covers };
}
