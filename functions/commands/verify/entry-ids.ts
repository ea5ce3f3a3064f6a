/** Ids of 80 bits that were seen, with the index of each, in memory of 28 bytes a place: a log of millions stays small. */
export type SeenIds = {
  /** Adds an id in hexadecimal; gives the index at which it stood already, or nothing. */
  readonly add: (id: string, index: number) => number | undefined;
};

/** Begins with none. */
export function seenIds(): SeenIds {
  let places = newPlaces(1024);
  let count = 0;
  const put = (id: Uint32Array, index: number): number | undefined => {
    const mask = places.indices.length - 1;
    for (let at = (id[0] ?? 0) & mask; ; at = (at + 1) & mask) {
      const there = places.indices[at] ?? 0;
      if (there === 0) {
        places.ids.set(id, 3 * at);
        places.indices[at] = index + 1; // 0 is nobody's
        return undefined;
      }
      if (places.ids[3 * at] === id[0] && places.ids[3 * at + 1] === id[1] && places.ids[3 * at + 2] === id[2]) return there - 1;
    }
  };
  return {
    add: (id, index) => {
      const seen = put(wordsOf(id), index);
      if (seen !== undefined) return seen;
      count += 1;
      if (2 * count > places.indices.length) {
        const old = places;
        places = newPlaces(2 * old.indices.length);
        for (const [at, one] of old.indices.entries()) if (one !== 0) put(old.ids.slice(3 * at, 3 * at + 3), one - 1);
      }
      return undefined;
    },
  };
}

const newPlaces = (length: number) => ({ ids: new Uint32Array(3 * length), indices: new Float64Array(length) });

function wordsOf(id: string): Uint32Array {
  return Uint32Array.of(Number.parseInt(id.slice(0, 8), 16), Number.parseInt(id.slice(8, 16), 16), Number.parseInt(id.slice(16), 16));
}
