import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressSource } from '../../functions/commands/verify/address-source.ts';
import type { Code } from '../../functions/commands/verify/finding.ts';
import { folderSource } from '../../functions/commands/verify/folder-source.ts';
import { holds, reportWords } from '../../functions/commands/verify/report-words.ts';
import type { PublicSource } from '../../functions/commands/verify/source.ts';
import { type Verified, type Verifying, verifyRecord } from '../../functions/commands/verify/verify-record.ts';
import { formatVerifierKey } from '../../functions/domain/ledger/note.ts';
import { folderFiles } from '../../infra/local/folder-files.ts';
import { listen } from '../../infra/local/listen.ts';
import { staticRoutes } from '../../infra/local/static-server.ts';
import type { World } from '../support/world.ts';
import { changed, type Files, memorySource, readAll, textOf } from './record-files.ts';
import { altered, entriesOf, leafOf, resigned, strangerOf } from './resigned-log.ts';
import { giveMore, makeRecord, moveOn, THIRD_NOON } from './sample-record.ts';

let world: World;
let before: Files;
let files: Files;
let later: Files;
let folder: string;
let size: number;
let states: string;

beforeAll(async () => {
  states = mkdtempSync(join(tmpdir(), 'daylight-states-'));
  world = await makeRecord({ simulated: true });
  before = await readAll(world.folder);
  const holder = await giveMore(world, 2);
  files = await readAll(world.folder);
  folder = join(states, 'record'); // as it is now; the portal goes on
  cpSync(world.folder, folder, { recursive: true });
  size = Number(textOf(files, 'log/1/checkpoint').split('\n')[1]);
  await moveOn(world, holder);
  later = await readAll(world.folder);
});
afterAll(async () => {
  await world.stop();
  rmSync(states, { recursive: true });
});

const silent = { at: () => undefined, end: () => undefined };
let runs = 0;

/** Verifies once, without patience, with a state of its own unless one is given. */
function verify(source: PublicSource, how: Partial<Verifying> = {}): Promise<Verified> {
  runs += 1;
  return verifyRecord(source, { keys: [], stateFile: join(states, `run${runs}`), nowMs: THIRD_NOON, rounds: 1, patienceMs: 0, progress: silent, ...how });
}

const codes = ({ notes }: Verified): readonly Code[] => [...notes.found.keys()];
const remarks = ({ notes }: Verified) => notes.remarks.map(({ code }) => code);
const words = (verified: Verified): string => reportWords(verified, { seconds: 1, stateFile: 'state' });

describe('a record as the portal makes it', () => {
  test('holds from its folder, every entry, page, row and opening compared', async () => {
    const verified = await verify(folderSource(folder));
    expect(verified.notes.findings).toEqual([]);
    expect(holds(verified)).toBe(true);
    const { compared } = verified.notes;
    expect(verified.signed?.checkpoint.size).toBe(size);
    expect(size).toBeGreaterThan(270);
    expect(compared).toMatchObject({ entries: size, rows: size - 2, json_rows: size - 2 - 5, csv_rows: size - 2 - 5, papers: 2, closes: 2, issues: 3 });
    expect(remarks(verified).sort()).toEqual(['clock_skipped', 'key_from_site', 'name_held', 'name_withdrawn']);
    expect(verified.notes.remarks).toContainEqual(expect.objectContaining({ code: 'name_withdrawn', count: 1, indices: [18] }));
    expect(words(verified)).toContain('全部成立');
  });

  test('every public file of log, openings and disclosures is read, and named as what it was held against', async () => {
    const { notes, files: read } = await verify(memorySource(files));
    expect(notes.findings).toEqual([]);
    expect(Object.values(read).reduce((sum, one) => sum + one, 0)).toBe(files.size);
    expect(read).toMatchObject({ 'log/1/close/': 2, 'open/': 2, 'after/': 2, 'log/1/log.json': 1 });
  });

  test('holds over HTTP, where kept checkpoints cannot be listed', async () => {
    const listener = await listen(0);
    const bucket = (name: string) => folderFiles(join(folder, name), { durable: false });
    listener.answer(staticRoutes({ public: bucket('public'), log: bucket('log') }));
    try {
      const verified = await verify(addressSource(`http://127.0.0.1:${listener.port}/`));
      expect(verified.notes.findings).toEqual([]);
      expect(verified.notes.compared).toMatchObject({ issues: 3, checkpoints: 3 });
      expect(remarks(verified)).toContain('checkpoints_unlisted');
    } finally {
      await listener.stop();
    }
  });

  test('pages made from a smaller log are judged as of that size, and that they lag is said', async () => {
    const mixed = new Map([...files].map(([path, bytes]) => [path, path.startsWith('log/') ? bytes : (before.get(path) ?? bytes)]));
    const verified = await verify(memorySource(mixed));
    expect(verified.notes.findings).toEqual([]);
    expect(remarks(verified)).toContain('pages_behind');
  });

  test.each([
    ['behind the checkpoint', 1],
    ['among the tiles', 12],
    ['among the pages', 40],
  ])('a name taken back, a close and more gifts while it is read are no finding: what did not hold is judged again (%s)', async (_, reads) => {
    let done = 0;
    const source: PublicSource = {
      kind: 'folder',
      place: 'a portal under way',
      take: (path, limit, taking) => {
        if (done > 0 || path === 'log/1/checkpoint') done += 1;
        return memorySource(done > reads ? later : files).take(path, limit, taking);
      },
      list: async () => [],
    };
    const verified = await verify(source, { rounds: 4 });
    expect(verified.notes.findings).toEqual([]);
    expect(verified.signed?.checkpoint.size).toBe(size + 4);
    expect(verified.notes.compared.issues).toBeGreaterThanOrEqual(3);
  });
});

