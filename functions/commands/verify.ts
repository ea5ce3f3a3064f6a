// `npm run verify -- ADDRESS_OR_FOLDER`: the whole public record from outside, from its files alone.
import { writeFileSync } from 'node:fs';
import { progressBar } from './progress.ts';
import { addressSource } from './verify/address-source.ts';
import { folderSource, NoRecord } from './verify/folder-source.ts';
import { StateUnreadable } from './verify/last-seen.ts';
import { readArguments, WrongUse } from './verify/read-arguments.ts';
import { reportJson } from './verify/report-json.ts';
import { holds, reportWords } from './verify/report-words.ts';
import { verifyRecord } from './verify/verify-record.ts';

try {
  const asked = readArguments(process.argv.slice(2), { folder: process.env.INIT_CWD ?? process.cwd(), environment: process.env });
  const { place, keys, stateFile, reportFile, societyId } = asked;
  const isAddress = place.kind === 'address';
  const beganMs = performance.now();
  const verified = await verifyRecord(isAddress ? addressSource(place.at) : folderSource(place.at), {
    keys,
    stateFile,
    nowMs: Date.now(),
    rounds: isAddress ? 4 : 2,
    patienceMs: isAddress ? 2000 : 1000,
    progress: progressBar('核对 verify'),
    ...(societyId === undefined ? {} : { societyId }),
  });
  const seconds = (performance.now() - beganMs) / 1000;
  if (reportFile !== undefined) writeFileSync(reportFile, reportJson(verified, { seconds, at: new Date().toISOString() }));
  process.stdout.write(reportWords(verified, { seconds, stateFile }));
  process.exitCode = holds(verified) ? 0 : 1;
} catch (error) {
  if (!(error instanceof WrongUse) && !(error instanceof NoRecord) && !(error instanceof StateUnreadable)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
