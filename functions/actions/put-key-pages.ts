import type { Deps } from '../deps.ts';
import { fillKeyPage, type KeyPage } from '../disclosure/fill-key-page.ts';
import { logSizeOf } from '../store/live-file.ts';
import { LOG_DESCRIPTION } from './create-log.ts';
import { putPage } from './put-page.ts';
import { POLICY } from './state-policy.ts';

/** Pages that hold the log's keys, which the site's build does not know: the file for checking without a network, and how to check by tools of others. */
const KEY_PAGES = ['verify-offline.html', 'en/verify-offline.html', 'check.html', 'en/check.html'] as const;

/** Keeps these pages up to the site's shells, the log's keys and its witnesses. One is put only where one of these is new, so that a publication costs nothing for it. */
export async function putKeyPages(deps: Pick<Deps, 'log' | 'publicFiles'>, size: number): Promise<void> {
  if ((await deps.publicFiles.get(`shells/${KEY_PAGES[0]}`)) === undefined) return; // a site from before there were such pages
  const [described, policy] = await Promise.all([deps.log.get(LOG_DESCRIPTION), deps.log.get(POLICY)]);
  if (described === undefined) return;
  const { vkeys }: Pick<KeyPage, 'vkeys'> = JSON.parse(textOf(described.bytes)); // our own file
  const held = { vkeys, policy: policy === undefined ? '' : textOf(policy.bytes) };
  for (const key of KEY_PAGES) {
    const shell = await deps.publicFiles.get(`shells/${key}`);
    if (shell === undefined) continue;
    const there = await deps.publicFiles.get(key);
    const same = there !== undefined && textOf(there.bytes) === fillKeyPage(textOf(shell.bytes), { ...held, size: logSizeOf(there.bytes) ?? 0 });
    if (!same) await putPage(deps, size, { key, text: fillKeyPage(textOf(shell.bytes), { ...held, size }) });
  }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