/** Numbers below one from a seed, always the same. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** The files with one bit turned round. */
function flipped(path: string, at: number): Files {
  const bytes = Uint8Array.from(files.get(path) ?? []);
  bytes[Math.floor(at / 8)] = (bytes[Math.floor(at / 8)] ?? 0) ^ (1 << (at % 8));
  return changed(files, path, bytes);
}

describe('one flipped bit is found, and its file named', () => {
  const isOfRecord = (path: string): boolean => /^(?:log|open|after|disclosures|en\/disclosures)\/|^live\.json$/.test(path);
  const random = seeded(20_261_124);

  const missed = async (flips: readonly (readonly [string, number])[]): Promise<readonly string[]> => {
    const unseen: string[] = [];
    for (const [path, at] of flips) {
      const { notes } = await verify(memorySource(flipped(path, at)), { stateFile: join(states, 'flips') });
      if (!notes.findings.some(({ file }) => file === path))
        unseen.push(`${path} bit ${at}: ${notes.findings.map(({ code, file }) => `${code} ${file}`).join(', ')}`);
    }
    return unseen;
  };

  test('in every file of the record once', async () => {
    const paths = [...files.keys()].filter(isOfRecord);
    expect(paths.length).toBeGreaterThan(60);
    expect(await missed(paths.map((path) => [path, Math.floor(random() * 8 * (files.get(path)?.length ?? 0))] as const))).toEqual([]);
  });

  test('at sixty places taken at random over all bits of the record', async () => {
    const paths = [...files.keys()].filter(isOfRecord);
    const total = paths.reduce((sum, path) => sum + 8 * (files.get(path)?.length ?? 0), 0);
    const place = (at: number): readonly [string, number] => {
      let rest = at;
      for (const path of paths) {
        const bits = 8 * (files.get(path)?.length ?? 0);
        if (rest < bits) return [path, rest];
        rest -= bits;
      }
      return expect.unreachable();
    };
    expect(await missed(Array.from({ length: 60 }, () => place(Math.floor(random() * total))))).toEqual([]);
  });
});

