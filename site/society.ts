import { readFileSync } from 'node:fs';
import { withGateways } from '../functions/domain/chosen-gateways.ts';
import type { Society } from '../functions/domain/society.ts';
import { checkSociety } from '../functions/domain/society-rules.ts';

/** Reads the profile that this build is for, from `SOCIETY_FILE` or the demonstration's, with the gateways of `GATEWAYS` where it is set; throws with the fields that are wrong. */
export function readSociety(): Society {
  const file = process.env.SOCIETY_FILE ?? 'site/society/demonstration.json';
  const check = checkSociety(withGateways(JSON.parse(readFileSync(file, 'utf8')), process.env.GATEWAYS));
  if (!check.ok) throw new Error(`${file}: ${JSON.stringify(check.errors)}`);
  return check.society;
}
