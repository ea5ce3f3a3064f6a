import { createHash } from 'node:crypto';
import { LIMITS, type PublicSource, type ReadFailure } from './source.ts';

/** A file by its lines: the first one as text, of all others 32 bytes each, so that an issue of a million rows can be held against its rows. */
export type FileLines = { readonly count: number; readonly first: string; readonly isLine: (at: number, line: string) => boolean };

const LF = 10;
const FIRST_LIMIT = 4096;

/** Reads a file line by line; a line ends behind its line feed, or at the end of the file. */
export async function readLines(source: PublicSource, path: string): Promise<FileLines | ReadFailure> {
  let lines = newLines();
  const ended = await source.take(path, LIMITS.rows, () => {
    lines = newLines();
    return lines.take;
  });
  return ended === 'taken' ? lines.end() : ended;
}

function newLines() {
  let digests = Buffer.allocUnsafeSlow(32 * 256);
  let count = 0;
  let first = '';
  let rest: Buffer = Buffer.alloc(0);
  const line = (bytes: Buffer) => {
    if (count === 0) first = bytes.subarray(0, FIRST_LIMIT).toString();
    if (32 * count === digests.length) digests = Buffer.concat([digests, Buffer.allocUnsafeSlow(digests.length)]);
    digests.set(digest(bytes), 32 * count);
    count += 1;
  };
  return {
    take: (piece: Uint8Array) => {
      const bytes = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
      let from = 0;
      for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, from)) {
        line(bytes.subarray(from, at + 1));
        from = at + 1;
      }
      rest = bytes.subarray(from);
    },
    end: (): FileLines => {
      if (rest.length > 0) line(rest);
      return { count, first, isLine: (at, text) => at < count && digests.compare(digest(Buffer.from(text)), 0, 32, 32 * at, 32 * at + 32) === 0 };
    },
  };
}

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
