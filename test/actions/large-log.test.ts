import { beforeAll, describe, expect, test } from 'vitest';
import { publishOneInto, type Spent } from '../bench/one-gift.ts';

/** Both end at the same place of a bundle (256 entries) and of a page (200 rows); the larger one has three levels of tiles. */
const [SMALL, LARGE] = [1_000, 103_400];
const TILE = 8_192;

describe('M14: publishing one gift costs the same in a log of any size; npm run bench -- growth shows it up to a million', () => {
  let small: Spent;
  let large: Spent;
  beforeAll(async () => {
    small = await publishOneInto(SMALL);
    large = await publishOneInto(LARGE);
  }, 120_000);

  test('as many requests and write units, and as many objects put', () => {
    expect([large.requests, large.writeUnits, large.puts]).toEqual([small.requests, small.writeUnits, small.puts]);
  });

  test('one object more is got, the tile of the level that the smaller log lacks', () => {
    expect(large.gets - small.gets).toBe(1);
    expect(large.bytesGot - small.bytesGot).toBeLessThan(2 * TILE);
  });

  test('as many bytes put, within the width of a tile', () => {
    expect(Math.abs(large.bytesPut - small.bytesPut)).toBeLessThan(TILE);
  });
});
