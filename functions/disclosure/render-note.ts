import type { DefineEntry, Entry, ForgettingEntry } from '../domain/entry.ts';
import { recordNumber } from '../domain/number.ts';
import { localPath } from './address.ts';
import { shortDay } from './day-text.ts';
import { entrySentence, isLaterKind } from './entry-line.ts';
import { type Html, html } from './html.ts';
import type { Definitions } from './live.ts';
import { renderMove } from './render-move.ts';
import type { RowContext } from './render-row.ts';
import type { NoteRow } from './row.ts';
import { type Lang, texts } from './text.ts';

/** Writes a row of an entry that is no gift of money. */
export function renderNote(row: NoteRow, context: RowContext): Html {
  const { lang, generation } = context;
  const { entry } = row;
  if (isLaterKind(entry)) return renderMove(row, entry, context);
  const written = recordNumber(generation, row.index);
  return html`<li class="row row-note" id="r${row.row}"><span class="row-purpose">${noteSentence(row.entry, lang)}</span> <a class="row-number" href="${localPath(lang, '/verify.html')}#${written}">${written}</a></li>`;
}

/** What an entry says that is no gift of money, as one sentence without markup; names as `definitions` have them. Throws for a gift. */
export function noteSentence(entry: Entry, lang: Lang, definitions: Definitions = NO_DEFINITIONS): string {
  const text = texts[lang];
  if (isLaterKind(entry)) return entrySentence(entry, { lang, definitions });
  if (entry.k === 'open') return text.noteOpen(entry.society[lang]) + (entry.simulated === true ? text.noteSimulated : '');
  if (entry.k === 'define') return defineSentence(entry, lang);
  if (entry.k === 'close') return text.noteClose(entry.number);
  if (entry.k === 'withdraw') return text.noteWithdraw(pointedAt(entry, lang));
  if (entry.k === 'erase') return text.noteErase(pointedAt(entry, lang), text.grounds[entry.ground]);
  if (entry.k === 'gap' && entry.cause === 'restore') return text.noteRestored;
  if (entry.k === 'gap') return text.noteGap(shortDay(entry.from, lang), shortDay(entry.through, lang));
  throw new TypeError('a gift is no note');
}

const NO_DEFINITIONS: Definitions = { branches: {}, campaigns: {}, places: {} };
const NAMED_AT_MOST = 3;

/** The numbers of the gifts that an entry points at, or how many there are. */
function pointedAt(entry: ForgettingEntry, lang: Lang): string {
  if ('list' in entry || entry.of.length > NAMED_AT_MOST) return texts[lang].gifts('list' in entry ? entry.list.count : entry.of.length);
  return entry.of.map(({ index }) => recordNumber(1, index)).join(lang === 'zh' ? '、' : ', ');
}

function defineSentence(entry: DefineEntry, lang: Lang): string {
  return texts[lang].noteDefine[entry.what](entry.name[lang]) + (entry.revoked === true ? texts[lang].noteRevoked : '');
}
