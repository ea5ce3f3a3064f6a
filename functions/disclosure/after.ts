import type { PointingKind } from '../domain/entry.ts';

/** A later entry that points at an earlier one: its index and kind. `fix`, `refund` and `void` correct it, `claim` says whose it is, `withdraw` and `erase` take values away, `spend` and `hand` say what it was used for. */
export type Later = { readonly index: number; readonly k: PointingKind };

/** `/after/<bundle>.json`: for entries of the bundle, by index, the later entries that point at them, in order, with the log size it was made from. */
export type AfterFile = { readonly size: number; readonly after: { readonly [index: string]: readonly Later[] } };
