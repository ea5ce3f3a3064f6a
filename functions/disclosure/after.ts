import type { ForgettingKind } from '../domain/forgetting.ts';

/** `/after/<bundle>.json`: for entries of the bundle, by index, the later entries that point at them, with the log size it was made from. */
export type AfterFile = {
  readonly size: number;
  readonly after: { readonly [index: string]: readonly { readonly index: number; readonly k: ForgettingKind }[] };
};
