import { escapeHtml } from '../../disclosure/html.ts';
import type { PageFile, Shells } from '../../disclosure/live-pages.ts';
import { type RowContext, renderRow } from '../../disclosure/render-row.ts';
import type { Row } from '../../disclosure/row.ts';
import { exactText, parting, readableText } from './exact-text.ts';
import type { Finding } from './finding.ts';
import { BARE_SHELLS, type PageForms, partsOf } from './page-forms.ts';

/** A page as it should be, drawn into whatever shells are given; `rows` are those on it. */
export type WantedPage = {
  readonly key: string;
  readonly draw: (shells: Shells) => readonly PageFile[];
  readonly size: number;
  readonly rows: readonly Row[];
  readonly context: RowContext;
  /** Takes out of a page what the log does not say, from the one wanted as well as from the one found. */
  readonly without?: (page: string) => string;
};

/**
 * Judges a page by drawing it again: byte for byte in the shell of today's site, else its main part byte for byte in
 * another frame, else its rows one by one. Frames and ways of writing that are not today's are told to `forms`, which
 * knows at the end whether other pages bear them too.
 */
export function judgePage(
  bytes: Uint8Array,
  wanted: WantedPage,
  { shells, forms }: { readonly shells: Shells | undefined; readonly forms: PageForms },
): readonly Finding[] {
  forms.begin(wanted.key);
  const text = exactText(bytes);
  if (text === undefined) return [{ code: 'page_differs', file: wanted.key, detail: 'not UTF-8' }];
  const without = wanted.without ?? ((page: string) => page);
  const drawn = (into: Shells): string => wanted.draw(into).find((file) => file.key === wanted.key)?.text ?? '';
  const found = without(text);
  const today = shells === undefined ? undefined : without(drawn(shells));
  if (found === today) return [];
  const { title, path, main } = partsOf(without(drawn(BARE_SHELLS)));
  const at = found.indexOf(main);
  const body = at >= 0 ? { from: at, to: at + main.length } : bodyOf(found);
  const findings = at >= 0 ? [] : judgeMain(found.slice(body.from, body.to), { wanted, main, forms });
  const frame = found.slice(0, body.from) + MAIN + found.slice(body.to);
  const isToday = frame === today?.replace(main, () => MAIN);
  if (findings.length === 0 && !isToday) forms.frame(wanted.key, unfill(frame, { title, path, size: wanted.size }));
  return findings;
}

const MAIN = '<!--fill:main-->';

/** Addresses that stand in frames whether they are the page's own or not. */
const FRONTS = ['/index.html', '/today.html', '/disclosures/index.html'];

/** Makes frames alike that were filled from one shell. */
function unfill(frame: string, filled: { readonly title: string; readonly path: string; readonly size: number }): string {
  const titled = frame.replace(`<title>${filled.title}</title>`, '<title>{{fill:title}}</title>');
  const sized = titled.replace(`name="log-size" content="${filled.size}"`, 'name="log-size" content="{{fill:size}}"');
  const longestFirst = [escapeHtml(filled.path), ...FRONTS].sort((a, b) => b.length - a.length); // one ends as another does
  return longestFirst.reduce((text, path) => text.replaceAll(`${path}"`, '{{fill:path}}"'), sized);
}

/** The main part of a page that is not the one wanted; the whole page where it has none. */
function bodyOf(page: string): { readonly from: number; readonly to: number } {
  const [start, end] = [page.indexOf('<main'), page.lastIndexOf('</main>')];
  return start < 0 || end < start ? { from: 0, to: page.length } : { from: page.indexOf('>', start) + 1, to: end };
}

const ROW = /<li class=.*?<\/li>/gs;
const NAMED_ROWS = 5;

function judgeMain(
  found: string,
  { wanted, main, forms }: { readonly wanted: WantedPage; readonly main: string; readonly forms: PageForms },
): readonly Finding[] {
  const rows = found.match(ROW) ?? [];
  const differing = wanted.rows.flatMap((row, at): readonly Finding[] => {
    const [is, was] = [readableText(rows[at] ?? ''), readableText(renderRow(row, wanted.context))];
    return is === was ? [] : [{ code: 'page_row_differs', file: wanted.key, index: row.index, detail: parting(was, is) }];
  });
  if (differing.length > 0) return differing.slice(0, NAMED_ROWS);
  const extra = rows.length - wanted.rows.length;
  if (extra > 0) return [{ code: 'page_row_differs', file: wanted.key, detail: `${extra} rows too many` }];
  const [is, was] = [readableText(found), readableText(main)];
  if (is !== was) return [{ code: 'page_differs', file: wanted.key, detail: parting(was, is) }];
  forms.markup(wanted.key, { found, wanted: main });
  return [];
}
