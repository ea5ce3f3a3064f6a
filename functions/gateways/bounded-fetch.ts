/** The part of `fetch` that gateways use; injected, so that tests and the replay need no network. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What came back, read to its end. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Uint8Array };

/** How long an answer may take, and how large it may be. */
export type Bounds = { readonly timeoutMs: number; readonly largest: number };

const USUAL: Bounds = { timeoutMs: 4_000, largest: 64 * 1024 };

/** Asks once and reads the answer; nothing where none came within the bounds (4 seconds, 64 KB unless given), or it led elsewhere. */
export async function fetchBounded(fetch: Fetch, url: string, init: RequestInit, { timeoutMs, largest } = USUAL): Promise<Answer | undefined> {
  const patience = patienceOf(timeoutMs);
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: patience.signal });
    const body = await readBounded(response, largest);
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

async function readBounded(response: Response, largest: number): Promise<Uint8Array | undefined> {
  // A plain body ends where its length says; only one without a length, or a packed one, must be watched as it comes.
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  if (length <= largest && !response.headers.has('content-encoding')) return response.bytes();
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    parts.push(part.value);
    size += part.value.length;
    if (size <= largest) continue;
    await reader?.cancel();
    return undefined;
  }
  return new Uint8Array(Buffer.concat(parts));
}
