import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSite } from '../../infra/local/build-site.ts';
import { openDataFolder } from '../../infra/local/data-folder.ts';
import type { GiftFile } from '../../infra/local/replay/gift-file.ts';
import type { FileReport } from '../../infra/local/replay/report.ts';
import { type ReplayOptions, runReplay } from '../../infra/local/replay/run-replay.ts';
import { readSociety } from '../../infra/local/settings.ts';

const PROFILE = fileURLToPath(new URL('../../site/society/demonstration.json', import.meta.url));

/** Replays files on an empty folder that is gone afterwards; the report is that of the last one. */
export async function replayOnce(files: readonly GiftFile[], more: Pick<ReplayOptions, 'perSecond' | 'windowMs' | 'aroundTables'>): Promise<FileReport> {
  const base = mkdtempSync(join(tmpdir(), 'daylight-bench-'));
  try {
    const opened = await openDataFolder(join(base, 'data'));
    if (!opened.ok) throw new Error('a new folder is taken');
    const site = await buildSite({ societyFile: PROFILE });
    const reports = await runReplay({
      files,
      folder: opened.folder,
      society: readSociety(PROFILE),
      site,
      publicUrl: 'http://127.0.0.1',
      told: () => {},
      ...more,
    });
    opened.folder.release();
    const report = reports.at(-1);
    if (report?.run === undefined || !report.agrees) throw new Error(`the issue differs from its gifts: ${JSON.stringify(report)}`);
    return report;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
