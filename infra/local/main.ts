// `npm start`: the whole portal of one society on one machine.
import QRCode from 'qrcode';
import { drawPosters } from '../../functions/actions/draw-posters.ts';
import { buildSite } from './build-site.ts';
import { openDataFolder, sayTaken } from './data-folder.ts';
import { whenParentIsGone } from './parent.ts';
import { RefusedStart } from './portal.ts';
import { runPortal } from './run-portal.ts';
import { readSettings, readSociety, SettingError } from './settings.ts';

try {
  const settings = readSettings(process.env);
  const society = readSociety(settings.societyFile);
  const opened = await openDataFolder(settings.dataDir).catch((error: unknown) => {
    throw new SettingError(`DATA_DIR ${settings.dataDir} cannot be used: ${error instanceof Error ? error.message : 'unknown cause'}`);
  });
  if (!opened.ok) throw new SettingError(sayTaken(settings.dataDir, opened.holder));
  const site = await buildSite({ societyFile: settings.societyFile });
  const starting = runPortal({ ...settings, society, folder: opened.folder, site });
  let ending = false;
  const end = () => {
    if (ending) return; // npm, its runner and the terminal may each pass on the same Ctrl-C
    ending = true;
    void starting.then((running) => running.stop()).then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  whenParentIsGone(end);
  const running = await starting;
  void drawPosters(running.portal.deps); // nobody waits for them
  const [place] = society.places;
  const poster = place === undefined ? running.publicUrl : `${running.publicUrl}/d/${place.id}`;
  console.log(`\n${society.name.zh} · ${society.name.en}\n`);
  console.log(`  首页 home      ${running.publicUrl}/`);
  console.log(`  今日公示 today ${running.publicUrl}/today.html`);
  console.log(`  海报 poster    ${poster}`);
  console.log(`  本机 here      ${running.ownUrl}/`);
  console.log(`  数据 data      ${settings.dataDir}\n`);
  // Colours and not the reader's own ink: on a dark screen blocks of ink are the code in negative, which many scanners refuse.
  console.log(await QRCode.toString(poster, { ...(process.stdout.isTTY ? { type: 'terminal', small: true } : { type: 'utf8' }), errorCorrectionLevel: 'M' }));
  console.log('用同一网络里的手机扫码捐赠（演示付款）。Scan with a phone in the same network. Ctrl-C 结束。');
} catch (error) {
  if (!(error instanceof SettingError) && !(error instanceof RefusedStart)) throw error;
  console.error(error.message);
  process.exit(1);
}