describe('what was done to a file is found', () => {
  const SOCIETY = 'disclosures/model-charity';
  const replaced = (path: string, from: string | RegExp, to: string): Files => {
    const text = textOf(files, path);
    expect(text.replace(from, to)).not.toBe(text);
    return changed(files, path, text.replace(from, to));
  };
  const found = async (record: Files) => (await verify(memorySource(record))).notes.findings;

  test.each([
    'log/1/log.json',
    'log/1/checkpoint',
    'log/1/close/2.json',
    'log/1/tile/0/000',
    'log/1/tile/entries/000',
    'open/0.json',
    'after/0.json',
    'live.json',
    'pending.json',
    'today.html',
    'en/index.html',
    'disclosures/index.html',
    `${SOCIETY}/index.json`,
    `${SOCIETY}/1.html`,
    `${SOCIETY}/1.csv`,
    `${SOCIETY}/1.pdf`,
    `${SOCIETY}/1.json`,
    `${SOCIETY}/1/2.html`,
    `en/${SOCIETY}/1/1.html`,
    `${SOCIETY}/3/1.json`,
  ])('%s taken away', async (path) => {
    expect(await found(changed(files, path, undefined))).toContainEqual(expect.objectContaining({ code: 'file_missing', file: path }));
  });

  test('a byte of an issue’s PDF, or another address in its code', async () => {
    const path = `${SOCIETY}/1.pdf`;
    const pdf = files.get(path) ?? expect.unreachable();
    const flipped = pdf.map((byte, at) => (at === pdf.length - 3000 ? byte ^ 1 : byte));
    expect(await found(changed(files, path, flipped))).toEqual([expect.objectContaining({ code: 'paper_differs', file: path })]);
    const moved = Buffer.from(Buffer.from(pdf).toString('latin1').replace('<d:address>https://daylight', '<d:address>https://d0ylight'), 'latin1');
    expect(await found(changed(files, path, moved))).toEqual([expect.objectContaining({ code: 'paper_differs', file: path })]);
  });

  test('a row dropped from a CSV, with the index of the first row that is not where it must be', async () => {
    const [, row = ''] = textOf(files, `${SOCIETY}/2.csv`).split('\r\n');
    const index = Number(row.split(',')[0]);
    expect(await found(replaced(`${SOCIETY}/2.csv`, `${row}\r\n`, ''))).toEqual([
      expect.objectContaining({ code: 'csv_row_differs', file: `${SOCIETY}/2.csv`, index }),
    ]);
  });

  test('the amounts of two rows swapped on a page, both named', async () => {
    const path = `en/${SOCIETY}/1/2.html`;
    const [first = '', second = ''] = textOf(files, path).match(/<small>¥<\/small>[\d.,]+/g) ?? [];
    const record = changed(files, path, textOf(files, path).replace(first, '@').replace(second, first).replace('@', second));
    const findings = await found(record);
    expect(findings.map(({ code, file }) => [code, file])).toEqual([
      ['page_row_differs', path],
      ['page_row_differs', path],
    ]);
    expect(findings[0]?.detail).toContain(
      first
        .replace(/<[^>]*>/g, ' ')
        .trim()
        .slice(2),
    );
  });

  test('a name put into a file that holds none', async () => {
    const path = `${SOCIETY}/2.json`;
    expect(await found(replaced(path, '"kind":"gift",', '"kind":"gift","name":"李四",'))).toEqual([
      expect.objectContaining({ code: 'json_row_differs', file: path }),
    ]);
  });

  test('another name on a page, and a name that was taken back put there again', async () => {
    const path = `${SOCIETY}/1/1.html`;
    expect(await found(replaced(path, 'Smith &amp; Sons', 'Smyth &amp; Sons'))).toEqual([expect.objectContaining({ code: 'page_row_differs', file: path })]);
    expect(await found(replaced(path, '<span class="unnamed">应捐赠人要求隐去姓名</span>', '<bdi>王㛃</bdi>'))).toEqual([
      expect.objectContaining({ code: 'page_row_differs', file: path }),
    ]);
  });

  test('an opening that is gone, and the log does not say why', async () => {
    const open = JSON.parse(textOf(files, 'open/0.json'));
    const [index = ''] = Object.keys(open.openings);
    delete open.openings[index];
    const findings = await found(changed(files, 'open/0.json', JSON.stringify(open)));
    expect(findings).toContainEqual({ code: 'opening_missing', file: 'open/0.json', index: Number(index) });
  });

  test('an opening for what is no gift', async () => {
    const open = JSON.parse(textOf(files, 'open/0.json'));
    open.openings = { '0': Object.values(open.openings)[0], ...open.openings };
    expect(await found(changed(files, 'open/0.json', JSON.stringify(open)))).toContainEqual(expect.objectContaining({ code: 'opening_unowed', index: 0 }));
  });

  test('a sum on a front page, a page of an issue that the log does not know, and a page put back to an older state', async () => {
    const front = `${SOCIETY}/1.html`;
    const [sum = ''] = /[\d,]+\.\d\d/.exec(textOf(files, front)) ?? [];
    expect(await found(replaced(front, sum, '9,999.99'))).toEqual([expect.objectContaining({ code: 'page_differs', file: front })]);
    expect(await found(changed(files, `${SOCIETY}/9.html`, textOf(files, front)))).toEqual([{ code: 'file_unexpected', file: `${SOCIETY}/9.html` }]);
    expect(await found(changed(files, 'today.html', before.get('today.html')))).toEqual([expect.objectContaining({ code: 'page_stale', file: 'today.html' })]);
  });

  test('a page that says it was made from a log that does not exist', async () => {
    const findings = await found(replaced('index.html', /content="\d+"/, 'content="99999"'));
    expect(findings).toEqual([expect.objectContaining({ code: 'file_ahead', file: 'index.html' })]);
  });

  test('markup or a frame that one page bears alone is a finding, what several bear alike is an earlier version', async () => {
    const path = `${SOCIETY}/1/1.html`;
    expect(await found(replaced(path, '<main>', '<main class="x">'))).toEqual([expect.objectContaining({ code: 'page_frame_unknown', file: path })]);
    expect(await found(replaced(path, 'class="row"', 'class="raw"'))).toEqual([expect.objectContaining({ code: 'page_markup_differs', file: path })]);
    const rebuilt = [...files].map(
      ([file, bytes]) => [file, file.startsWith('shells/') ? new TextEncoder().encode(`${textOf(files, file)}\n`) : bytes] as const,
    );
    const verified = await verify(memorySource(new Map(rebuilt)));
    expect([verified.notes.findings, remarks(verified)]).toEqual([[], expect.arrayContaining(['frames_older'])]);
    const without = await verify(memorySource(new Map([...files].filter(([file]) => !file.startsWith('shells/')))));
    expect([without.notes.findings, remarks(without)]).toEqual([[], expect.arrayContaining(['frames_unread'])]);
  });
});

