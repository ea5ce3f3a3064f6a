import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { COSIGNATURE, type VerifierKey } from '../../functions/domain/ledger/note.ts';
import { witnessRoutes } from '../../functions/http/witness.ts';
import { takeLock } from './data-folder.ts';
import { folderFiles } from './folder-files.ts';
import { fileSigner } from './key-files.ts';
import { listen } from './listen.ts';
import { SettingError } from './settings.ts';

export type WitnessOptions = {
  /** Folder of key and store, made where there is none. */
  readonly folder: string;
  /** Key name of the witness: an address without scheme. */
  readonly name: string;
  readonly logs: readonly VerifierKey[];
  readonly port: number;
  readonly clock: () => number;
};

export type RunningWitness = { readonly key: VerifierKey; readonly port: number; readonly stop: () => Promise<void> };

/** Runs a witness on a folder of its own until it is stopped. The lock ends with the process, however that ends. */
export async function runWitness({ folder, name, logs, port, clock }: WitnessOptions): Promise<RunningWitness> {
  const root = resolve(folder);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const lock = takeLock(join(root, 'lock.db'));
  if (lock === undefined) throw new SettingError(`A witness already runs on ${root}. Stop it first, or give another folder.`);
  try {
    const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
    const signer = fileSigner(join(root, 'witness.seed'), { origin: name, random, type: COSIGNATURE });
    const witness = { now: clock, signer, logs: Map.groupBy(logs, (key) => key.name), files: folderFiles(join(root, 'held'), { durable: true }) };
    const listener = await listen(port);
    listener.answer(witnessRoutes(async () => witness));
    const stop = async () => {
      await listener.stop();
      lock.close();
    };
    return { key: signer.key, port: listener.port, stop };
  } catch (error) {
    lock.close();
    throw error;
  }
}
