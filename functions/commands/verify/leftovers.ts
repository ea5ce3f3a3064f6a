import { logSizeOf } from '../../store/live-file.ts';
import type { Notebook } from './notebook.ts';
import type { Scope } from './scope.ts';
import { type CountedSource, isFailure, LIMITS, type PublicSource, readFile } from './source.ts';

const FOLDERS = ['log/1/', 'open/', 'after/', 'disclosures/', 'en/disclosures/'];

/** Files that the portal draws from entries. */
const DRAWN = /^(?:en\/)?disclosures\/[a-z0-9-]+\/\d+(?:\/\d+)?\.(?:html|json|csv|pdf)$|^(?:open|after)\/[^/]+\.json$/;

/** Every file of the record that a folder holds; nothing of an address. */
export async function listRecord(source: PublicSource): Promise<readonly string[]> {
  const lists = await Promise.all(FOLDERS.map(async (folder) => (await source.list?.(folder)) ?? []));
  return lists.flat();
}

/**
 * Looks among the files that a folder held at the beginning for some that no entry accounts for. A page, a list or
 * openings among them are a finding, unless they were drawn from a newer log: nobody can hold them against anything.
 * Other files are only named.
 */
export async function judgeLeftovers(
  { source, notes, scope }: { readonly source: CountedSource; readonly notes: Notebook; readonly scope: Scope },
  listed: readonly string[],
): Promise<void> {
  const closes = scope.walked.record.soFar().closed.length;
  for (const file of listed) {
    if (source.files.has(file) || file.startsWith('log/1/tile/') || file.startsWith('log/1/checkpoints/')) continue;
    const statement = Number(/^log\/1\/close\/(\d+)\.json$/.exec(file)?.[1] ?? 0);
    if (statement === closes + 1) notes.remark('statement_ahead', { file });
    else if (statement > 0 || (DRAWN.test(file) && !(await isNewer({ source, scope }, file)))) notes.find({ code: 'file_unexpected', file });
    else notes.remark('file_unread', { file });
  }
}

/** Tells whether a file was drawn from a published log that is larger than the live files know. CSV and PDF go with their JSON. */
async function isNewer({ source, scope }: { readonly source: PublicSource; readonly scope: Scope }, file: string): Promise<boolean> {
  const bytes = await readFile(source, file.replace(/\.(?:csv|pdf)$/, '.json'), LIMITS.rows);
  const size = isFailure(bytes) ? 0 : (logSizeOf(bytes.subarray(0, HEAD)) ?? 0);
  return size > scope.liveSize && (await scope.isPublished(size));
}

const HEAD = 4096;
