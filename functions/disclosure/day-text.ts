import type { Day } from '../domain/time.ts';
import type { Lang } from './text.ts';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const WEEKDAYS = {
  zh: ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
} as const;

/** A day as a paper prints it, with its weekday. Our own tables, since a runtime's change with its version and pages must come out byte for byte. */
export function formatDay(day: Day, lang: Lang): string {
  const weekday = WEEKDAYS[lang][new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '';
  return lang === 'zh' ? `${shortDay(day, lang)} ${weekday}` : `${weekday}, ${shortDay(day, lang)}`;
}

/** A day without its weekday. */
export function shortDay(day: Day, lang: Lang): string {
  const [year, month, date] = day.split('-').map(Number);
  return lang === 'zh' ? `${year}年${month}月${date}日` : `${date} ${MONTHS[(month ?? 1) - 1]} ${year}`;
}

/** The days that an issue covers, one or a span. */
export function formatWindow(window: { readonly from: Day; readonly through?: Day }, lang: Lang): string {
  const { from, through } = window;
  if (through === undefined || through === from) return formatDay(from, lang);
  return `${shortDay(from, lang)}${lang === 'zh' ? '至' : ' to '}${shortDay(through, lang)}`;
}
