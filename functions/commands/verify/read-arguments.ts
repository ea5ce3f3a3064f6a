import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseVerifierKey, type VerifierKey } from '../../domain/ledger/note.ts';
import { NoRecord } from './folder-source.ts';

/** What a person asks the command for. */
export type Asked = {
  readonly place: { readonly kind: 'address' | 'folder'; readonly at: string };
  readonly keys: readonly VerifierKey[];
  readonly stateFile: string;
  readonly reportFile?: string;
  readonly societyId?: string;
};

/** How to use the command. */
export const USAGE =
  'npm run verify -- ADDRESS_OR_FOLDER [--key VKEY] [--report FILE.json] [--state FILE] [--society ID]\n' +
  '  ADDRESS  https://giving.example.org    FOLDER  数据文件夹或镜像 a data folder, or a mirror with log/1/\n' +
  '  --key    用自己保存的公钥核对，不信网站所说 judge by a key you kept, not by what the site says\n' +
  '  --state  上次核对的检查点存放处 where the checkpoint of the last run is kept';

/** What is wrong with how the command was called. */
export class WrongUse extends Error {}

const OPTIONS = ['--key', '--report', '--state', '--society'];

/** Reads the arguments; relative names are seen from where the command was called. Throws `WrongUse` and `NoRecord`. */
export function readArguments(given: readonly string[], from: { readonly folder: string; readonly environment: NodeJS.ProcessEnv }): Asked {
  const options = new Map<string, string>();
  const places: string[] = [];
  for (let at = 0; at < given.length; at++) {
    const [word = '', value] = [given[at], given[at + 1]];
    if (!word.startsWith('--')) places.push(word);
    else if (!OPTIONS.includes(word) || value === undefined) throw new WrongUse(USAGE);
    else {
      options.set(word, value);
      at += 1;
    }
  }
  const [named, ...more] = places;
  if (named === undefined || more.length > 0) throw new WrongUse(USAGE);
  const place = placeOf(named, from.folder);
  const [key, report, state, societyId] = OPTIONS.map((option) => options.get(option));
  return {
    place,
    keys: key === undefined ? [] : [keyOf(key)],
    stateFile: state === undefined ? join(stateFolder(from.environment), `${stateName(place.at)}.checkpoint`) : resolve(from.folder, state),
    ...(report === undefined ? {} : { reportFile: resolve(from.folder, report) }),
    ...(societyId === undefined ? {} : { societyId }),
  };
}

function placeOf(named: string, folder: string): Asked['place'] {
  if (!/^https?:\/\//.test(named)) return { kind: 'folder', at: realFolder(resolve(folder, named)) };
  if (!URL.canParse(named) || new URL(named).search !== '' || new URL(named).hash !== '') throw new WrongUse(`${named} 不是网址 is not an address\n${USAGE}`);
  return { kind: 'address', at: named.replace(/\/+$/, '') };
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new NoRecord(`${path}：没有这个文件夹。There is no such folder.`);
  }
}

function keyOf(text: string): VerifierKey {
  const key = parseVerifierKey(text);
  if (key === undefined) throw new WrongUse(`--key ${text} 不是公钥（name+id+base64）is not a verifier key`);
  return key;
}

/** The state lies with the person who verifies, never in what is verified. */
function stateFolder(environment: NodeJS.ProcessEnv): string {
  const base = environment.XDG_STATE_HOME;
  return join(base === undefined || base === '' ? join(homedir(), '.local', 'state') : base, 'daylight');
}

/** One state a place, so that two demonstrations under one origin do not look like a fork. */
function stateName(place: string): string {
  const readable = place.replace(/^https?:\/\//, '').replace(/[^A-Za-z0-9.-]+/g, '-');
  return `${readable.slice(-40)}-${createHash('sha256').update(place).digest('hex').slice(0, 12)}`;
}
