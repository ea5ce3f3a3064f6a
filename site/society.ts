import { readFileSync } from 'node:fs';
import type { Society } from '../functions/domain/society.ts';
import { checkSociety } from '../functions/domain/society-rules.ts';

/** Reads the profile that this build is for, from `SOCIETY_FILE` or the demonstration's; throws with the fields that are wrong. */
export function readSociety(): Society {
  const file = process.env.SOCIETY_FILE ?? 'site/society/demonstration.json';
  const check = checkSociety(JSON.parse(readFileSync(file, 'utf8')));
  if (!check.ok) throw new Error(`${file}: ${JSON.stringify(check.errors)}`);
  return check.society;
}
