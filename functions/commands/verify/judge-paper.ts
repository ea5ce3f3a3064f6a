import { issuePath } from '../../disclosure/address.ts';
import type { Row } from '../../disclosure/row.ts';
import { closedIssue, type IssueFacts } from '../../documents/desk/issue-facts.ts';
import { readOwnMarks } from '../../documents/desk/xmp.ts';
import { formatTilePath } from '../../domain/ledger/tile.ts';
import { rootFromTiles, tileSource, tilesForRoot } from '../../domain/ledger/tree.ts';
import type { Notebook } from './notebook.ts';
import { type IssueAt, judgeSize, liveAt, type Scope, societyOf } from './scope.ts';
import { failureCode } from './signed-log.ts';
import { isFailure, LIMITS, type PublicSource, readFile } from './source.ts';

type Needs = { readonly source: PublicSource; readonly notes: Notebook; readonly scope: Scope };

const PIECE = 512;

/**
 * Judges the PDF of a closed issue: it says from which size of the log it was drawn and where it is served, and drawn
 * again from the entries as of then it must come out byte for byte. The last issue may still be without one, and those of the first version had none.
 */
export async function judgePaper({ source, notes, scope }: Needs, { issue: summary, before, flowsBefore, closed }: IssueAt): Promise<void> {
  const issue = closedIssue(summary);
  if (!closed || issue === undefined) return;
  const file = `${issuePath(scope.societyId, issue.number).slice(1)}.pdf`;
  const bytes = await readFile(source, file, LIMITS.rows);
  if (bytes === 'missing' && (issue.number === closedCount(scope) || issue.balanced === undefined)) return void notes.remark('paper_awaited', { file });
  if (isFailure(bytes)) return void notes.find({ code: failureCode(bytes), file });
  const said = readOwnMarks(bytes);
  if (said === undefined) return void notes.find({ code: 'paper_differs', file, detail: 'it does not say from which log it was drawn' });
  if (!(await judgeSize(notes, scope, { file, size: said.logSize }))) return;
  if (said.logSize <= issue.closedAt) return void notes.find({ code: 'page_stale', file, detail: `made from ${said.logSize} entries` });
  const { definitions } = liveAt(scope, said.logSize);
  const { id, name, code, demonstration } = societyOf(scope, definitions);
  const facts: IssueFacts = {
    society: { id, name, code, demonstration },
    issue,
    before,
    flowsBefore,
    definitions,
    log: { origin: scope.open.origin, size: said.logSize, root: rootAt(scope, said.logSize) },
    address: said.address,
  };
  const { drawIssuePaper } = await import('../../documents/desk/issue.ts');
  const wanted = await drawIssuePaper(facts, rowsOf(scope, issue)).catch(() => undefined);
  if (wanted === undefined) notes.find({ code: 'file_unsettled', file, detail: 'its entries cannot be read again' });
  else if (Buffer.compare(wanted, bytes) !== 0)
    notes.find({ code: 'paper_differs', file, detail: `${bytes.length} bytes, not the ${wanted.length} of the same entries` });
  notes.count('papers');
}

const closedCount = (scope: Scope): number => scope.walked.record.soFar().closed.length;

async function* rowsOf(scope: Scope, issue: NonNullable<ReturnType<typeof closedIssue>>): AsyncGenerator<readonly Row[]> {
  for (let from = issue.first; from < issue.closedAt; from += PIECE) {
    const rows = await scope.material.rows(issue, from, Math.min(issue.closedAt, from + PIECE));
    if (rows === undefined) throw new Error(`entries from ${from} are not there any more`);
    yield rows;
  }
}

function rootAt({ walked }: Scope, size: number): string {
  const tiles = tilesForRoot(size).flatMap((path) => {
    const bytes = path.kind === 'hash' ? walked.tree.tile(path) : undefined;
    return bytes === undefined ? [] : [[formatTilePath(path), bytes] as const];
  });
  return Buffer.from(rootFromTiles(size, tileSource(size, new Map(tiles)))).toString('base64');
}
