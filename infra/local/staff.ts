// `npm run staff -- …`: makes a person's own key on that person's machine, and says on the portal that runs on DATA_DIR (or on
// the deployment that DEPLOYMENT names) whose key it is: enrolled by two others, ended by one, never removed.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import type { StaffKey } from '../../functions/domain/staff-register.ts';
import type { RegisterStatement } from '../../functions/domain/staff-statement.ts';
import { formatInstant } from '../../functions/domain/time.ts';
import { askDesk } from './ask-desk.ts';
import { makePersonKey, openPersonKey, type PersonKey, readPassPhrase, requestFor, signedJson, signStatement } from './person-key.ts';
import { readSettings, readSociety } from './settings.ts';
import type { StaffAnswer, StaffListed } from './staff-routes.ts';
import { STAFF_SENTENCES } from './staff-words.ts';

const USAGE = `npm run staff -- key FILE --person NAME --role asks|confirms [--pass-phrase]   自己的密钥 your own key, on your own machine
npm run staff -- enrol FILE.request.json --key MINE   登记他人的密钥（须两人各运行一次）another's key; two persons each run it
npm run staff -- revoke NAME --key MINE               停用 ends the key of somebody who leaves, or your own
npm run staff -- lost NAME --key MINE                 遗失或泄露 the same for a key that was lost or seen by others
npm run staff -- list`;

const requestShape = z.strictObject({
  key: z.string().check(z.maxLength(43)),
  person: z.string().check(z.maxLength(80)),
  role: z.enum(['asks', 'confirms']),
  own: z.string().check(z.maxLength(86)),
});

const { dataDir, societyFile } = readSettings(process.env);
const here = (file: string) => resolve(process.env.INIT_CWD ?? process.cwd(), file);
const asked = readArguments();
if (asked === undefined) fail(USAGE);
else await run(asked);

type Asked = {
  readonly verb: string;
  readonly what: string;
  readonly person?: string;
  readonly role?: string;
  readonly key?: string;
  readonly sealed: boolean;
};

function readArguments(): Asked | undefined {
  try {
    const options = { person: { type: 'string' }, role: { type: 'string' }, key: { type: 'string' }, 'pass-phrase': { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [verb = '', what = ''] = positionals;
    const { person, role, key } = values;
    const given = { ...(person === undefined ? {} : { person }), ...(role === undefined ? {} : { role }), ...(key === undefined ? {} : { key }) };
    return verb === 'list' || what !== '' ? { verb, what, ...given, sealed: values['pass-phrase'] === true } : undefined;
  } catch {
    return undefined; // an option that there is not
  }
}

async function run({ verb, what, person, role, key, sealed }: Asked): Promise<void> {
  if (verb === 'key' && person !== undefined && (role === 'asks' || role === 'confirms')) return makeKey(here(what), { person, role, sealed });
  if (verb === 'list') {
    const listed = await ask({ do: 'list' });
    return listed !== undefined && 'keys' in listed ? sayAll(listed) : undefined;
  }
  if (key === undefined || !['enrol', 'revoke', 'lost'].includes(verb)) return fail(USAGE);
  const mine = await openPersonKey(here(key));
  if (mine === undefined) return fail(`${key}: 打不开 it cannot be opened: no key of a person, or another pass-phrase.`);
  const listed = await ask({ do: 'list' });
  if (listed === undefined || !('keys' in listed)) return;
  const statement = verb === 'enrol' ? enrolment(listed, here(what)) : ending(listed, what, verb === 'lost' ? 'lost' : 'revoked');
  if (statement !== undefined) await send(mine, statement);
}

async function makeKey(file: string, { person, role, sealed }: { readonly person: string; readonly role: 'asks' | 'confirms'; readonly sealed: boolean }) {
  const passPhrase = sealed ? await readPassPhrase() : '';
  if (sealed && passPhrase.length < 8) return fail('口令至少 8 个字符。A pass-phrase has at least 8 characters.');
  const made = makePersonKey(file, passPhrase);
  if (made === undefined) return fail(`${file}: 已存在，未作改动 is there already; nothing was changed.`);
  writeFileSync(`${file}.request.json`, `${JSON.stringify(requestFor(made, { person, role }), null, 2)}\n`);
  console.log(`密钥 Key: ${file}（只有本人可读；不要交给任何人 readable by you only; give it to nobody）
申请 Request: ${file}.request.json（交给登记的人 hand this to those who enrol you）
指纹 Fingerprint, to be read out to them: ${made.name}`);
}

/** What a statement says of when and where; a demonstration may run on a clock of its own. */
function place({ at, head }: StaffListed) {
  const society = readSociety(societyFile);
  return { v: 1, origin: society.origin, at: society.demonstration ? at : formatInstant(Date.now()), before: head } as const;
}

function enrolment(listed: StaffListed, file: string): RegisterStatement | undefined {
  const request = readRequest(file);
  if (request === undefined) {
    fail(`${file}: 不是登记申请 is no request for a key.`);
    return undefined;
  }
  const waits = listed.keys.some((one) => one.key === request.key && one.activeFromMs === undefined && one.endedAtMs === undefined);
  return waits ? { ...place(listed), k: 'agree', key: request.key } : { ...place(listed), k: 'enrol', ...request };
}

function readRequest(file: string): z.infer<typeof requestShape> | undefined {
  try {
    return requestShape.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined; // no file, no JSON
  }
}

function ending(listed: StaffListed, who: string, how: 'revoked' | 'lost'): RegisterStatement | undefined {
  const found = listed.keys.find((one) => one.endedAtMs === undefined && (one.person === who || one.key === who));
  if (found === undefined) fail(STAFF_SENTENCES.key_unknown);
  return found === undefined ? undefined : { ...place(listed), k: 'end', key: found.key, how };
}

async function send(mine: PersonKey, statement: RegisterStatement): Promise<void> {
  const answer = await ask({ do: 'change', signed: signedJson(signStatement(mine, statement)) });
  if (answer !== undefined && 'key' in answer) console.log(sayOne(answer.key));
}

async function ask(body: object): Promise<Extract<StaffAnswer, { ok: true }> | undefined> {
  const answer = await askDesk(dataDir, { path: '/local/staff', body });
  const said = answer.ok ? (answer.body as StaffAnswer) : undefined; // of the portal whose key we hold
  if (said?.ok === true) return said;
  fail(answer.ok ? STAFF_SENTENCES[said?.code ?? 'asked_wrongly'] : answer.sentence);
  return undefined;
}

function sayAll({ origin, keys }: StaffListed): void {
  console.log(`${origin}: ${keys.length === 0 ? '还没有人 nobody yet' : `${keys.length} 把密钥 keys`}`);
  for (const one of keys) console.log(sayOne(one));
}

function sayOne(one: StaffKey): string {
  const on = (atMs: number) => formatInstant(atMs).slice(0, 16).replace('T', ' ');
  const state =
    one.endedAtMs !== undefined
      ? `${on(one.endedAtMs)} ${one.ended === 'lost' ? '遗失 lost' : '停用 revoked'}`
      : one.activeFromMs === undefined
        ? `等待另一人签名 waits for another person (${one.signedBy.length}/${one.needs})`
        : `${on(one.activeFromMs)} 起有效 in force${one.alone ? '（独自登记，须等三天 enrolled alone, three days later）' : ''}`;
  return `${one.person}\t${one.role === 'confirms' ? '申请与确认 asks and confirms' : '申请 asks'}\t${on(one.enrolledAtMs)} 登记 enrolled\t${state}\n\t${one.key}`;
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
