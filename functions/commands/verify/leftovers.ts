import type { Notebook } from './notebook.ts';
import type { CountedSource } from './source.ts';

/** What of the public record may lie there without having been read: other forms of an issue, and what later versions add. */
const JUDGED = /^(?:en\/)?disclosures\/[a-z0-9-]+\/\d+(?:\/\d+)?\.(?:html|json|csv)$|^(?:open|after)\/[^/]+\.json$/;

/**
 * Looks in a folder for files of the record that no entry accounts for. A page, a list or openings among them are a
 * finding: nobody can hold them against anything. Other files are only named.
 */
export async function judgeLeftovers({
  source,
  notes,
  closes,
}: {
  readonly source: CountedSource;
  readonly notes: Notebook;
  readonly closes: number;
}): Promise<void> {
  if (source.list === undefined) return;
  for (const folder of ['log/1/', 'open/', 'after/', 'disclosures/', 'en/disclosures/']) {
    for (const file of await source.list(folder)) {
      if (source.files.has(file) || file.startsWith('log/1/tile/') || file.startsWith('log/1/checkpoints/')) continue;
      const statement = /^log\/1\/close\/(\d+)\.json$/.exec(file);
      if (statement !== null && Number(statement[1]) === closes + 1) notes.remark('statement_ahead', { file });
      else if (JUDGED.test(file) || statement !== null) notes.find({ code: 'file_unexpected', file });
      else notes.remark('file_unread', { file });
    }
  }
}
