/** What came back, or that nothing did: no connection, no answer in time, or more bytes than anyone would send. */
export type Reply = { readonly status: number; readonly bytes: Uint8Array } | 'unreachable';

const PATIENCE_MS = 15_000;
const BYTES_MAX = 2_000_000;

/** Asks the portal once, with a limit on time and size; never throws and never repeats by itself. */
export async function ask(path: string, request: RequestInit = {}): Promise<Reply> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
  try {
    const response = await fetch(path, { ...request, signal: abort.signal });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return bytes.length > BYTES_MAX ? 'unreachable' : { status: response.status, bytes };
  } catch {
    return 'unreachable'; // the caller says so to the visitor, and that nothing was lost
  } finally {
    clearTimeout(timer);
  }
}

/** Sends a JSON body; `token` is the donor's own. */
export function askWithBody(path: string, body: string, how: { readonly lang: string; readonly token?: string }): Promise<Reply> {
  const bearer = how.token === undefined ? {} : { authorization: `Bearer ${how.token}` };
  return ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json', 'accept-language': how.lang, ...bearer } });
}
