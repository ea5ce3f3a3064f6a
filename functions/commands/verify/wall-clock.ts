import { atShanghai, dayOf, previousDay } from '../../domain/time.ts';
import type { Notebook } from './notebook.ts';
import type { RecordSoFar } from './record-rules.ts';
import { CHECKPOINT } from './signed-log.ts';

const GRACE_MS = 3_600_000;

/**
 * Holds the record against the clock of whoever verifies: the day before must be closed an hour after the society
 * closes, which also makes a checkpoint daily, and no entry may be of a day to come. A log on a simulated clock cannot be
 * judged so, and that is said.
 */
export function judgeClock(notes: Notebook, record: RecordSoFar, { nowMs, closeAt }: { readonly nowMs: number; readonly closeAt: string }): void {
  if (record.open?.simulated === true) {
    notes.remark('clock_skipped');
    return;
  }
  const today = dayOf(nowMs);
  const due = nowMs >= atShanghai(today, closeAt) + GRACE_MS ? previousDay(today) : previousDay(previousDay(today));
  const { issue } = record.live;
  if (issue.from <= due) notes.find({ code: 'close_overdue', file: CHECKPOINT, index: record.live.size - 1, detail: `${issue.from} … ${due}` });
  if (record.latestOn !== undefined && record.latestOn > today) notes.find({ code: 'entry_from_future', file: CHECKPOINT, detail: record.latestOn });
}
