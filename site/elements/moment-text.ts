/** An instant of RFC 3339 as people write it, to the minute, in its own zone. */
export function momentText(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}
