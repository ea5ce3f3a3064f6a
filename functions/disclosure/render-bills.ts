import { isFileChannel } from '../domain/channel.ts';
import type { StatementEntry } from '../domain/entry-moves.ts';
import { recordNumber } from '../domain/number.ts';
import { type Day, daysBetween, nextDay, previousDay } from '../domain/time.ts';
import { localPath } from './address.ts';
import { shortDay } from './day-text.ts';
import { entryLine } from './entry-line.ts';
import { type Fragment, type Html, html } from './html.ts';
import type { Live } from './live.ts';
import { channelName, type Lang } from './text.ts';
import { moveTexts } from './text-moves.ts';
import { STATEMENTS_SHOWN, type StatementLine, type Uses } from './uses.ts';

/** What the comparison with the bills is drawn from. */
export type BillsView = { readonly lang: Lang; readonly live: Pick<Live, 'before' | 'issue'>; readonly uses: Uses };

/** Days for which it is said that a bill was not compared yet. */
const DAYS_SHOWN = 31;

/** A day and channel that was compared, or is still to be. */
type Line = { readonly day: Day; readonly ch: string; readonly stated?: StatementLine };

/** Writes how each day compares with the bill of each channel, newest first, and which days of a channel that gifts came through were not compared yet; nothing where there are neither. */
export function renderBills(view: BillsView): Fragment {
  const { lang } = view;
  const text = moveTexts[lang];
  const lines = linesOf(view);
  if (lines.length === 0) return undefined;
  const last = lines.length < STATEMENTS_SHOWN ? undefined : html`<p class="range">${text.billsLast(STATEMENTS_SHOWN)}</p>`;
  return html`<section class="use bills" aria-labelledby="bills-name"><h2 id="bills-name">${text.billsTitle}</h2><p>${text.billsLead}</p><ol class="rows">${lines.map((line) => (line.stated === undefined ? waiting(line, lang) : compared(line.stated, lang)))}</ol>${last}</section>`;
}

/** What cannot be explained by itself: kinds of difference that want somebody to look. */
export function isOpen({ differences }: Pick<StatementEntry, 'differences'>): boolean {
  return differences.some(({ why, count, amt }) => OPEN.has(why) && (count !== 0 || amt !== 0));
}

const OPEN: ReadonlySet<string> = new Set(['missing_here', 'missing_there', 'amount_differs', 'other']);

function linesOf({ live, uses }: BillsView): readonly Line[] {
  const { from, through, statements } = uses;
  const channels = [...new Set([...live.before, ...live.issue.tallies].map(({ ch }) => ch))].filter((ch) => !isFileChannel(ch));
  const stated = statements.map((one): Line => ({ day: one.entry.through, ch: one.entry.ch, stated: one }));
  const isStated = (day: Day, ch: string) => statements.some(({ entry }) => entry.ch === ch && entry.from <= day && day <= entry.through);
  const missing: Line[] = [];
  if (from !== undefined && through !== undefined) {
    for (let day = through, back = Math.min(DAYS_SHOWN, daysBetween(from, nextDay(through))); back > 0; day = previousDay(day), back--) {
      for (const ch of channels) if (!isStated(day, ch)) missing.push({ day, ch });
    }
  }
  const order = (a: Line, b: Line) => (a.day === b.day ? (a.ch < b.ch ? -1 : 1) : a.day > b.day ? -1 : 1);
  return [...stated, ...missing].sort(order).slice(0, STATEMENTS_SHOWN);
}

function waiting({ day, ch }: Line, lang: Lang): Html {
  const text = moveTexts[lang];
  return html`<li class="row row-move"><span class="row-name"><span class="row-label">${shortDay(day, lang)}</span> · ${channelName(ch, lang)}</span> <span class="row-sum"><span class="mark">${text.billsWait}</span></span> <span class="row-purpose">${text.billsWaitNote}</span></li>`;
}

function compared({ index, entry }: StatementLine, lang: Lang): Html {
  const text = moveTexts[lang];
  const { who, figure, what } = entryLine(entry, { lang, definitions: { branches: {}, campaigns: {}, places: {} } });
  const days = entry.from === entry.through ? shortDay(entry.from, lang) : text.reportDays(shortDay(entry.from, lang), shortDay(entry.through, lang));
  const open = isOpen(entry) ? html`<span class="mark">${text.billsOpen}</span> ` : undefined;
  const written = recordNumber(1, index);
  return html`<li class="row row-move row-statement"><span class="row-name"><span class="row-label">${days}</span> · ${who}</span> <span class="row-sum">${figure}</span> <span class="row-purpose">${open}${what} <span class="row-day">${text.billsOn(shortDay(entry.on, lang))}</span></span> <a class="row-number" href="${localPath(lang, '/verify.html')}#${written}">${written}</a></li>`;
}
