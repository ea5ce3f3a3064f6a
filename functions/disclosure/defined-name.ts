import type { DefineEntry } from '../domain/entry.ts';
import type { Lang } from './text.ts';

/** Name of a branch, campaign or place as the log defines it; one that the log does not define keeps its id. */
export function definedName(list: { readonly [id: string]: DefineEntry }, id: string, lang: Lang): string {
  return (Object.hasOwn(list, id) ? list[id]?.name[lang] : undefined) ?? id;
}