describe('a log that the society itself signed is held to the rules', () => {
  const entry = (index: number) => entriesOf(files, size)[index];
  const places = () => {
    const kinds = entriesOf(files, size).map((bytes) => JSON.parse(new TextDecoder().decode(bytes)).k);
    return { gift: kinds.indexOf('gift'), close: kinds.indexOf('close'), place: kinds.lastIndexOf('define'), withdraw: kinds.indexOf('withdraw') };
  };
  const withEntry = (index: number, change: Parameters<typeof altered>[1]) =>
    resigned(files, entriesOf(files, size).with(index, altered(entry(index), change)), world.signer);

  test('as it stands nothing is found but that sizes are not kept, which signing anew did away with', async () => {
    const verified = await verify(memorySource(await resigned(files, entriesOf(files, size), world.signer)));
    expect(codes(verified).filter((code) => code !== 'size_unpublished')).toEqual([]);
  });

  test.each([
    ['a kind that this version does not know', 'kind_unknown', 'gift', { k: 'pledge' }],
    ['a field too many', 'fields_wrong', 'gift', { name: '王㛃' }],
    ['a field too few', 'fields_wrong', 'gift', { ch: undefined }],
    ['an amount of nothing', 'fields_wrong', 'gift', { amt: 0 }],
    ['a gift for a campaign that nobody defined', 'gift_undefined', 'gift', { campaign: 'nowhere' }],
    ['a place of a campaign that nobody defined', 'definition_dangling', 'place', { campaign: 'nowhere' }],
    ['another total', 'close_totals', 'close', { totals: [] }],
    ['another issue number', 'close_number', 'close', { number: 7 }],
    ['another first index', 'close_range', 'close', { first: 1 }],
    ['a hole between the days', 'close_days', 'close', { from: '2026-11-20' }],
    ['another digest', 'close_digest', 'close', { sha256: '0'.repeat(64) }],
    ['a pointer to a gift with another hash', 'pointer_wrong', 'withdraw', { of: [{ index: 20, leaf: leafOf(undefined) }] }],
  ] as const)('%s', async (_, code, kind, change) => {
    const index = places()[kind];
    const { notes } = await verify(memorySource(await withEntry(index, change)));
    expect(notes.findings).toContainEqual(expect.objectContaining({ code, index }));
  });

  test('an entry that stands there twice, and a second opening of the log', async () => {
    const entries = entriesOf(files, size);
    const last = await verify(memorySource(await resigned(files, [...entries, entries[size - 1] ?? new Uint8Array()], world.signer)));
    expect(last.notes.findings).toContainEqual(expect.objectContaining({ code: 'id_repeated', index: size }));
    const again = await verify(memorySource(await resigned(files, [...entries, altered(entries[0], { id: 'f'.repeat(20) })], world.signer)));
    expect(again.notes.findings).toContainEqual(expect.objectContaining({ code: 'opening_entry_misplaced', index: size }));
  });

  test('an entry in another spelling', async () => {
    const spaced = new TextEncoder().encode(new TextDecoder().decode(entry(20)).replace('{', '{ '));
    const { notes } = await verify(memorySource(await resigned(files, entriesOf(files, size).with(20, spaced), world.signer)));
    expect(notes.findings).toContainEqual(expect.objectContaining({ code: 'entry_not_canonical', index: 20 }));
  });
});

