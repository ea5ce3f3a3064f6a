import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { type GiftFileError, readGiftFile } from '../../infra/local/replay/gift-file.ts';

const base = mkdtempSync(join(tmpdir(), 'daylight-'));
const children: ChildProcess[] = [];
const REPLAY = fileURLToPath(new URL('../../infra/local/replay.ts', import.meta.url));
const REAL = fileURLToPath(new URL('../../../shared/data/wuhan-2020/qr-pos/', import.meta.url));
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
});

/** A day's list: `[serial, time, fen]`, on a day unless the time names one. */
function list(name: string, day: string, gifts: readonly (readonly [string, string, number])[]): string {
  const lines = gifts.map(([serial, time, fen]) => `${serial},${time.includes('T') ? time : `${day}T${time}`}+08:00,${fen}`);
  const path = join(base, name);
  const text = `trade_no,paid_at,amount_fen\n${lines.join('\n')}\n`;
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

function start(dataDir: string, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [REPLAY, ...args], { env: { ...process.env, DATA_DIR: dataDir, INIT_CWD: base }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

async function replay(dataDir: string, args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = start(dataDir, args);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => (said += piece.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const statement = (dataDir: string, issue: number) => json(join(dataDir, `log/close/${issue}.json`));

describe('a list of gifts', () => {
  test.each([
    ['columns_missing', 'a.csv', 'serial,when,sum\n1,2,3\n', /a\.csv.*trade_no, paid_at, amount_fen/],
    ['line_malformed', 'b.csv', 'trade_no,paid_at,amount_fen\nS1,2020-01-24T00:00:00+08:00,100\nS2,2020-01-24T00:00:00+08:00,1.5\n', /b\.csv, line 3/],
    ['line_malformed', 'c.csv', 'trade_no,paid_at,amount_fen\nS1,2020-01-24 00:00:00,100\n', /c\.csv, line 2/],
    ['empty', 'd.csv', 'trade_no,paid_at,amount_fen\n', /d\.csv/],
    ['serial_conflict', 'e.csv', 'trade_no,paid_at,amount_fen\nS1,2020-01-24T00:00:00+08:00,1\nS1,2020-01-24T00:00:00+08:00,2\n', /S1/],
  ] as const)('is refused whole: %s', async (code, name, text, sentence) => {
    writeFileSync(join(base, name), text);
    const error: GiftFileError = await readGiftFile(join(base, name)).then(
      () => expect.unreachable(),
      (refused: GiftFileError) => refused,
    );
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
  });

  test('its columns are found by name, and a serial told twice counts once', async () => {
    writeFileSync(
      join(base, 'f.csv'),
      '\ufeffamount_fen,bank,trade_no,paid_at\r\n100,x,S1,2020-01-24T23:00:00+08:00\r\n100,x,S1,2020-01-24T23:00:00+08:00\r\n',
    );
    expect(await readGiftFile(join(base, 'f.csv'))).toMatchObject({ day: '2020-01-24', duplicates: 1, sumFen: 100 });
  });
});

describe('a replay', () => {
  test('makes one issue a file, each equal to its file, with late gifts marked by position', { timeout: 60_000 }, async () => {
    const dataDir = join(base, 'whole');
    const first = list('2020-01-24.csv.gz', '2020-01-24', [
      ['A1', '09:09:26', 2],
      ['A2', '12:00:00', 100],
      ['A2', '12:00:00', 100],
      ['A3', '23:59:49', 6_600],
    ]);
    const second = list('2020-01-27.csv', '2020-01-27', [
      ['B1', '2020-01-24T23:59:52', 1_000],
      ['B2', '00:00:35', 3_000_000],
    ]);
    const report = join(base, 'report.json');
    const { code, said } = await replay(dataDir, [first, second, '--report', report]);
    expect([code, said]).toEqual([0, expect.stringContaining('2 issues, each equal to its file')]);
    expect(statement(dataDir, 1)).toMatchObject({ from: '2020-01-24', through: '2020-01-24', gifts: 3, late: [], totals: [{ amt: 6_702, count: 3 }] });
    const late = statement(dataDir, 2);
    expect(late).toMatchObject({ from: '2020-01-25', through: '2020-01-27', gifts: 2, totals: [{ amt: 3_001_000, count: 2 }] });
    expect(late.late).toEqual([late.first]);
    expect(json(join(dataDir, 'log/log.json')).simulated).toBe(true);
    const page = readFileSync(join(dataDir, 'public/disclosures/model-charity/2.html'), 'utf8');
    expect(page).toContain('补登');
    expect(json(report).files.map((file: { agrees: boolean; run: { documents: object } }) => [file.agrees, file.run.documents])).toEqual([
      [true, { asked: 6, drawn: 6 }],
      [true, { asked: 4, drawn: 4 }],
    ]);
    const again = await replay(dataDir, [first, second]);
    expect([again.code, again.said]).toEqual([0, expect.stringContaining('closed by an earlier run')]);
    expect(readdirSync(join(dataDir, 'log/close'))).toEqual(['1.json', '2.json']);
  });

  test('M20: killed with -9 five times on its way, it completes with the same result', { timeout: 120_000 }, async () => {
    const gifts = Array.from({ length: 160 }, (_, at) => [`K${at}`, `10:${String(at % 60).padStart(2, '0')}:00`, 100 + at] as const);
    const files = [list('k1.csv', '2020-02-01', gifts.slice(0, 80)), list('k2.csv', '2020-02-02', gifts.slice(80))];
    const dataDir = join(base, 'killed');
    // Killed once a part of the way was made, further each time: when the log has grown by so many checkpoints.
    for (const grown of [1, 2, 4, 6, 8]) {
      const child = start(dataDir, files);
      const ended = new Promise((resolve) => child.once('close', resolve));
      const checkpoints = () => (existsSync(join(dataDir, 'log/checkpoints')) ? readdirSync(join(dataDir, 'log/checkpoints')).length : 0);
      await expect.poll(() => checkpoints() >= grown || child.exitCode !== null, { timeout: 30_000, interval: 5 }).toBe(true);
      child.kill('SIGKILL');
      await ended;
    }
    const { code, said } = await replay(dataDir, files);
    expect([code, said]).toEqual([0, expect.stringContaining('2 issues, each equal to its file')]);
    const sums = [1, 2].map((issue) => statement(dataDir, issue)).map(({ gifts: count, totals }) => [count, totals[0].amt]);
    expect(sums).toEqual([
      [80, gifts.slice(0, 80).reduce((sum, [, , fen]) => sum + fen, 0)],
      [80, gifts.slice(80).reduce((sum, [, , fen]) => sum + fen, 0)],
    ]);
  });

  test('is refused on the log of a real portal, and without files, with a sentence', { timeout: 60_000 }, async () => {
    expect(await replay(join(base, 'none'), [])).toMatchObject({ code: 1, said: expect.stringContaining('npm run replay') });
    const one = list('late.csv', '2020-02-03', [['L1', '10:00:00', 1]]);
    expect(await replay(join(base, 'none'), [one, one])).toMatchObject({ code: 1, said: expect.stringContaining('day by day') });
  });

  test.runIf(existsSync(REAL))('takes gifts of a real day, of which one was paid before midnight', { timeout: 120_000 }, async () => {
    const day = await readGiftFile(join(REAL, '2020-02-02.csv.gz'));
    const some = day.gifts
      .slice(0, 120)
      .map(({ serial, paidAtMs, amountFen }) => [serial, new Date(paidAtMs + 8 * 3_600_000).toISOString().slice(0, 19), amountFen] as const);
    const before = list('real-1.csv', '2020-02-01', [['R1', '12:00:00', 1]]);
    const { code } = await replay(join(base, 'real'), [before, list('real-2.csv', '2020-02-02', some)]);
    expect(code).toBe(0);
    expect(statement(join(base, 'real'), 2)).toMatchObject({
      gifts: 120,
      late: [expect.any(Number)],
      totals: [{ amt: some.reduce((sum, [, , fen]) => sum + fen, 0) }],
    });
  });
});
