/** Why a public file cannot be had: `missing` is an answer, `unreachable` is none, and `too_large` was not read to its end. */
export type ReadFailure = 'missing' | 'unreachable' | 'too_large';

/** Begins to take a file, and begins anew where an answer broke off: pieces follow one another from the first byte on. */
export type Taking = () => (piece: Uint8Array) => void;

/**
 * Where the public record is read from: a folder or an address. Paths are those of the portal without the leading slash
 * (`log/1/checkpoint`, `open/0.json`). Nothing is ever written there.
 */
export type PublicSource = {
  readonly kind: 'folder' | 'address';
  readonly place: string;
  readonly take: (path: string, limitBytes: number, taking: Taking) => Promise<'taken' | ReadFailure>;
  /** Files below a folder that ends in a slash, dot-files left out; an address has no such list. */
  readonly list?: (folder: string) => Promise<readonly string[]>;
};

/** Largest file of each kind, in bytes; what passes it is not read. `rows` is an issue of two million rows. */
export const LIMITS = {
  note: 64 * 1024,
  tile: 256 * 32,
  bundle: 256 * (4096 + 2),
  statement: 16 * 1024 * 1024,
  openings: 4 * 1024 * 1024,
  page: 8 * 1024 * 1024,
  list: 64 * 1024 * 1024,
  rows: 512 * 1024 * 1024,
} as const;

/** Reads a file whole. */
export async function readFile(source: Pick<PublicSource, 'take'>, path: string, limitBytes: number): Promise<Uint8Array | ReadFailure> {
  let parts: Uint8Array[] = [];
  const ended = await source.take(path, limitBytes, () => {
    parts = [];
    return (piece) => parts.push(piece);
  });
  return ended === 'taken' ? joined(parts) : ended;
}

/** The pieces as one, without copying a single one. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only, ...more] = parts;
  const whole = only !== undefined && more.length === 0 ? only : Buffer.concat(parts);
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.length);
}

/** Tells whether there is nothing to judge. */
export function isFailure(read: Uint8Array | ReadFailure): read is ReadFailure {
  return typeof read === 'string';
}

/** A source that keeps count of what was read from it. */
export type CountedSource = PublicSource & { readonly files: ReadonlySet<string>; readonly bytes: () => number };

/** Notes which files were read, and how many bytes came. */
export function countReads(source: PublicSource): CountedSource {
  const files = new Set<string>();
  let bytes = 0;
  return {
    ...source,
    files,
    bytes: () => bytes,
    take: async (path, limit, taking) => {
      const ended = await source.take(path, limit, () => {
        const take = taking();
        return (piece) => {
          bytes += piece.length;
          take(piece);
        };
      });
      if (ended === 'taken') files.add(path);
      return ended;
    },
  };
}

const PARTS = /^(?:log\/1\/(?:tile\/entries|tile|checkpoints|close|lists)|open|after|(?:en\/)?disclosures|(?:en\/)?campaigns|shells)\//;

/** Counts files by the part of the record that they belong to; those that stand alone keep their names. */
export function countByPart(files: Iterable<string>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const file of files) {
    const part = PARTS.exec(file)?.[0] ?? file;
    counts[part] = (counts[part] ?? 0) + 1;
  }
  return counts;
}
