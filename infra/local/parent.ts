const LOOK_EVERY_MS = 300;

/**
 * Calls `then` once when the process that started this one is gone, as after a kill that could not be passed on; the
 * watch does not keep the process alive. Returns how to end the watch.
 */
export function whenParentIsGone(then: () => void): () => void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    then();
  }, LOOK_EVERY_MS).unref();
  return () => clearInterval(watch);
}
