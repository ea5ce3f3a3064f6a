import type { Witness } from '../actions/cosign-checkpoint.ts';
import { COSIGNATURE, ED25519, parseVerifierKey, type VerifierKey } from '../domain/ledger/note.ts';
import { s3Files } from '../store/s3-files.ts';
import { lazily } from './lazily.ts';
import { kmsSigner, seedSigner } from './log-signer.ts';
import { setting } from './setting.ts';

/** World of a witness: its key, its bucket, and the logs that it knows, as vkeys between blanks in `LOG_VKEYS`. */
export const witness = lazily(async (): Promise<Witness> => {
  const logs = Map.groupBy(setting('LOG_VKEYS').trim().split(/\s+/).map(logKey), (key) => key.name);
  const files = s3Files({ bucket: setting('WITNESS_BUCKET'), cache: 'no-store' });
  return { now: Date.now, logs, files, signer: await openSigner(setting('WITNESS_NAME')) };
});

function logKey(vkey: string): VerifierKey {
  const key = parseVerifierKey(vkey);
  if (key?.type !== ED25519) throw new TypeError(`LOG_VKEYS holds no key of a log: ${vkey}`);
  return key;
}

async function openSigner(name: string): Promise<Witness['signer']> {
  if (process.env.WITNESS_KEY_ID !== undefined) return kmsSigner({ keyId: process.env.WITNESS_KEY_ID, origin: name, type: COSIGNATURE });
  const { readSecret } = await import('./secrets.ts');
  return seedSigner(await readSecret(setting('WITNESS_SEED_SECRET')), name, COSIGNATURE);
}
