import { USES_KEY } from '../../actions/draw-uses.ts';
import { reportPages, usePages } from '../../disclosure/live-pages.ts';
import { LANGS } from '../../disclosure/text.ts';
import { logSizeOf } from '../../store/live-file.ts';
import { exactText, parting } from './exact-text.ts';
import { judgePage } from './judge-page.ts';
import type { Notebook } from './notebook.ts';
import { judgeSize, type Scope, societyOf } from './scope.ts';
import { failureCode } from './signed-log.ts';
import { isFailure, LIMITS, type PublicSource, readFile } from './source.ts';

type Needs = { readonly source: PublicSource; readonly notes: Notebook; readonly scope: Scope };

/** Paths of the pages of uses and of reports, and of what they are drawn from. */
export const USE_PATHS = [...LANGS.flatMap((lang) => ['use.html', 'reports.html'].map((path) => (lang === 'zh' ? path : `${lang}/${path}`))), USES_KEY];

/** Judges what gifts were used for, and the reports: each file must know every entry that has to do with it. A log of the first version has none. */
export async function judgeUses(needs: Needs): Promise<void> {
  const { record } = needs.scope.walked;
  const since = record.usesTouchedBefore(needs.scope.liveSize);
  if (!since.owed) return;
  const lastGift = lastBefore(needs.scope.liveSize, record.isGift);
  for (const file of USE_PATHS) await judgeUse(needs, file, file.endsWith('use.html') ? Math.max(since.last, lastGift) : since.last);
}

function lastBefore(size: number, isMeant: (index: number) => boolean): number {
  let index = size - 1;
  while (index >= 0 && !isMeant(index)) index -= 1;
  return index;
}

async function judgeUse({ source, notes, scope }: Needs, file: string, last: number): Promise<void> {
  const bytes = await readFile(source, file, LIMITS.list);
  if (isFailure(bytes)) return notes.find({ code: failureCode(bytes), file });
  const size = logSizeOf(bytes) ?? 0;
  if (!(await judgeSize(notes, scope, { file, size }))) return;
  if (size <= last) return notes.find({ code: 'page_stale', file, detail: `made from ${size} entries` });
  const [live, uses] = [scope.walked.snapshots.get(size), scope.walked.usesAt.get(size)];
  if (live === undefined || uses === undefined) return notes.find({ code: 'file_unsettled', file });
  if (file === USES_KEY) {
    const [wanted, text] = [JSON.stringify(uses), exactText(bytes) ?? ''];
    if (wanted !== text) notes.find({ code: 'live_differs', file, detail: parting(wanted, text) });
    return;
  }
  const lang = file.startsWith('en/') ? 'en' : 'zh';
  const society = societyOf(scope, live.definitions);
  notes.count('front_pages');
  notes.find(
    ...judgePage(
      bytes,
      {
        key: file,
        size,
        rows: [],
        context: { lang, definitions: live.definitions, generation: 1 },
        draw: (shells) => [...usePages({ society, shells, live }, uses), ...reportPages({ society, shells, live }, uses)],
      },
      scope,
    ),
  );
}
