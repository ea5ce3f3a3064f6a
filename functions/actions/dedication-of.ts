import { type Dedication, isDedicationKind } from '../domain/dedication.ts';
import type { Item } from '../store/database.ts';

/** Whom a gift was dedicated to, as it was frozen with the order; no commitment covers it, so the certificate's signature alone vouches for it. */
export function dedicationOf({ dedication: kept }: Item): Dedication | undefined {
  if (typeof kept !== 'object' || kept instanceof Uint8Array || !('kind' in kept)) return undefined;
  const { kind, text, members } = kept;
  if (!isDedicationKind(kind) || typeof text !== 'string') return undefined;
  return { kind, text, ...(typeof members === 'number' ? { members } : {}) };
}
