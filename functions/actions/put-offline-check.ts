import type { Deps } from '../deps.ts';
import { fillOfflineCheck } from '../disclosure/fill-offline-check.ts';
import { LANGS } from '../disclosure/text.ts';
import { logSizeOf } from '../store/live-file.ts';
import { LOG_DESCRIPTION } from './create-log.ts';
import { putPage } from './put-page.ts';
import { POLICY } from './state-policy.ts';

/** Address of the file, and of its shell under `shells/`; the English one lies under `en/`. */
export const OFFLINE_CHECK = 'verify-offline.html';

/**
 * Keeps the file for checking without a network up to the site's shell, the log's keys and its witnesses. It is put only
 * where one of these is new, so that a publication costs nothing for it.
 */
export async function putOfflineCheck(deps: Pick<Deps, 'log' | 'publicFiles'>, size: number): Promise<void> {
  const [described, policy] = await Promise.all([deps.log.get(LOG_DESCRIPTION), deps.log.get(POLICY)]);
  if (described === undefined) return;
  const said: { readonly vkeys: readonly { readonly vkey: string }[] } = JSON.parse(textOf(described.bytes)); // our own file
  const held = { vkeys: said.vkeys.map(({ vkey }) => vkey), policy: policy === undefined ? '' : textOf(policy.bytes) };
  for (const lang of LANGS) {
    const folder = lang === 'zh' ? '' : `${lang}/`;
    const shell = await deps.publicFiles.get(`shells/${folder}${OFFLINE_CHECK}`);
    if (shell === undefined) continue; // a site from before there was such a file
    const there = await deps.publicFiles.get(folder + OFFLINE_CHECK);
    const same = there !== undefined && textOf(there.bytes) === fillOfflineCheck(textOf(shell.bytes), { ...held, size: logSizeOf(there.bytes) ?? 0 });
    if (!same) await putPage(deps, size, { key: folder + OFFLINE_CHECK, text: fillOfflineCheck(textOf(shell.bytes), { ...held, size }) });
  }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
