import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { addressSource } from '../../functions/commands/verify/address-source.ts';
import { seenIds } from '../../functions/commands/verify/entry-ids.ts';
import { readLines } from '../../functions/commands/verify/file-lines.ts';
import { inOrder } from '../../functions/commands/verify/in-order.ts';
import { type PublicSource, readFile } from '../../functions/commands/verify/source.ts';

const LIMIT = 1000;
let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

type Answer = (response: ServerResponse) => void;

/** An address that gives these answers one after the other, and how often it was asked. */
async function address(answers: readonly Answer[]): Promise<{ readonly source: PublicSource; readonly asked: () => number }> {
  let asked = 0;
  server = createServer((_, response) => {
    answers[Math.min(asked, answers.length - 1)]?.(response);
    asked += 1;
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { source: addressSource(`http://127.0.0.1:${port}/`, { atOnce: 2, timeoutMs: 300, waitsMs: [1, 1] }), asked: () => asked };
}

const status =
  (code: number, body = ''): Answer =>
  (response) => {
    response.writeHead(code).end(body);
  };
const brokenOff: Answer = (response) => {
  response.writeHead(200, { 'content-length': '10' });
  response.write('half');
  setImmediate(() => response.destroy());
};
const text = (read: Uint8Array | string): string => (typeof read === 'string' ? `no file: ${read}` : new TextDecoder().decode(read));

describe('an address is asked within bounds', () => {
  test.each([
    ['an answer', [status(200, 'whole')], 'whole', 1],
    ['what is not there is not asked for again', [status(404)], 'no file: missing', 1],
    ['a bucket that may not be listed says 403 for what is not there', [status(403)], 'no file: missing', 1],
    ['two failures and an answer', [status(500), status(503), status(200, 'whole')], 'whole', 3],
    ['failures without end', [status(500)], 'no file: unreachable', 3],
    ['an answer that broke off is begun anew', [brokenOff, status(200, 'whole')], 'whole', 2],
    ['an answer that is too large', [status(200, 'x'.repeat(LIMIT + 1))], 'no file: too_large', 1],
    ['an answer that never comes', [() => undefined], 'no file: unreachable', 3],
  ] as const)('%s', async (_, answers, wanted, times) => {
    const { source, asked } = await address(answers);
    expect(text(await readFile(source, 'file', LIMIT))).toBe(wanted);
    expect(asked()).toBe(times);
  });

  test('two questions are under way at once, and no more', async () => {
    const open: ServerResponse[] = [];
    const { source } = await address([(response) => open.push(response)]);
    const all = Promise.all(Array.from({ length: 5 }, (_, at) => readFile(source, `${at}`, LIMIT)));
    let most = 0;
    for (let answered = 0; answered < 5; ) {
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, open.length);
      if (open.length === 2 || (answered === 4 && open.length === 1)) {
        open.shift()?.end('ok');
        answered += 1;
      }
    }
    expect([(await all).map(text), most]).toEqual([['ok', 'ok', 'ok', 'ok', 'ok'], 2]);
  });
});

describe('what keeps memory small keeps everything apart', () => {
  test('lines are the same wherever the pieces of a file are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ maxLength: 6 }), { maxLength: 8 }), fc.array(fc.nat(60), { maxLength: 5 }), async (lines, cuts) => {
        const file = new TextEncoder().encode(lines.join('\n'));
        const places = [0, ...cuts.map((cut) => Math.min(cut, file.length)).sort((a, b) => a - b), file.length];
        const source: PublicSource = {
          kind: 'folder',
          place: '',
          take: async (_, __, taking) => {
            const take = taking();
            for (const [at, place] of places.entries()) if (at > 0) take(file.slice(places[at - 1], place));
            return 'taken';
          },
        };
        const read = await readLines(source, 'file');
        if (typeof read === 'string') return expect.unreachable();
        const wanted = lines.join('\n').match(/[^\n]*\n|[^\n]+$/g) ?? [];
        expect([read.count, read.first]).toEqual([wanted.length, wanted[0] ?? '']);
        expect(wanted.every((line, at) => read.isLine(at, line) && !read.isLine(at, `${line}x`))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('an id is known again, with the index at which it stood, through every growth', () => {
    const ids = seenIds();
    const id = (at: number): string => (BigInt(at) * 7_919n + 1n).toString(16).padStart(20, '0');
    const fresh = Array.from({ length: 5000 }, (_, at) => ids.add(id(at), at));
    expect(fresh.every((seen) => seen === undefined)).toBe(true);
    expect([0, 1, 2500, 4999].map((at) => ids.add(id(at), 9999))).toEqual([0, 1, 2500, 4999]);
    expect(ids.add('f'.repeat(20), 9999)).toBeUndefined();
  });

  test('work done ahead comes back in order, and one that fails fails where it is waited for', async () => {
    const done: number[] = [];
    const work = async (item: number): Promise<number> => {
      await new Promise((resolve) => setImmediate(resolve));
      if (item === 7) throw new Error('seven');
      return item;
    };
    const reading = async () => {
      for await (const one of inOrder(
        Array.from({ length: 10 }, (_, at) => at),
        3,
        work,
      ))
        done.push(one);
    };
    await expect(reading()).rejects.toThrow('seven');
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
