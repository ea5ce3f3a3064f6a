import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '../../../functions/domain/ledger/base64.ts';
import { addLeaf, EMPTY_FRONTIER, frontierRoot } from '../../../functions/domain/ledger/frontier.ts';
import { hashLeaf } from '../../../functions/domain/ledger/hash.ts';
import { rootOf } from '../../../functions/domain/ledger/tree.ts';
import { smallLeaves } from './vector-bytes.ts';
import type { Vectors } from './vector-shape.ts';

const vectors: Vectors = JSON.parse(readFileSync(new URL('../../vectors/tlog.json', import.meta.url), 'utf8'));

describe('a tree grown leaf by leaf', () => {
  test('has at every size the root of the vectors', () => {
    let frontier = EMPTY_FRONTIER;
    const roots = [encodeBase64(frontierRoot(frontier))];
    for (const leaf of smallLeaves(vectors)) {
      frontier = addLeaf(frontier, leaf);
      roots.push(encodeBase64(frontierRoot(frontier)));
    }
    expect(roots).toEqual(vectors.root.slice(0, roots.length));
  });

  test('keeps one subtree for each binary digit of its size, and the root of all its leaves at once', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 70 }), (entries) => {
        const leaves = entries.map(hashLeaf);
        const frontier = leaves.reduce(addLeaf, EMPTY_FRONTIER);
        expect(frontier.subtrees).toHaveLength(frontier.size.toString(2).replaceAll('0', '').length);
        expect(frontierRoot(frontier)).toEqual(rootOf(leaves));
      }),
      { numRuns: 50 },
    );
  });
});
