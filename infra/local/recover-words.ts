import type { Signing } from '../../functions/actions/note-signing.ts';
import type { Recovered } from '../../functions/actions/recover-log.ts';
import { formatInstant } from '../../functions/domain/time.ts';
import type { CloudRecovered } from './recover-cloud.ts';
import type { FolderRecovered } from './recover-folder.ts';

/** What a recovery came to, in sentences for the one who ran it. */
export function wordsOfRecovered({ size, next, rebuilt, returned, dropped, signings }: Extract<Recovered, { readonly ok: true }>): readonly string[] {
  const staged = next > size ? [`  ${next - size} entries were staged and not yet published; the next publication takes them first.`] : [];
  return [
    `账本 ${size} 条已逐条核对，表已按账本重建。The published log of ${size} entries holds together, and the tables follow it.`,
    ...staged,
    `  ${rebuilt} rebuilt, ${returned} never shown and back in the outbox, ${dropped} dropped from it because they are published.`,
    `  签名记录 signings noted: ${signings.published} published, ${signings.lost.length} not put and harmless, ${signings.beyond.length} beyond the log, ${signings.foreign.length} of another tree. The key’s own count of Sign calls may be smaller by what crashes prevented, never larger.`,
    ...signings.foreign.map((one) => `    of another tree: ${wordsOf(one)}. Whoever holds that signature could show a second history; it was never put here.`),
  ];
}

const wordsOf = ({ size, root, atMs }: Signing): string => `size ${size}, root ${root}, ${formatInstant(atMs)}`;

type Refused = Extract<FolderRecovered | CloudRecovered, { readonly ok: false }>;

/** Why nothing was recovered and what to do; `log` names where the published files lie, `kept` where a copy of their checkpoint does. */
export function wordsOfRefused(refused: Refused, { log, kept }: { readonly log: string; readonly kept: string }): string {
  const both = `The checkpoint in ${kept} and the one in ${log} are both left as they are; keep copies of both.`;
  const told = 'Publication is halted, and the public page shows both signed checkpoints.';
  if (refused.reason === 'files_differ')
    return `The published log does not hold together at ${refused.path}. Put the right file back from a copy of ${log}; nothing was changed.`;
  if (refused.reason === 'entry_damaged')
    return `Entry ${refused.entry} was never published, and its bytes in the table are damaged. Put that item back from a copy of the table that has it whole, and run this again; until then nothing is admitted or published.`;
  return {
    no_log: `No log was begun in ${log}; nothing was changed.`,
    nothing_published: `Nothing is published in ${log} yet, so there is nothing to rebuild from; nothing was changed.`,
    checkpoint_unreadable: `The checkpoint in ${log} is not signed by the key in log.json. Put the right one back from a copy; nothing was changed.`,
    behind: `The published files in ${log} are older than what was signed here. Rebuilding from them would take back what is on certificates; nothing was changed. ${both} Put the newer files back, or say publicly that the record was rolled back.`,
    forked: `The published files in ${log} tell another history than what was signed here; nothing was changed. ${both} This must be told publicly.`,
    log_behind: `The published files in ${log} are older than a checkpoint that was published. Rebuilding from them would take back what is on certificates; the tables were not changed. ${told} Put the newer files back from the bucket’s versions or a copy, then run this again.`,
    log_forked: `The published files in ${log} tell another history than a checkpoint that was published; the tables were not changed. ${told} Find out who could sign and write, and do not go on.`,
    other_key: `A checkpoint to compare with was signed by another key than the one in log.json; nothing was changed. ${both}`,
  }[refused.reason];
}
