// `npm run replay -- FILE… [--report FILE.json]`: real days of gifts through the whole portal, one issue a file.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSite } from './build-site.ts';
import { openDataFolder, sayTaken } from './data-folder.ts';
import { RefusedStart } from './portal.ts';
import { type GiftFile, GiftFileError, readGiftFile } from './replay/gift-file.ts';
import { sayFile } from './replay/report.ts';
import { runReplay } from './replay/run-replay.ts';
import { readSettings, readSociety, SettingError } from './settings.ts';

try {
  const { paths, reportFile } = readArguments(process.argv.slice(2));
  const settings = readSettings(process.env);
  const society = readSociety(settings.societyFile);
  const files: GiftFile[] = [];
  for (const path of paths) files.push(await readGiftFile(path));
  const unordered = files.find((file, at) => at > 0 && file.day <= (files[at - 1]?.day ?? ''));
  if (unordered !== undefined) throw new SettingError(`The files must be given day by day; ${unordered.name} is not later than the one before it.`);
  const opened = await openDataFolder(settings.dataDir);
  if (!opened.ok) throw new SettingError(sayTaken(settings.dataDir, opened.holder));
  const site = await buildSite({ societyFile: settings.societyFile });
  const reports = await runReplay({
    files,
    folder: opened.folder,
    society,
    site,
    publicUrl: settings.publicUrl,
    told: (report) => console.log(sayFile(report)),
  });
  opened.folder.release();
  if (reportFile !== undefined) writeFileSync(reportFile, `${JSON.stringify({ v: 1, origin: society.origin, files: reports }, undefined, 2)}\n`);
  for (const { file, refusals } of reports) for (const { serial, code } of refusals) console.error(`${file}: ${serial} was refused: ${code}`);
  const bad = reports.filter((report) => !report.agrees || report.refused > 0);
  console.log(
    bad.length === 0
      ? `${reports.length} issues, each equal to its file. DATA_DIR=${settings.dataDir} npm start shows them.`
      : `${bad.length} of ${reports.length} issues differ from their file.`,
  );
  process.exit(bad.length === 0 ? 0 : 1);
} catch (error) {
  if (!(error instanceof SettingError) && !(error instanceof RefusedStart) && !(error instanceof GiftFileError)) throw error;
  console.error(error.message);
  process.exit(1);
}

function readArguments(given: readonly string[]): { readonly paths: readonly string[]; readonly reportFile?: string } {
  const base = process.env.INIT_CWD ?? process.cwd();
  const at = given.indexOf('--report');
  const name = at === -1 ? undefined : given[at + 1];
  if (at !== -1 && name === undefined) throw new SettingError('--report needs the name of a file');
  const paths = given.filter((_, place) => at === -1 || (place !== at && place !== at + 1)).map((path) => resolve(base, path));
  if (paths.length === 0)
    throw new SettingError('npm run replay -- FILE… [--report FILE.json]: files with trade_no,paid_at,amount_fen, one for each day, .gz too');
  return { paths, ...(name === undefined ? {} : { reportFile: resolve(base, name) }) };
}
