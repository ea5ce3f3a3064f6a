import { noteTopics } from './vector-notes.ts';
import type { Check, Topic, Vectors } from './vector-shape.ts';
import { tileTopics } from './vector-tiles.ts';
import { treeTopics } from './vector-trees.ts';

/** Every topic of the vectors with its check: a topic without one does not compile. `every` as in `treeTopics`. */
export const topics = (every: number): Record<Topic, Check> => ({ ...treeTopics(every), ...tileTopics, ...noteTopics });

/** Holds the product against all vectors, in Node or on a page, and names what differs; empty where all agree. */
export function runVectors(vectors: Vectors, every = 1): readonly string[] {
  const known = topics(every);
  const unknown = Object.keys(vectors).filter((topic) => topic !== 'about' && !Object.hasOwn(known, topic));
  const failed = Object.entries(known).flatMap(([topic, check]) => attempt(check, vectors).map((failure) => `${topic}: ${failure}`));
  return [...unknown.map((topic) => `${topic}: nothing checks it`), ...failed];
}

/** A check that throws is a difference like any other: the page that runs this shows it and goes on. */
export function attempt(check: Check, vectors: Vectors): readonly string[] {
  try {
    return check(vectors);
  } catch (error) {
    return [`threw ${String(error)}`];
  }
}
