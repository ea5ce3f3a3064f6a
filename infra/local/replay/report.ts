import { parseCanonical } from '../../../functions/domain/ledger/canonical.ts';
import { formatMinor } from '../../../functions/domain/money.ts';
import type { Files } from '../../../functions/store/files.ts';
import type { Costs } from './counters.ts';
import type { GiftFile } from './gift-file.ts';

/** How one file went; `issue` and what follows are read from the public record, and the rest is absent where an earlier run closed the issue. */
export type FileReport = {
  readonly file: string;
  readonly day: string;
  readonly gifts: number;
  readonly fen: number;
  readonly duplicates: number;
  readonly refused: number;
  /** The first few refusals with their stable codes. */
  readonly refusals: readonly { readonly serial: string; readonly code: string }[];
  readonly issue: number;
  readonly entries: number;
  readonly issueFen: number;
  readonly late: readonly number[];
  readonly agrees: boolean;
  readonly run?: {
    readonly given: number;
    readonly known: number;
    readonly seconds: number;
    readonly giftsPerSecond: number;
    readonly toPublicMs: { readonly p50?: number; readonly p99?: number };
    readonly publications: number;
    readonly perGift: Costs;
    readonly rssMb: number;
    readonly documents: { readonly asked: number; readonly drawn: number };
  };
};

/** What a closed issue says of itself in its canonical statement; nothing where it is not there. */
export async function readStatement(log: Pick<Files, 'get'>, issue: number): Promise<Pick<FileReport, 'entries' | 'issueFen' | 'late'> | undefined> {
  const stored = await log.get(`close/${issue}.json`);
  const said = stored === undefined ? undefined : parseCanonical(stored.bytes);
  if (typeof said !== 'object' || !('gifts' in said) || !('totals' in said) || !('late' in said)) return undefined;
  const totals: readonly { readonly amt: number }[] = Array.isArray(said.totals) ? said.totals : [];
  const late: readonly number[] = Array.isArray(said.late) ? said.late : [];
  return { entries: Number(said.gifts), issueFen: totals.reduce((sum, total) => sum + total.amt, 0), late };
}

/** A file's line of the report, held against the issue that it became. */
export async function reportFile(
  log: Pick<Files, 'get'>,
  part: { readonly file: GiftFile; readonly issue: number; readonly refused: FileReport['refusals']; readonly run?: FileReport['run'] },
): Promise<FileReport> {
  const { file, issue, refused, run } = part;
  const said = (await readStatement(log, issue)) ?? { entries: 0, issueFen: 0, late: [] };
  const gifts = file.gifts.length - file.duplicates;
  return {
    file: file.name,
    day: file.day,
    gifts: file.gifts.length,
    fen: file.sumFen,
    duplicates: file.duplicates,
    refused: refused.length,
    refusals: refused.slice(0, 20),
    issue,
    ...said,
    agrees: said.entries === gifts && said.issueFen === file.sumFen,
    ...(run === undefined ? {} : { run }),
  };
}

/** The report of a file in one line for a person. */
export function sayFile(report: FileReport): string {
  const { run } = report;
  const sum = `${report.entries} gifts, ${formatMinor(report.issueFen)} yuan, ${report.late.length} late`;
  const speed =
    run === undefined
      ? 'closed by an earlier run'
      : `${run.seconds.toFixed(1)} s, ${run.giftsPerSecond.toFixed(0)} gifts/s, public after p50 ${run.toPublicMs.p50?.toFixed(0)} ms, p99 ${run.toPublicMs.p99?.toFixed(0)} ms`;
  return `issue ${report.issue} (${report.day}): ${sum}; ${report.agrees ? 'equals its file' : `DIFFERS from its file: ${report.gifts - report.duplicates} gifts, ${formatMinor(report.fen)} yuan`}; ${speed}`;
}
