import type { Sent } from './send-gift.ts';

/** Asks for receipt and certificate of some gifts as their donors would; counts those that came as PDF. */
export async function drawSample(url: string, sample: readonly Sent[]): Promise<{ readonly asked: number; readonly drawn: number }> {
  const counts = { asked: 0, drawn: 0 };
  for (const sent of sample) {
    if (sent.outcome === 'refused' || sent.id === undefined || sent.token === undefined) continue;
    for (const kind of ['receipt', 'certificate']) {
      counts.asked += 1;
      if (await isDrawn(url, { path: `/api/donations/${sent.id}/documents/${kind}`, token: sent.token })) counts.drawn += 1;
    }
  }
  return counts;
}

async function isDrawn(url: string, ask: { readonly path: string; readonly token: string }): Promise<boolean> {
  const headers = { authorization: `Bearer ${ask.token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}${ask.path}`, { method: 'POST', headers, body: '{}', signal: AbortSignal.timeout(60_000) });
  const said: { readonly address?: string } = await answer.json();
  if (said.address === undefined) return false;
  const file = await fetch(`${url}${said.address}`, { signal: AbortSignal.timeout(60_000) });
  return new TextDecoder().decode((await file.bytes()).subarray(0, 5)) === '%PDF-';
}
