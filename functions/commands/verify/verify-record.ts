import type { IssueSummary } from '../../disclosure/live.ts';
import { sameBytes } from '../../domain/ledger/hash.ts';
import type { VerifierKey } from '../../domain/ledger/note.ts';
import type { Progress } from '../progress.ts';
import { judgeParts, partKey, partsOfRecord } from './judge-disclosures.ts';
import { judgeKept, keptAmong, keptSizes } from './kept-checkpoints.ts';
import { compareLastSeen, type Grown, keepFork, type LastSeen, readLastSeen } from './last-seen.ts';
import { judgeLeftovers, listRecord } from './leftovers.ts';
import { findSocietyId, type MovingFiles, readMoving, readShells } from './moving-files.ts';
import { type Notebook, type Notes, openNotebook } from './notebook.ts';
import { judgeOldTiles } from './old-tiles.ts';
import { seePageForms } from './page-forms.ts';
import { readMaterial } from './read-material.ts';
import type { Scope } from './scope.ts';
import { judgeDescription, type LogIdentity, readCheckpoint, readIdentity, type SignedCheckpoint } from './signed-log.ts';
import { type CountedSource, countByPart, countReads, type PublicSource } from './source.ts';
import { beginWalk, type WalkedLog, walkLog } from './walk-log.ts';
import { judgeClock } from './wall-clock.ts';

/** How a record is verified. `keys` are those that the auditor brought; `patienceMs` is waited before what did not hold is judged again. */
export type Verifying = {
  readonly keys: readonly VerifierKey[];
  readonly stateFile: string;
  readonly societyId?: string;
  readonly nowMs: number;
  readonly rounds: number;
  readonly patienceMs: number;
  readonly progress: Progress;
};

/** What came of it; `reached` tells how far it went: nothing behind a log that does not hold is compared. */
export type Verified = {
  readonly notes: Notes;
  readonly place: string;
  readonly reached: 'nothing' | 'checkpoint' | 'log' | 'disclosures';
  readonly origin?: string;
  readonly keys: readonly VerifierKey[];
  readonly signed?: SignedCheckpoint;
  readonly walked?: WalkedLog;
  readonly grown?: Grown;
  readonly liveSize?: number;
  /** How many files of each part of the record were read. */
  readonly files: Readonly<Record<string, number>>;
  readonly bytes: number;
};

/**
 * Verifies a whole public record from its files alone: the log with its signatures, tiles and rules, then every
 * disclosure and opening against it, then the growth since an earlier run.
 */
export async function verifyRecord(from: PublicSource, how: Verifying): Promise<Verified> {
  const source = countReads(from);
  const notes = openNotebook();
  const run = { source, notes, how };
  const end = (result: Pick<Verified, 'reached'> & Partial<Verified>): Verified => {
    how.progress.end();
    return { place: source.place, keys: how.keys, ...result, notes: notes.read(), files: countByPart(source.files), bytes: source.bytes() };
  };
  const log = await readIdentity(source, notes, how.keys);
  if (log === undefined) return end({ reached: 'nothing' });
  const known = { origin: log.origin, keys: log.keys };
  if (how.keys.length === 0) notes.remark('key_from_site');
  const last = readLastSeen(how.stateFile);
  const listed = await listRecord(source); // before the checkpoint, which then covers all of it
  const kept = keptAmong(listed);
  const first = await walkTo(run, { log, last, kept, walked: beginWalk() });
  if (first.signed === undefined) return end({ reached: 'nothing', ...known });
  const { walked } = first;
  if (!first.whole) return end({ reached: 'checkpoint', ...known, signed: first.signed, walked });
  const { open } = walked.record.soFar();
  if (open !== undefined) judgeDescription(notes, log, open);
  const holds = sameBytes(walked.tree.root(), first.signed.checkpoint.root);
  const { size } = first.signed.checkpoint;
  const sizes = source.list === undefined ? [...walked.roots.keys()].filter((one) => one !== last?.checkpoint.size) : [...new Set([...kept, size])];
  await judgeKept(run, log, { walked, sizes, size });
  const grown = holds ? await compareLastSeen(run, how.stateFile, { last, now: first.signed, walked }) : undefined;
  const logged = { ...known, signed: first.signed, walked, ...(grown === undefined ? {} : { grown }) };
  if (open === undefined || walked.record.soFar().broken.length > 0 || !holds) {
    await judgeOldTiles(run, { tree: walked.tree, listed });
    return end({ reached: 'log', ...logged });
  }
  const done = await judgeInRounds(run, { log, last, first });
  await judgeOldTiles(run, { tree: walked.tree, listed });
  await judgeLeftovers({ source, notes, scope: done.scope }, listed);
  judgeClock(notes, walked.record.soFar(), { nowMs: how.nowMs, closeAt: done.scope.closeAt });
  return end({ reached: 'disclosures', ...logged, signed: done.signed, liveSize: done.scope.liveSize });
}

type Run = { readonly source: CountedSource; readonly notes: Notebook; readonly how: Verifying };

type Reached = {
  readonly moving: MovingFiles;
  readonly societyId: string;
  readonly signed: SignedCheckpoint | undefined;
  readonly walked: WalkedLog;
  readonly whole: boolean;
};

