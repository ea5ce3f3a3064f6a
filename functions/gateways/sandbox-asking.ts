import { fetchBounded } from './bounded-fetch.ts';
import type { SandboxSettings } from './sandbox.ts';
import { judgeSignature, type Request, type SandboxKey, signRequest } from './sandbox-signature.ts';

const TRIES = 2;

/**
 * Asks the sandbox and gives the bytes of an answer that it signed. Asks at most twice, with the same content: what was
 * stored but not answered is found again by its number.
 */
export async function askSandbox(settings: SandboxSettings, key: SandboxKey, request: Request): Promise<Uint8Array | undefined> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const said = await askOnce(settings, key, request);
    if (said !== undefined) return said;
  }
  return undefined;
}

async function askOnce(settings: SandboxSettings, key: SandboxKey, request: Request): Promise<Uint8Array | undefined> {
  const { fetch, merchant, merchantKey, clock } = settings;
  const signed = signRequest(request, { id: merchant, key: merchantKey }, clock());
  const body = request.method === 'POST' ? { body: request.body } : {};
  const answer = await fetchBounded(fetch, request.url, { method: request.method, headers: { 'content-type': 'application/json', ...signed }, ...body });
  // An answer is the sandbox's word only if signed, and ours only if it repeats our nonce; its status is not signed and says nothing.
  if (answer === undefined || answer.headers.get('sandbox-nonce') !== signed['sandbox-nonce']) return undefined;
  return judgeSignature(key, answer, clock()) === 'held' ? answer.body : undefined;
}
