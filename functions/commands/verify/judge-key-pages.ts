import { parseKeyList } from '../../domain/ledger/key-range.ts';
import { formatVerifierKey } from '../../domain/ledger/note.ts';
import { exactText } from './exact-text.ts';
import type { Notebook } from './notebook.ts';
import { DESCRIPTION } from './signed-log.ts';
import { isFailure, LIMITS, type PublicSource, readFile } from './source.ts';

/** Pages that hand out the log's keys: whoever saves one trusts what stands in it. */
const KEY_PAGES = ['verify-offline.html', 'en/verify-offline.html', 'check.html', 'en/check.html'];

const VKEY = /[^\s"'<>;+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*/g;

/** Holds the keys on these pages against those of the log's description; a site from before there were such pages has none. */
export async function judgeKeyPages({ source, notes }: { readonly source: PublicSource; readonly notes: Notebook }): Promise<void> {
  const described = await readFile(source, DESCRIPTION, LIMITS.note);
  const keys = isFailure(described) ? [] : keysOf(exactText(described) ?? '');
  for (const file of KEY_PAGES) {
    const bytes = await readFile(source, file, LIMITS.page);
    if (isFailure(bytes)) continue;
    const found = new Set((exactText(bytes) ?? '').replaceAll('&quot;', '"').match(VKEY) ?? []);
    const strange = [...found].filter((key) => isOfLog(key, keys) && !keys.includes(key));
    const lacking = keys.filter((key) => !found.has(key));
    if (strange.length + lacking.length > 0) notes.find({ code: 'log_key_differs', file, detail: [...strange, ...lacking].join(' ') });
  }
}

/** A page may name witnesses as well, whom the policy beside the log is judged for. */
const isOfLog = (key: string, keys: readonly string[]): boolean => keys.length === 0 || keys.some((one) => nameOf(one) === nameOf(key));
const nameOf = (vkey: string): string => vkey.slice(0, vkey.indexOf('+'));

function keysOf(description: string): readonly string[] {
  try {
    const said: { readonly vkeys?: unknown } = JSON.parse(description);
    return parseKeyList(said.vkeys).map(({ key }) => formatVerifierKey(key));
  } catch {
    return []; // found where the description itself is judged
  }
}
