/** Publishes when woken, one run at a time. */
export type PublisherLoop = {
  /** Asks for a run; one that begins after this call will happen. */
  readonly wake: () => void;
  /** Waits until everything asked for until now is done. */
  readonly settled: () => Promise<void>;
  /** Begins no more runs, and ends when the last one has. */
  readonly stop: () => Promise<void>;
};

/**
 * Stands for the stream that wakes the publisher in the cloud: what comes within `windowMs` after a run began is taken
 * by the next one together, so that a rush costs publications by the clock and not by the gift.
 */
export function publisherLoop(run: () => Promise<void>, options: { readonly windowMs: number; readonly failed: (error: unknown) => void }): PublisherLoop {
  let wanted = false;
  let stopped = false;
  let running: Promise<void> | undefined;
  const loop = async (): Promise<void> => {
    while (wanted && !stopped) {
      const beganMs = performance.now();
      wanted = false;
      await run().catch(options.failed);
      const restMs = options.windowMs - (performance.now() - beganMs);
      if (wanted && restMs > 0 && !stopped) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  };
  const wake = (): void => {
    wanted = true;
    running ??= loop().finally(() => {
      running = undefined;
      if (wanted && !stopped) wake(); // asked for between the last look and the end
    });
  };
  const settled = async (): Promise<void> => {
    while (running !== undefined) await running;
  };
  return {
    wake,
    settled,
    stop: async () => {
      stopped = true;
      await settled();
    },
  };
}
