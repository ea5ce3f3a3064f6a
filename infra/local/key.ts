// `npm run key -- next` and `npm run key -- end`: changes the key of the log in DATA_DIR, on which no portal may run.
import { formatVerifierKey } from '../../functions/domain/ledger/note.ts';
import { endOldKey, type KeyChanged, layNextKey } from './change-key.ts';
import { openDataFolder, sayTaken } from './data-folder.ts';
import { readSettings } from './settings.ts';

const STEPS = { next: layNextKey, end: endOldKey } as const;

const { dataDir } = readSettings(process.env);
const step = Object.entries(STEPS).find(([name]) => name === process.argv[2])?.[1];
if (step === undefined) fail('npm run key -- next   准备下一把公钥 lays the next key ready\nnpm run key -- end    停用旧公钥 ends the old one, a month later');
else {
  const opened = await openDataFolder(dataDir);
  if (opened.ok) {
    const changed = await step(opened.folder);
    opened.folder.release();
    if (changed.ok) console.log(sayChanged(changed));
    else fail(sayRefused(changed.reason));
  } else fail(sayTaken(dataDir, opened.holder));
}

function sayChanged(changed: Extract<KeyChanged, { ok: true }>): string {
  const vkey = formatVerifierKey(changed.key);
  if (changed.outcome === 'laid')
    return `下一把公钥 next key\n  ${vkey}\n下次 npm start 写入一条 key 记录，此后两把同时签名。The next npm start says so in the log by a key entry, and from then on both keys sign. Give it to every witness and auditor, print it, and wait a month before npm run key -- end.`;
  return `从第 ${changed.from} 条起只用新公钥签名。From size ${changed.from} on only this key signs:\n  ${vkey}\n旧种子文件保留在 keys 里。The old seed stays in keys, under its id; witnesses may take the old key out.`;
}

function sayRefused(reason: Extract<KeyChanged, { ok: false }>['reason']): string {
  return {
    no_log: `No log was begun in ${dataDir}. Set DATA_DIR; nothing was changed.`,
    no_next_key: 'There is no next key: npm run key -- next first. Nothing was changed.',
    not_introduced:
      'The next key has signed nothing yet: npm start introduces it, and the first publication after that has both signatures. Nothing was changed.',
  }[reason];
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
