import { describe, expect, test } from 'vitest';
import { findIssue } from '../../site/elements/issue-of-index.ts';
import type { ReadFile } from '../../site/elements/log-reader.ts';

const CLOSED = 4000;
const LENGTH = 250;

/** Four thousand closed issues of 250 entries each, and an open one. */
const record: ReadFile = async (path) => {
  const number = Number(/^\/log\/1\/close\/(\d+)\.json$/.exec(path)?.[1] ?? Number.NaN);
  if (path === '/live.json') return json({ v: 1, issue: { number: CLOSED + 1, first: CLOSED * LENGTH } });
  return number >= 1 && number <= CLOSED ? json({ v: 1, number, first: (number - 1) * LENGTH }) : 'missing';
};

describe('the row of a number', () => {
  test.each([
    [0, { issue: 1, row: 1, page: 1 }],
    [249, { issue: 1, row: 250, page: 2 }],
    [250, { issue: 2, row: 1, page: 1 }],
    [123 * LENGTH + 199, { issue: 124, row: 200, page: 1 }],
    [123 * LENGTH + 200, { issue: 124, row: 201, page: 2 }],
    [CLOSED * LENGTH - 1, { issue: CLOSED, row: 250, page: 2 }],
    [CLOSED * LENGTH, { issue: CLOSED + 1, row: 1, page: 1 }],
    [CLOSED * LENGTH + 450, { issue: CLOSED + 1, row: 451, page: 3 }],
  ])('index %i stands at %o', async (index, place) => {
    expect(await findIssue(record, index)).toEqual(place);
  });

  test('is found with a few small files, however long the record is', async () => {
    const asked = new Set<string>();
    await findIssue(async (path, fresh) => record(asked.add(path) && path, fresh), 777_777);
    expect(asked.size).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(CLOSED)) + 1);
  });

  test('is not guessed where the files do not tell', async () => {
    expect(await findIssue(async () => 'missing', 5)).toBeUndefined();
    expect(await findIssue(async (path, fresh) => (path === '/live.json' ? record(path, fresh) : 'unreachable'), 5)).toBeUndefined();
    expect(await findIssue(async () => json({ issue: { number: 'one' } }), 5)).toBeUndefined();
  });
});

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
