// `npm run recover`: rebuilds the tables of the log in DATA_DIR from the published files; no portal may run on it.
import { openDataFolder, sayTaken } from './data-folder.ts';
import { type FolderRecovered, recoverFolder } from './recover-folder.ts';
import { readSettings } from './settings.ts';

const { dataDir } = readSettings(process.env);
const opened = await openDataFolder(dataDir);
if (opened.ok) {
  const recovered = await recoverFolder(opened.folder);
  opened.folder.release();
  if (recovered.ok) sayRecovered(recovered);
  else fail(sayRefused(recovered));
} else fail(sayTaken(dataDir, opened.holder));

function sayRecovered({ size, next, rebuilt, returned, dropped, tablesLost }: Extract<FolderRecovered, { ok: true }>): void {
  console.log(`账本 ${size} 条已逐条核对，表已按账本重建。The published log of ${size} entries holds together, and the tables follow it.`);
  if (next > size) console.log(`  ${next - size} entries were staged and not yet published; the next publication takes them first.`);
  console.log(`  ${rebuilt} rebuilt, ${returned} never shown and back in the outbox, ${dropped} dropped from it because they are published.`);
  if (tablesLost)
    console.log(
      '  姓名与盐无法从账本恢复。Names, salts and who gave what cannot come from a log that holds none: certificates already handed out still verify, openings stay as they are in /open, but donors’ links, new documents and withdrawals of these gifts need a copy of tables.db.',
    );
  console.log('npm start 继续公布。npm start goes on publishing.');
}

function sayRefused(refused: Extract<FolderRecovered, { ok: false }>): string {
  const both = `The checkpoint kept in ${dataDir}.guard and the one in ${dataDir}/log are both left as they are; keep copies of both.`;
  if (refused.reason === 'files_differ')
    return `The published log does not hold together at ${refused.path}. Put the right file back from a copy of ${dataDir}/log; nothing was changed.`;
  if (refused.reason === 'entry_damaged')
    return `Entry ${refused.entry} was never published, and its bytes in the table are damaged. Put tables.db back from a copy that has it whole, and run this again; until then nothing is admitted or published.`;
  return {
    no_log: `No log was begun in ${dataDir}. Set DATA_DIR; nothing was changed.`,
    nothing_published: `Nothing is published in ${dataDir} yet, so there is nothing to rebuild from; nothing was changed.`,
    checkpoint_unreadable: `${dataDir}/log/checkpoint is not signed by the key in log.json. Put the right one back from a copy; nothing was changed.`,
    behind: `The published files in ${dataDir} are older than what was signed here. Rebuilding from them would take back what is on certificates; nothing was changed. ${both} Put the newer files back, or say publicly that the record was rolled back.`,
    forked: `The published files in ${dataDir} tell another history than what was signed here; nothing was changed. ${both} This must be told publicly.`,
    other_key: `The checkpoint kept in ${dataDir}.guard was signed by another key than the one in log.json; nothing was changed. ${both}`,
  }[refused.reason];
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
