import { claimBundles, rowOf } from '../../actions/read-rows.ts';
import type { Later } from '../../disclosure/after.ts';
import type { IssueSummary } from '../../disclosure/live.ts';
import type { OpenFile, Row } from '../../disclosure/row.ts';
import type { Entry } from '../../domain/entry.ts';
import { decodeBundle, TILE_WIDTH } from '../../domain/ledger/tile.ts';
import { withLines } from '../../domain/movements.ts';
import { type JudgedOpenings, judgeOpenings, NOTHING_OPEN, openPath } from './judge-openings.ts';
import { isFailure, LIMITS, type PublicSource, type ReadFailure, readFile } from './source.ts';
import { readTile, type WalkedLog } from './walk-log.ts';

/** Entries of a bundle, each as the tree has it, and the openings that lie beside it now. */
type Bundle = { readonly entries: readonly Entry[]; readonly openings: JudgedOpenings | ReadFailure };

/** What was found in the openings of a bundle, without the names themselves; `unsettled` where its entries are not there any more as they were. */
export type SeenOpenings = Omit<JudgedOpenings, 'file'> | ReadFailure | 'unsettled';

/** Reads what rows are made of, a few bundles at a time. */
export type Material = {
  readonly openings: (bundle: number) => Promise<SeenOpenings>;
  /** Rows of `[from, to)` as a page made from `size` entries shows them, or one that knows all that live files must; nothing where entries are not there any more as they were. */
  readonly rows: (issue: Pick<IssueSummary, 'number' | 'first' | 'from'>, from: number, to: number, size?: number) => Promise<readonly Row[] | undefined>;
};

const KEPT = 8;

/** Begins with nothing read; `liveSize` is the beginning of the log that all live files must know. */
export function readMaterial(source: PublicSource, walked: WalkedLog, at: { readonly size: number; readonly liveSize: number }): Material {
  const kept = new Map<number, Promise<Bundle | undefined>>();
  const seen = new Map<number, SeenOpenings>();
  const load = async (number: number): Promise<Bundle | undefined> => {
    const read = await readBundle(source, walked, { ...at, bundle: number });
    seen.set(number, read === undefined ? 'unsettled' : withoutNames(read.openings));
    return read;
  };
  const bundle = (number: number): Promise<Bundle | undefined> => {
    const known = kept.get(number) ?? load(number);
    kept.delete(number);
    kept.set(number, known); // the one used last goes last
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
    }
    return known;
  };
  return {
    openings: async (number) => {
      if (!seen.has(number)) await bundle(number);
      return seen.get(number) ?? 'unsettled';
    },
    rows: async (issue, from, to, size = at.liveSize) => {
      const rows: Row[] = [];
      for (let number = Math.floor(from / TILE_WIDTH); number * TILE_WIDTH < to; number++) {
        const read = await bundle(number);
        if (read === undefined) return undefined;
        const opens = new Map<number, OpenFile>([[number, openFileOf(read)]]);
        const first = number * TILE_WIDTH;
        for (let index = Math.max(from, first); index < Math.min(to, first + TILE_WIDTH); index++) {
          const entry = read.entries[index - first];
          if (entry === undefined) return undefined;
          const later = laterOf(walked, index, Math.max(size, at.liveSize));
          for (const claimed of claimBundles(later)) if (!opens.has(claimed)) opens.set(claimed, openFileOf(await bundle(claimed)));
          rows.push(rowOf(entry, { issue, index, opens, later }));
        }
      }
      return rows;
    },
  };
}

const openFileOf = (read: Bundle | undefined): OpenFile => (read === undefined || typeof read.openings === 'string' ? NOTHING_OPEN : read.openings.file);

/** What entries of a log of this size say of an earlier one. */
function laterOf({ pointed }: WalkedLog, index: number, size: number): readonly Later[] {
  return (pointed.get(index) ?? []).filter(({ by }) => by < size).map(({ by, k }) => ({ index: by, k }));
}

function withoutNames(openings: JudgedOpenings | ReadFailure): SeenOpenings {
  if (typeof openings === 'string') return openings;
  const { size, findings, opened, held, gone } = openings;
  return { size, findings, opened, held, gone };
}

type Wanted = { readonly bundle: number; readonly size: number; readonly liveSize: number };

async function readBundle(source: PublicSource, walked: WalkedLog, { bundle, size, liveSize }: Wanted): Promise<Bundle | undefined> {
  const first = bundle * TILE_WIDTH;
  const [stored, open] = await Promise.all([
    readTile(source, { kind: 'entries', index: bundle, width: Math.min(TILE_WIDTH, size - first) }),
    readFile(source, openPath(bundle), LIMITS.openings),
  ]);
  const bytes = isFailure(stored) ? undefined : decodeBundle(stored);
  if (bytes === undefined || !bytes.every((one, at) => walked.tree.isEntry(first + at, one))) return undefined;
  const entries = bytes.map((one, at): Entry => {
    const entry: Entry = JSON.parse(new TextDecoder().decode(one)); // judged when they were followed, and the same bytes still
    const lines = walked.beside.get(first + at);
    return lines !== undefined && (entry.k === 'goods' || entry.k === 'hand') ? withLines(entry, lines) : entry;
  });
  if (isFailure(open)) return { entries, openings: open };
  const giftAt = (index: number) => {
    const entry = entries[index - first];
    return entry?.k === 'gift' || entry?.k === 'goods' || entry?.k === 'claim' ? entry : undefined;
  };
  const takenBackBy = (index: number) => (walked.pointed.get(index) ?? []).flatMap(({ by, k }) => (k === 'withdraw' || k === 'erase' ? [{ by, k }] : []));
  const isClaimed = (index: number) => (walked.pointed.get(index) ?? []).some(({ k }) => k === 'claim');
  return { entries, openings: judgeOpenings(open, { bundle, giftAt, takenBackBy, isClaimed, size, liveSize }) };
}
