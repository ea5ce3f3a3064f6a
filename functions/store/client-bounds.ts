/** How long one attempt may take, and how many there are: no call to the cloud may outlast the function that makes it. */
export type ClientBounds = {
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
    readonly socketTimeout: number;
  };
};

const TIMEOUT_MS = 5_000;

/** Bounds that every client of the cloud gets; `timeoutMs` counts for one attempt, and for each pause while an answer is read. */
export function clientBounds(timeoutMs: number = TIMEOUT_MS): ClientBounds {
  return {
    maxAttempts: 4,
    requestHandler: { connectionTimeout: Math.min(1_000, timeoutMs), requestTimeout: timeoutMs, throwOnRequestTimeout: true, socketTimeout: timeoutMs },
  };
}
