// `npm run recover`: rebuilds the tables of the log in DATA_DIR from the published files; no portal may run on it.
// With `--aws VARIABLES.json` those of a deployment, under the rights of the AWS credentials at hand. `--against FILE` or
// an address: a checkpoint that lies elsewhere, which the log must continue.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openDataFolder, sayTaken } from './data-folder.ts';
import { parseCloudStores, recoverCloud } from './recover-cloud.ts';
import { recoverFolder } from './recover-folder.ts';
import { wordsOfRecovered, wordsOfRefused } from './recover-words.ts';
import { readSettings } from './settings.ts';

const USAGE = `npm run recover -- [--against CHECKPOINT…]
npm run recover -- --aws VARIABLES.json --against CHECKPOINT… | --without-copy
  VARIABLES.json  aws lambda get-function-configuration --function-name <publisher> --query Environment.Variables
  CHECKPOINT      file or address of a signed checkpoint that lies elsewhere: a witness's, an auditor's, one from a certificate
  --without-copy  nobody has one; whether the bucket went back is then judged by the table's own note alone`;

const FETCH_MS = 20_000;

type Asked = { readonly against: readonly string[]; readonly aws?: string };

const asked = readArguments();
if (asked === undefined) fail(USAGE);
else {
  const copies = await Promise.all(asked.against.map(readCopy)).catch((error: Error) => error);
  if (copies instanceof Error) fail(`A checkpoint to compare with cannot be read: ${copies.message}`);
  else await (asked.aws === undefined ? onFolder(copies) : onCloud(asked.aws, copies));
}

async function onFolder(copies: readonly Uint8Array[]): Promise<void> {
  const { dataDir } = readSettings(process.env);
  const opened = await openDataFolder(dataDir);
  if (!opened.ok) return fail(sayTaken(dataDir, opened.holder));
  const recovered = await recoverFolder(opened.folder, { copies });
  opened.folder.release();
  if (!recovered.ok) return fail(wordsOfRefused(recovered, { log: `${dataDir}/log`, kept: `${dataDir}.guard` }));
  for (const line of wordsOfRecovered(recovered)) console.log(line);
  if (recovered.tablesLost)
    console.log(
      '  姓名与盐无法从账本恢复。Names, salts and who gave what cannot come from a log that holds none: certificates already handed out still verify, openings stay as they are in /open, but donors’ links, new documents and withdrawals of these gifts need a copy of tables.db.',
    );
  console.log('npm start 继续公布。npm start goes on publishing.');
}

async function onCloud(file: string, copies: readonly Uint8Array[]): Promise<void> {
  const parsed = parseCloudStores(readFileSync(file, 'utf8'));
  if (!parsed.ok) return fail(`${file} does not name ${parsed.missing}.\n${USAGE}`);
  const alarm = (code: string, detail: object) => console.error(`daylight-alarm ${code} ${JSON.stringify(detail)}`);
  const recovered = await recoverCloud({ stores: parsed.stores, copies, alarm });
  if (!recovered.ok) return fail(wordsOfRefused(recovered, { log: parsed.stores.LOG_BUCKET, kept: 'the copy' }));
  for (const line of wordsOfRecovered(recovered)) console.log(line);
  if (recovered.forgotten > 0) console.log(`  ${recovered.forgotten} gifts had their names back with the restored table; they were taken away again.`);
  console.log('发布函数在一分钟内继续公布。The publisher goes on within a minute.');
}

function readArguments(): Asked | undefined {
  try {
    const options = { against: { type: 'string', multiple: true }, aws: { type: 'string' }, 'without-copy': { type: 'boolean' } } as const;
    const { against = [], aws, 'without-copy': without = false } = parseArgs({ options }).values;
    if (aws === undefined) return without ? undefined : { against };
    return against.length > 0 !== without ? { against, aws } : undefined;
  } catch {
    return undefined; // an option that there is not
  }
}

async function readCopy(from: string): Promise<Uint8Array> {
  if (!/^https?:/.test(from)) return new Uint8Array(readFileSync(from));
  const answer = await fetch(from, { signal: AbortSignal.timeout(FETCH_MS) });
  if (!answer.ok) throw new Error(`${from}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
