const SECOND = 1000;

/** How long to wait before asking again, in milliseconds, after `elapsedMs` of waiting; nothing when it is time to stop and let the visitor ask. */
export function pollDelayMs(elapsedMs: number): number | undefined {
  if (elapsedMs < 30 * SECOND) return SECOND;
  if (elapsedMs < 120 * SECOND) return 3 * SECOND;
  if (elapsedMs < 1800 * SECOND) return 10 * SECOND;
  return undefined;
}

/** Whether the wait is long enough to say a word about it: the record usually follows a payment within seconds. */
export function isSlow(elapsedMs: number): boolean {
  return elapsedMs >= 10 * SECOND;
}
