import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { attempt, topics } from './run-vectors.ts';
import type { Topic, Vectors } from './vector-shape.ts';

const vectors: Vectors = JSON.parse(readFileSync(new URL('../../vectors/tlog.json', import.meta.url), 'utf8'));

/** All of them, each of the 90,300 proofs included. */
const checks = topics(1);

const sentences: Record<Topic, string> = {
  entriesHex: 'the small tree has 300 entries',
  leafHash: 'leaf hashes are those of the vectors',
  root: 'the root of every size to 300 is that of the vectors',
  inclusionDigestSHA256: 'every inclusion proof of every size to 300 is that of the vectors',
  consistencyDigestSHA256: 'every consistency proof between all sizes to 300 is that of the vectors',
  inclusion: 'the inclusion proofs given in full are made alike, and verify',
  consistency: 'the consistency proofs given in full are made alike, and verify',
  ctTree: 'the tree of the Certificate Transparency tests has the published roots and proofs',
  largeInclusion: 'entries of a log of 70,000 are proven from tiles as in the vectors',
  largeConsistency: 'a log of 70,000 is proven to continue the smaller ones as in the vectors',
  inclusionCases: 'inclusion proofs are accepted and refused as in the vectors',
  consistencyCases: 'consistency proofs are accepted and refused as in the vectors',
  tilePath: 'paths of tiles and bundles are written and read as in the vectors',
  tilePathParse: 'a path in any other spelling is refused',
  newTiles: 'between two sizes exactly the listed tiles are written',
  tiles: 'tiles and bundles round a full tile have the listed bytes',
  large: 'large trees have the listed tiles, bundles and roots, grown in several steps',
  keys: 'keys are read and written, the one with a plus in its base64 too',
  checkpoints: 'checkpoints are written and signed to the byte, and open',
  largeCheckpoint: 'the checkpoint of the log of 70,000 opens',
  cosignatures: 'cosignatures carry their time and bind the checkpoint',
  cosignedCheckpoint300: 'a checkpoint signed by the log and two witnesses names all three',
  proofFiles: 'proof files come back as they went, and their proofs verify',
  noteCases: 'notes are accepted and refused as in the vectors',
  checkpointBodyCases: 'checkpoint texts are accepted and refused as in the vectors',
};

test('no topic of the vectors is left out', () => {
  expect(Object.keys(checks).sort()).toEqual(
    Object.keys(vectors)
      .filter((topic) => topic !== 'about')
      .sort(),
  );
});

test.each(
  Object.entries(checks).map(([topic, check]) => ({ topic, check, sentence: Object.entries(sentences).find(([name]) => name === topic)?.[1] ?? topic })),
)('$sentence', ({ check }) => expect(attempt(check, vectors)).toEqual([]), 300_000);
