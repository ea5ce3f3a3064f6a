const MINUTES = [1, 1, 2, 5, 10, 30, 60];

/** How long until something that has not moved is looked at again, in milliseconds; `looks` counts from 0, and each pause is as long as the one before or longer. */
export function lookPause(looks: number): number {
  return (MINUTES[Math.min(looks, MINUTES.length - 1)] ?? 60) * 60_000;
}
