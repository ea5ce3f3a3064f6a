import { readFileSync } from 'node:fs';
import { hashes } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { traps } from './traps.ts';
import type { Vectors } from './vector-shape.ts';

hashes.sha512 = sha512;

const vectors: Vectors = JSON.parse(readFileSync(new URL('../../vectors/tlog.json', import.meta.url), 'utf8'));

describe('traps of the formats', () => {
  test.each(traps)('$sentence', ({ fallen }) => expect(fallen(vectors)).toEqual([]));
});