describe('the clock on the wall', () => {
  /** The record as if its clock had been the wall's; its pages, which say otherwise, do not matter here. */
  const real = async () => {
    const entries = entriesOf(files, size);
    const described = textOf(files, 'log/1/log.json').replace('  "simulated": true,\n', '');
    return memorySource(
      await resigned(changed(files, 'log/1/log.json', described), entries.with(0, altered(entries[0], { simulated: undefined })), world.signer),
    );
  };
  const byClock = async (instant: string) => codes(await verify(await real(), { nowMs: Date.parse(instant) })).filter((code) => /overdue|future/.test(code));

  test('an issue that is not closed an hour after it is due is a finding, and so is an entry of a day to come', async () => {
    expect(await byClock('2026-11-27T01:04:59+08:00')).toEqual([]);
    expect(await byClock('2026-11-27T01:05:01+08:00')).toEqual(['close_overdue']);
    expect(await byClock('2026-11-25T12:00:00+08:00')).toEqual(['entry_from_future']);
  });

  test('is not held against a log on a simulated clock, and that is said', async () => {
    const verified = await verify(memorySource(files), { nowMs: THIRD_NOON + 1e11 });
    expect([holds(verified), remarks(verified)]).toEqual([true, expect.arrayContaining(['clock_skipped'])]);
    expect(words(verified)).toContain('SKIPPED');
  });
});

