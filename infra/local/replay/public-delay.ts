/** Measures how long gifts wait from their answered callback to their public row. */
export type PublicDelay = {
  /** Callbacks were answered at these readings of the clock. */
  readonly answered: (atMs: readonly number[]) => void;
  /** A publication began at `beganMs` and has just ended, live pages included. */
  readonly published: (beganMs: number) => void;
  /** Milliseconds below which a share of the waits lies; nothing before the first. */
  readonly quantile: (share: number) => number | undefined;
};

/**
 * A gift counts as public at the end of the first publication that began after its callback was answered. One that was
 * already under way may have taken it, too: the figure is never too good.
 */
export function createPublicDelay(clock: () => number): PublicDelay {
  let waiting: number[] = [];
  const waits: number[] = [];
  return {
    answered: (atMs) => {
      waiting.push(...atMs);
    },
    published: (beganMs) => {
      const nowMs = clock();
      for (const atMs of waiting) if (atMs <= beganMs) waits.push(nowMs - atMs);
      waiting = waiting.filter((atMs) => atMs > beganMs);
    },
    quantile: (share) => [...waits].sort((a, b) => a - b)[Math.min(waits.length - 1, Math.floor(waits.length * share))],
  };
}
