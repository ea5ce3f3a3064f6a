import { describe, expect, test } from 'vitest';
import { forget, recall, remember } from '../../site/elements/remembered.ts';
import { openShelf, type Shelf } from '../../site/elements/shelf.ts';

const origin = 'daylight.example.org/log/1';
const seen = { size: 321, root: new Uint8Array(32).fill(9), keys: ['a', 'b'] };

describe('what a browser keeps of a log', () => {
  test('is read back as it was, for this log only, until it is forgotten', () => {
    const shelf = memory();
    remember(shelf, origin, seen);
    expect(recall(shelf, origin)).toEqual(seen);
    expect(recall(shelf, 'elsewhere.example.org/log/1')).toBeUndefined();
    forget(shelf, origin);
    expect(recall(shelf, origin)).toBeUndefined();
  });

  test.each(['', 'null', '{}', '{"size":-1,"root":"","keys":[]}', '{"size":1,"root":"AAAA","keys":[]}', 'not json'])(
    '%s under its name counts as nothing',
    (text) => {
      const shelf = memory();
      shelf.setItem(`daylight:checkpoint:${origin}`, text);
      expect(recall(shelf, origin)).toBeUndefined();
    },
  );

  test('lasts as long as the page where the browser keeps nothing', () => {
    const shelf = openShelf(() => {
      throw new Error('storage is forbidden');
    });
    remember(shelf, origin, seen);
    expect(recall(shelf, origin)).toEqual(seen);
    forget(shelf, origin);
    expect(recall(shelf, origin)).toBeUndefined();
  });
});

function memory(): Shelf {
  return openShelf(() => {
    throw new Error('nothing but memory');
  });
}
