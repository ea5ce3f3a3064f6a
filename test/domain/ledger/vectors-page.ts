import { hashes } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { attempt, topics } from './run-vectors.ts';
import { traps } from './traps.ts';
import type { Vectors } from './vector-shape.ts';

hashes.sha512 = sha512;

/** What a page found: how many topics and traps it went through, and every case that differs. */
export type PageReport = { readonly topics: number; readonly traps: number; readonly failures: readonly string[] };

/** The whole of the vectors on a page, or one topic of them; `every` as in `treeTopics`. */
function run(vectors: Vectors, every: number, only?: string): PageReport {
  const checks = Object.entries(topics(every)).filter(([topic]) => only === undefined || topic === only);
  const failures = checks.flatMap(([topic, check]) => attempt(check, vectors).map((failure) => `${topic}: ${failure}`));
  const fallen = traps.flatMap(({ sentence, fallen }) => attempt(fallen, vectors).map((failure) => `${sentence}: ${failure}`));
  return { topics: checks.length, traps: traps.length, failures: [...failures, ...fallen] };
}

Object.assign(globalThis, { runVectors: run });
