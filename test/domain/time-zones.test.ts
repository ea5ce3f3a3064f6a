import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { atShanghai, dayOf, daysBetween, formatInstant, nextDay, parseInstant, previousDay, shanghaiTime, startOfDayMs } from '../../functions/domain/time.ts';

const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe('M8: days do not depend on where the machine stands', () => {
  test.each(['UTC', 'Asia/Shanghai', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Kathmandu'])('a machine in %s', (name) => {
    process.env.TZ = name;
    const midnight = Date.UTC(2020, 0, 25, 16);
    expect([dayOf(midnight - 1), shanghaiTime(midnight - 1)]).toEqual(['2020-01-25', '23:59:59']);
    expect([dayOf(midnight), shanghaiTime(midnight)]).toEqual(['2020-01-26', '00:00:00']);
    expect(startOfDayMs(dayOf(midnight))).toBe(midnight);
    expect(atShanghai(dayOf(midnight), '00:05')).toBe(midnight + 300_000);
  });

  test('the zone of the machine was really another', () => {
    process.env.TZ = 'Pacific/Kiritimati';
    expect(new Date(0).getHours()).not.toBe(new Date(0).getUTCHours());
  });
});

const instants = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2100, 0, 1) });

test('every instant lies in exactly the day it names', () => {
  fc.assert(
    fc.property(instants, (atMs) => {
      const day = dayOf(atMs);
      expect(startOfDayMs(day) <= atMs && atMs < startOfDayMs(nextDay(day))).toBe(true);
      expect(previousDay(nextDay(day))).toBe(day);
      expect(daysBetween(day, nextDay(day))).toBe(1);
      expect(parseInstant(formatInstant(atMs))).toBe(Math.floor(atMs / 1000) * 1000);
    }),
  );
});

test.each(['2020-02-30T00:00:00+08:00', '2020-01-25T24:00:01+08:00', '2020-01-25T00:00:00', '2020-01-25T00:00:00+0800', '1579881611', ''])(
  '%j is no instant',
  (text) => expect(parseInstant(text)).toBeUndefined(),
);
