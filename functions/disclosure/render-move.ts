import type { LaterKindEntry } from '../domain/entry-moves.ts';
import { recordNumber } from '../domain/number.ts';
import { localPath } from './address.ts';
import { shortDay } from './day-text.ts';
import { entryLine } from './entry-line.ts';
import { type Fragment, type Html, html } from './html.ts';
import { type RowContext, renderLater, renderMessage, renderName } from './render-row.ts';
import type { NoteRow } from './row.ts';
import { texts } from './text.ts';

/** Writes a row of what came in kind, was used, moved, put right or said by others: what it is and who, its figure, its words, its number. */
export function renderMove(row: NoteRow, entry: LaterKindEntry, context: RowContext): Html {
  const { lang, generation } = context;
  const { label, who, figure, what } = entryLine(entry, context);
  const name = row.given === undefined ? (who === undefined ? undefined : html` · <bdi>${who}</bdi>`) : html` · ${renderName(row.given.shown, lang)}`;
  const sum = figure === undefined ? undefined : html` <span class="row-sum">${figure}</span>`;
  const written = recordNumber(generation, row.index);
  const number = html`<a class="row-number" href="${localPath(lang, '/verify.html')}#${written}">${written}</a>`;
  return html`<li class="row row-move row-${entry.k}" id="r${row.row}"><span class="row-name"><span class="row-label">${label}</span>${name}</span>${sum} <span class="row-purpose">${what}${link(entry)}${late(row, context)}</span> ${number}${renderMessage(row.given?.message)}${renderLater(row.later, context)}</li>`;
}

function link(entry: LaterKindEntry): Fragment {
  return entry.k === 'report' ? html` <a href="${entry.link}" rel="noreferrer">${entry.link}</a>` : undefined;
}

function late(row: NoteRow, { lang }: RowContext): Fragment {
  const text = texts[lang];
  return row.late === undefined ? undefined : html` <span class="mark">${text.late}</span> <span class="row-day">${shortDay(row.on, lang)}</span>`;
}