/** Reads the files that change, then the checkpoint, then every entry up to it; an address that shows less than an earlier run saw is asked again. */
async function walkTo(
  { source, notes, how }: Run,
  from: {
    readonly log: LogIdentity;
    readonly last: LastSeen | undefined;
    readonly kept: readonly number[];
    readonly walked: WalkedLog;
    readonly before?: SignedCheckpoint;
  },
): Promise<Reached> {
  const { walked } = from;
  const societyId = how.societyId ?? (await findSocietyId(source)) ?? '';
  const moving = await readMoving(source, societyId);
  const least = Math.max(from.last?.checkpoint.size ?? 0, walked.tree.size());
  let signed = await readCheckpoint(source, notes, from.log);
  for (let attempt = 1; source.kind === 'address' && signed !== undefined && signed.checkpoint.size < least && attempt < ATTEMPTS; attempt++) {
    await wait(how.patienceMs);
    signed = await readCheckpoint(source, notes, from.log);
  }
  if (signed !== undefined && from.before !== undefined && signed.checkpoint.size <= from.before.checkpoint.size) {
    if (signed.checkpoint.size === from.before.checkpoint.size && !sameBytes(signed.checkpoint.root, from.before.checkpoint.root)) {
      keepFork(notes, how.stateFile, [from.before, signed]);
    }
    signed = from.before; // an edge that is behind
  }
  if (signed === undefined) return { moving, societyId, signed, walked, whole: false };
  const { size } = signed.checkpoint;
  const wanted = {
    roots: new Set([...from.kept, size, ...(from.last === undefined ? [] : [from.last.checkpoint.size])]),
    snapshots: new Set([...moving.sizes, size]),
    told: (done: number) => how.progress.at(done, 2 * size),
  };
  return { moving, societyId, signed, walked, whole: await walkLog({ source, notes }, walked, { checkpoint: signed.checkpoint, wanted }) };
}

const ATTEMPTS = 4;

type Rounds = { readonly log: LogIdentity; readonly last: LastSeen | undefined; readonly first: Reached };

/**
 * Judges the disclosures, and again, under a newer checkpoint, those that did not hold: names are taken back, issues are
 * closed and pages grow while an auditor reads. What does not hold in the last round either is written down.
 */
async function judgeInRounds(run: Run, { log, last, first }: Rounds): Promise<{ readonly signed: SignedCheckpoint; readonly scope: Scope }> {
  const { source, notes, how } = run;
  const drawn = { shells: await readShells(source), forms: seePageForms() };
  let reached = first;
  let scope = scopeOf(reached, drawn);
  let parts = partsOfRecord(scope);
  for (let round = 1; ; round++) {
    const isLast = round >= how.rounds;
    const hidden = hiddenIssues(scope);
    const told = tellRows(how.progress, scope.size, round === 1);
    const again = await judgeParts({ source: reached.moving.source, notes, scope }, parts, { last: isLast, pending: hidden[0]?.number, told });
    if (isLast || (again.length === 0 && hidden.length === 0)) {
      sayWhatIsBehind(notes, scope);
      drawn.forms.settle(notes, { shells: drawn.shells !== undefined });
      return { signed: reached.signed ?? unreached(), scope };
    }
    await wait(how.patienceMs);
    reached = await walkTo(run, { log, last, kept: [], walked: reached.walked, ...(reached.signed === undefined ? {} : { before: reached.signed }) });
    const known = new Set(partsOfRecord(scope).map(partKey));
    scope = scopeOf(reached, drawn);
    parts = [...again, ...partsOfRecord(scope).filter((part) => !known.has(partKey(part)))];
  }
}

/** Issues that the log closes and the live files do not know of. */
function hiddenIssues(scope: Scope): readonly IssueSummary[] {
  return scope.walked.record.soFar().closed.filter(({ closedAt }) => closedAt !== undefined && closedAt >= scope.liveSize);
}

function sayWhatIsBehind(notes: Notebook, scope: Scope): void {
  for (const { number, closedAt } of hiddenIssues(scope))
    notes.find({ code: 'issue_not_shown', file: 'live.json', index: closedAt ?? 0, detail: `issue ${number}` });
  if (scope.liveSize < scope.size) notes.remark('pages_behind', { file: 'live.json', detail: `${scope.liveSize} / ${scope.size}` });
  if (scope.societyId === '') notes.find({ code: 'society_unnamed', file: 'disclosures/' });
}

function tellRows(progress: Progress, size: number, isFirst: boolean): (rows: number) => void {
  let done = size;
  return (rows) => {
    done += rows;
    if (isFirst) progress.at(Math.min(2 * size, done), 2 * size);
  };
}

function scopeOf({ moving, societyId, signed, walked }: Reached, drawn: Pick<Scope, 'forms' | 'shells'>): Scope {
  const size = signed?.checkpoint.size ?? 0;
  const liveSize = Math.min(size, moving.liveSize ?? size);
  const { open } = walked.record.soFar();
  const isPublished = keptSizes(moving.source, size);
  const material = readMaterial(moving.source, walked, { size, liveSize });
  return { ...drawn, walked, material, open: open ?? unreached(), societyId, closeAt: moving.closeAt, size, liveSize, isPublished };
}

function unreached(): never {
  throw new Error('the disclosures are judged only behind a log that holds');
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
