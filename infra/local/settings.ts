import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withGateways } from '../../functions/domain/chosen-gateways.ts';
import type { Society } from '../../functions/domain/society.ts';
import { checkSociety } from '../../functions/domain/society-rules.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

type Environment = { readonly [name: string]: string | undefined };

export type Settings = {
  readonly port: number;
  readonly dataDir: string;
  readonly publicUrl: string;
  readonly societyFile: string;
  /** PEM that an authority issued for the documents' key, the key's own certificate first. */
  readonly documentChainFile?: string;
  /** Where an authority states the time of documents' signatures (RFC 3161). */
  readonly timeStampUrl?: string;
  /** By which way fiscal bills are issued; a demonstration has the simulator where it is not said. */
  readonly fiscalBill?: string;
};

/** What an operator got wrong, in a sentence that names the variable or field. */
export class SettingError extends Error {}

/** Reads `PORT`, `DATA_DIR`, `PUBLIC_URL`, `SOCIETY_FILE`, `DOCUMENT_CHAIN_FILE`, `TIME_STAMP_URL` and `FISCAL_BILL`; without a `PUBLIC_URL` phones in the local network find this machine by its address. */
export function readSettings(environment: Environment): Settings {
  const given = (name: string) => (environment[name] === '' ? undefined : environment[name]);
  const port = Number(given('PORT') ?? 8787);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new SettingError(`PORT must be a port number, not ${given('PORT')}`);
  const publicUrl = (given('PUBLIC_URL') ?? `http://${localAddress()}:${port}`).replace(/\/+$/, '');
  if (!/^https?:\/\/[^\s/?#]+$/.test(publicUrl))
    throw new SettingError(`PUBLIC_URL must be an address without a path, such as https://giving.example.org, not ${publicUrl}`);
  const [documentChainFile, timeStampUrl, fiscalBill] = [given('DOCUMENT_CHAIN_FILE'), given('TIME_STAMP_URL'), given('FISCAL_BILL')];
  if (timeStampUrl !== undefined && !/^https?:\/\/[^\s]+$/.test(timeStampUrl)) throw new SettingError(`TIME_STAMP_URL must be an address, not ${timeStampUrl}`);
  return {
    port,
    publicUrl,
    dataDir: given('DATA_DIR') ?? join(ROOT, '.data'),
    societyFile: given('SOCIETY_FILE') ?? join(ROOT, 'site/society/demonstration.json'),
    ...(documentChainFile === undefined ? {} : { documentChainFile }),
    ...(timeStampUrl === undefined ? {} : { timeStampUrl }),
    ...(fiscalBill === undefined ? {} : { fiscalBill }),
  };
}

/** Reads a society's profile, with the gateways of `GATEWAYS` where it is set; throws a `SettingError` that names every field that is wrong. */
export function readSociety(file: string): Society {
  const check = checkSociety(withGateways(parse(file), process.env.GATEWAYS));
  if (check.ok) return check.society;
  throw new SettingError([`The profile ${file} cannot be used:`, ...check.errors.map(({ field, problem }) => `  ${field} ${problem}`)].join('\n'));
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new SettingError(`SOCIETY_FILE ${file} cannot be read: ${error instanceof Error ? error.message : 'unknown cause'}`);
  }
}

/** The address under which other machines of the local network reach this one, if it has one. */
export function localAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  return all.find((one) => one.family === 'IPv4' && !one.internal)?.address ?? 'localhost';
}
