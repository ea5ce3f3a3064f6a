import type { PublicSource, ReadFailure, Taking } from './source.ts';

/** How an address is asked: how many questions at once, how long each may take, and the waits after which it is asked again. */
export type Asking = { readonly atOnce: number; readonly timeoutMs: number; readonly waitsMs: readonly number[] };

const ASKING: Asking = { atOnce: 8, timeoutMs: 120_000, waitsMs: [300, 1500] };

/** Reads the record over HTTP from a portal's address, as any stranger can: plain GETs, bounded in number, time and size. */
export function addressSource(address: string, asking: Asking = ASKING): PublicSource {
  const base = address.replace(/\/+$/, '');
  const inTurn = turns(asking.atOnce);
  return {
    kind: 'address',
    place: base,
    take: (path, limit, taking) => inTurn(() => askAgain(`${base}/${path}`, { asking, limit, taking })),
  };
}

type Question = { readonly asking: Asking; readonly limit: number; readonly taking: Taking };

async function askAgain(url: string, question: Question): Promise<'taken' | ReadFailure> {
  for (const waitMs of [0, ...question.asking.waitsMs]) {
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const answer = await askOnce(url, question);
    if (answer !== 'unreachable') return answer;
  }
  return 'unreachable';
}

async function askOnce(url: string, { asking, limit, taking }: Question): Promise<'taken' | ReadFailure> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(asking.timeoutMs), headers: { 'cache-control': 'no-cache' } });
    if (response.status !== 200) {
      await response.body?.cancel();
      return [403, 404, 410].includes(response.status) ? 'missing' : 'unreachable';
    }
    const take = taking();
    let size = 0;
    for await (const piece of response.body ?? []) {
      size += piece.length;
      if (size > limit) return 'too_large'; // leaving the loop ends the answer
      take(piece);
    }
    return 'taken';
  } catch {
    return 'unreachable'; // no connection, no time left, or an answer that broke off
  }
}

/** Lets at most so many run at once; the others wait in order. */
function turns(atOnce: number): <Result>(run: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return async (run) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
