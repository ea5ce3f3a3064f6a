declare const dayBrand: unique symbol;

/** A Shanghai date, `YYYY-MM-DD`; text order is time order. */
export type Day = string & { readonly [dayBrand]: true };

/** Asia/Shanghai has been UTC+8 without summer time since 1992; days before that are not ours to name. */
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** Reads a calendar date; nothing where it does not exist. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const atMs = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 10) !== text) return undefined;
  return text as Day;
}

/** The Shanghai date of an instant in milliseconds since 1970. */
export function dayOf(atMs: number): Day {
  return new Date(atMs + OFFSET_MS).toISOString().slice(0, 10) as Day;
}

/** The instant, in milliseconds since 1970, at which a Shanghai day begins. */
export function startOfDayMs(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) - OFFSET_MS;
}

/** The day after. */
export function nextDay(day: Day): Day {
  return dayOf(startOfDayMs(day) + DAY_MS);
}

/** The day before. */
export function previousDay(day: Day): Day {
  return dayOf(startOfDayMs(day) - DAY_MS);
}

/** Days from the first to the second; negative where the second is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((startOfDayMs(to) - startOfDayMs(from)) / DAY_MS);
}

/** The instant of a wall clock time `HH:MM` in Shanghai. */
export function atShanghai(day: Day, clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  return startOfDayMs(day) + ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
}

/** The wall clock in Shanghai, `HH:MM:SS`. */
export function shanghaiTime(atMs: number): string {
  return new Date(atMs + OFFSET_MS).toISOString().slice(11, 19);
}

/** RFC 3339 with the Shanghai offset, whole seconds: `2026-11-23T09:15:02+08:00`. */
export function formatInstant(atMs: number): string {
  return `${new Date(atMs + OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
}

/** Reads RFC 3339 with an explicit offset as milliseconds since 1970; nothing where it is not one. */
export function parseInstant(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  if (parseDay(text.slice(0, 10)) === undefined) return undefined;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
}
