// Thread of a portal on one machine: a witness with key and store in a folder of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { formatVerifierKey, parseVerifierKey } from '../../functions/domain/ledger/note.ts';
import { runWitness } from './run-witness.ts';
import { SettingError } from './settings.ts';
import type { WitnessMessage, WitnessThread } from './witnessing.ts';

const { folder, name, logs }: WitnessThread = workerData;
const port = parentPort;
const keys = logs.map(parseVerifierKey).filter((key) => key !== undefined);
if (port === null || keys.length === 0) throw new Error('this file runs as a thread only');
const say = (message: WitnessMessage): void => port.postMessage(message);

try {
  const running = await runWitness({ folder, name, logs: keys, port: 0, clock: Date.now });
  port.on('message', () => void running.stop().then(() => process.exit(0)));
  say({ is: 'ready', vkey: formatVerifierKey(running.key), url: `http://127.0.0.1:${running.port}` });
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  say({ is: 'refused', sentence: error.message });
}
