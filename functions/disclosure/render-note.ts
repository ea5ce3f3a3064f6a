import type { DefineEntry, Entry } from '../domain/entry.ts';
import { recordNumber } from '../domain/number.ts';
import { localPath } from './address.ts';
import { shortDay } from './day-text.ts';
import { type Html, html } from './html.ts';
import type { RowContext } from './render-row.ts';
import type { NoteRow } from './row.ts';
import { type Lang, texts } from './text.ts';

/** Writes a row that moves no money: what the log began with, defined or could not enter. */
export function renderNote(row: NoteRow, { lang, generation }: RowContext): Html {
  const written = recordNumber(generation, row.index);
  return html`<li class="row row-note" id="r${row.row}"><span class="row-purpose">${sentence(row.entry, lang)}</span> <a class="row-number" href="${localPath(lang, '/verify.html')}#${written}">${written}</a></li>`;
}

function sentence(entry: Entry, lang: Lang): string {
  const text = texts[lang];
  if (entry.k === 'open') return text.noteOpen(entry.society[lang]) + (entry.simulated === true ? text.noteSimulated : '');
  if (entry.k === 'define') return defineSentence(entry, lang);
  if (entry.k === 'close') return text.noteClose(entry.number);
  if (entry.k === 'gap') return text.noteGap(shortDay(entry.from, lang), shortDay(entry.through, lang));
  throw new TypeError('a gift is no note');
}

function defineSentence(entry: DefineEntry, lang: Lang): string {
  return texts[lang].noteDefine[entry.what](entry.name[lang]) + (entry.revoked === true ? texts[lang].noteRevoked : '');
}