describe('who signed, and what an earlier run saw', () => {
  test('a log of another key is refused by the key that the auditor kept, though the site names the other one', async () => {
    const stranger = await strangerOf(world.signer.key.name);
    const described = textOf(files, 'log/1/log.json').replace(formatVerifierKey(world.logKey), formatVerifierKey(stranger.key));
    const entries = entriesOf(files, size);
    const forged = await resigned(
      changed(files, 'log/1/log.json', described),
      entries.with(0, altered(entries[0], { vkey: formatVerifierKey(stranger.key) })),
      stranger,
    );
    expect(codes(await verify(memorySource(forged)))).not.toContain('checkpoint_unsigned');
    const verified = await verify(memorySource(forged), { keys: [world.logKey] });
    expect(codes(verified)).toEqual(['log_key_differs', 'checkpoint_unsigned']);
    expect(verified.reached).toBe('nothing');
    expect(holds(await verify(memorySource(files), { keys: [world.logKey] }))).toBe(true);
  });

  test('a log that has grown is told from the first one, and the larger checkpoint is remembered', async () => {
    const stateFile = join(states, 'grows');
    expect((await verify(memorySource(before), { stateFile })).grown).toBe('first_seen');
    expect((await verify(memorySource(files), { stateFile })).grown).toBe('grown');
    expect((await verify(memorySource(files), { stateFile })).grown).toBe('same');
    expect(readFileSync(stateFile, 'utf8')).toBe(textOf(files, 'log/1/checkpoint'));
  });

  test('a smaller copy is no alarm: proven an older one where the tiles are there, else said to be unproven', async () => {
    const stateFile = join(states, 'older');
    await verify(memorySource(files), { stateFile });
    const bare = await verify(memorySource(before), { stateFile });
    expect([bare.grown, holds(bare), remarks(bare)]).toEqual(['older_copy_unproven', true, expect.arrayContaining(['older_copy_unproven'])]);
    const tiles = new Map([...before, ...[...files].filter(([path]) => path.startsWith('log/1/tile/'))]);
    const proven = await verify(memorySource(tiles), { stateFile });
    expect([proven.grown, holds(proven)]).toEqual(['older_copy', true]);
    expect(readFileSync(stateFile, 'utf8')).toBe(textOf(files, 'log/1/checkpoint'));
  });

  test('two signed histories that contradict each other: both checkpoints are kept, and it is said loudly', async () => {
    const stateFile = join(states, 'forked');
    await verify(memorySource(files), { stateFile });
    const other = await resigned(files, entriesOf(files, size).with(20, altered(entriesOf(files, size)[20], { amt: 1 })), world.signer);
    const verified = await verify(memorySource(other), { stateFile });
    expect([verified.grown, holds(verified)]).toEqual(['forked', false]);
    expect(codes(verified)).toContain('history_forked');
    expect(words(verified)).toContain('分叉');
    const kept = readdirSync(states).filter((name) => name.startsWith('forked.fork-'));
    expect(kept.map((name) => readFileSync(join(states, name), 'utf8')).sort()).toEqual(
      [textOf(files, 'log/1/checkpoint'), textOf(other, 'log/1/checkpoint')].sort(),
    );
    expect(readFileSync(stateFile, 'utf8')).toBe(textOf(files, 'log/1/checkpoint'));
  });

  test('a checkpoint put back behind one that was kept is found', async () => {
    const record = changed(files, 'log/1/checkpoint', before.get('log/1/checkpoint'));
    expect((await verify(memorySource(record))).notes.findings).toContainEqual(
      expect.objectContaining({ code: 'checkpoint_rolled_back', file: `log/1/checkpoints/${size}` }),
    );
  });
});

describe('the command', () => {
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['functions/commands/verify.ts', ...args], {
      encoding: 'utf8',
      env: { ...process.env, INIT_CWD: states, XDG_STATE_HOME: states },
    });

  test('exits 0 where everything holds and 1 where not, and reports in words and as JSON', () => {
    const good = run('record', '--report', 'good.json', '--state', 'state-of-command');
    expect([good.status, good.stdout]).toEqual([0, expect.stringContaining('全部成立')]);
    expect(JSON.parse(readFileSync(join(states, 'good.json'), 'utf8'))).toMatchObject({ v: 1, holds: true, reached: 'disclosures', size, findings: [] });
    expect(readFileSync(join(states, 'state-of-command'), 'utf8')).toBe(textOf(files, 'log/1/checkpoint'));
    const bad = run('record', '--report', 'bad.json', '--key', `${formatVerifierKey(world.logKey).slice(0, -4)}AAA=`);
    expect(bad.status).toBe(2);
    writeFileSync(join(folder, 'public/disclosures/model-charity/2.csv'), 'index\r\n');
    const worse = run('record', '--report', 'bad.json');
    expect([worse.status, worse.stdout]).toEqual([1, expect.stringContaining('csv_differs')]);
    expect(JSON.parse(readFileSync(join(states, 'bad.json'), 'utf8'))).toMatchObject({ holds: false, found: { csv_differs: 1 } });
    expect(readdirSync(join(states, 'daylight'))).toHaveLength(1);
  });

  test('exits 2 with its use where it was called wrongly, or there is no record', () => {
    writeFileSync(join(states, 'empty'), '');
    expect(run().status).toBe(2);
    expect(run('.').stderr).toContain('log/1/');
  });
});
