import { recordNumber } from '../domain/number.ts';
import { localPath } from './address.ts';
import type { Later } from './after.ts';
import { type Fragment, html } from './html.ts';
import { type RowContext, renderGift } from './render-gift.ts';
import { renderNote } from './render-note.ts';
import type { Row } from './row.ts';
import { moveTexts } from './text-moves.ts';

export { type RowContext, renderMessage, renderName, renderSum } from './render-gift.ts';

/** Writes a public row as a list item. The page of the issue writes gifts with the same function as the preview before paying, so they cannot differ. */
export function renderRow(row: Row, context: RowContext): string {
  return (row.kind === 'gift' ? renderGift(row, context, renderLater(row.later, context)) : renderNote(row, context)).html;
}

/** Writes what was said later of an entry, each with the number of the entry that says it. */
export function renderLater(later: readonly Later[] | undefined, { lang, generation }: RowContext): Fragment {
  const told = later?.filter(({ k }) => k !== 'withdraw' && k !== 'erase') ?? [];
  return told.map(({ index, k }) => {
    const written = recordNumber(generation, index);
    const mark = k === 'spend' || k === 'hand' ? 'row-used' : 'row-corrected';
    return html` <span class="${mark}">${moveTexts[lang].later[k]} <a href="${localPath(lang, '/verify.html')}#${written}">${written}</a></span>`;
  });
}
