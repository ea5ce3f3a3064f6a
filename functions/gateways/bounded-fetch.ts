/** The part of `fetch` that gateways use; injected, so that tests and the replay need no network. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What came back, read to its end. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Uint8Array };

const TIMEOUT_MS = 4_000;
const LARGEST_ANSWER = 64 * 1024;

/** Asks once and reads the answer; nothing where none came within 4 seconds, it led elsewhere, or it passes 64 KB. */
export async function fetchBounded(fetch: Fetch, url: string, init: RequestInit): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = await readBounded(response);
    return body === undefined ? undefined : { status: response.status, headers: response.headers, body };
  } catch {
    return undefined; // whatever kept the answer away, the caller knows only that there is none
  }
}

async function readBounded(response: Response): Promise<Uint8Array | undefined> {
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
