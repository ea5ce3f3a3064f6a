/** The part of `fetch` that gateways use; injected, so that tests and the replay need no network. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What came back, read to its end. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Uint8Array };

const TIMEOUT_MS = 4_000;
const LARGEST_ANSWER = 64 * 1024;

/** Asks once and reads the answer; nothing where none came within 4 seconds, it led elsewhere, or it passes 64 KB. */
export async function fetchBounded(fetch: Fetch, url: string, init: RequestInit): Promise<Answer | undefined> {
  const patience = patienceOf(TIMEOUT_MS);
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: patience.signal });
    const body = await readBounded(response);
    return body === undefined ? undefined : { status: response.status, headers: response.headers, body };
  } catch {
    return undefined; // whatever kept the answer away, the caller knows only that there is none
  } finally {
    patience.end();
  }
}

/** A signal that gives up after so many milliseconds unless it is ended. `AbortSignal.timeout` would fire for every call that was answered long ago. */
export function patienceOf(ms: number): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  return { signal: controller.signal, end: () => clearTimeout(timer) };
}

async function readBounded(response: Response): Promise<Uint8Array | undefined> {
  // A plain body ends where its length says; only one without a length, or a packed one, must be watched as it comes.
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  if (length <= LARGEST_ANSWER && !response.headers.has('content-encoding')) return response.bytes();
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    parts.push(part.value);
    size += part.value.length;
    if (size <= LARGEST_ANSWER) continue;
    await reader?.cancel();
    return undefined;
  }
  return new Uint8Array(Buffer.concat(parts));
}
