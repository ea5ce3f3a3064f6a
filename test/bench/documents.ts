import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { builtFolder } from '../../functions/documents/font-files.ts';
import { formatChain } from '../../functions/documents/signature/chain.ts';
import { demonstrationChain } from '../../functions/documents/signature/demonstration-chain.ts';
import { buildDocuments } from '../../infra/build-documents.ts';
import { findChromium } from '../support/chromium.ts';
import { checkDonors } from './documents/check-donors.ts';
import { displayList } from './documents/display-list.ts';
import { madeFacts, madeRecord } from './documents/made-donors.ts';
import type { OwnGift, OwnPair } from './documents/own-pair.ts';
import { type Rival, type Running, startRival } from './documents/rivals.ts';
import { sayCold, sayFloor, sayRace } from './documents/tables.ts';

const PEERS = fileURLToPath(new URL('peers', import.meta.url));
const HERE = fileURLToPath(new URL('documents', import.meta.url));

/**
 * Receipt and certificate beside other ways to make them, in one run: warm, cold, size, memory, the floor, and 1,000 donors
 * held against an independent drawing. `--rounds=N`, `--donors=N` and `--cold=N` end earlier or later, `--from=N` begins with another donor.
 */
export async function documents(args: readonly string[]): Promise<void> {
  const count = (name: string, otherwise: number) => Number(args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise);
  installPeers();
  await buildDocuments();
  const folder = mkdtempSync(join(tmpdir(), 'daylight-bench-'));
  try {
    const seal = await makeSeal();
    await bundleOwn(folder);
    const rivals = await rivalsFor(seal, folder);
    await race(rivals, count('rounds', 20));
    cold(folder, { seal, rounds: count('cold', 9) });
    await checkDonors(seal, count('donors', 1000), count('from', 0));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A key and the certificates for it, in PEM; every rival signs with the same. */
export type Seal = { readonly key: string; readonly chain: readonly string[]; readonly root: Uint8Array };

async function makeSeal(): Promise<Seal> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const certificates = await demonstrationChain({
    publicKey: publicKey.export({ format: 'der', type: 'spki' }),
    society: '示范省示例公益会',
    random: randomBytes,
  });
  const root = certificates.at(-1);
  if (root === undefined) throw new Error('a chain has a root');
  return { key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), chain: [formatChain(certificates.slice(0, 1))], root };
}

/** What the race is against has a lock of its own and is installed only here. */
function installPeers(): void {
  const [lock, mark] = [join(PEERS, 'package-lock.json'), join(PEERS, 'node_modules/.package-lock.json')];
  if (existsSync(mark) && statSync(mark).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log('  installing what the documents are measured against …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: PEERS, stdio: 'inherit' });
  if (status !== 0) throw new Error('npm ci failed in test/bench/peers');
}

const BANNER = "import{createRequire as __requireOf}from'node:module';const require=__requireOf(import.meta.url);";

/** Bundled as the function is, since in the cloud nothing else starts. */
async function bundleOwn(folder: string): Promise<void> {
  const entryPoints = ['own-worker.ts', 'own-once.ts'].map((name) => join(HERE, name));
  const form = { bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node24', minify: true } as const;
  await build({
    entryPoints,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    ...form,
    mainFields: ['module', 'main'],
    banner: { js: BANNER },
    logLevel: 'error',
  });
}

async function rivalsFor({ key, chain }: Seal, folder: string): Promise<readonly Rival[]> {
  const module = join(PEERS, 'worker.mjs');
  const peer = (name: string, file: string, wish: object, pairs = 2): Rival => ({ name, module, open: { name: file, wish }, pairs });
  const signed = (name: string, base: string, wish: object, pairs = 2): Rival => ({ ...peer(name, 'signed', { base, wish, key, chain }, pairs), signed: true });
  const chromium = await findChromium().catch(() => undefined);
  return [
    { name: 'ours, signed', module: join(folder, 'own-worker.mjs'), open: { key, chain }, pairs: PAIRS, own: true, signed: true },
    signed('typst + @signpdf + pkijs', 'typst', {}, 4),
    signed('pdfkit, font shared, + @signpdf + pkijs', 'pdfkit', { shared: true }),
    peer('typst', 'typst', {}, 4),
    peer('pdfkit, font shared', 'pdfkit', { shared: true }),
    peer('pdfkit as documented', 'pdfkit', { shared: false }),
    peer('pdf-lib, subsets by HarfBuzz', 'pdflib', {}),
    peer('pdfmake', 'pdfmake', {}, 1),
    peer('@react-pdf/renderer', 'react-pdf', {}, 1),
    ...(chromium === undefined ? [] : [peer('Chromium, page kept open', 'chromium', chromium, 1)]),
  ];
}

/** Pairs of ours in a round, and rounds before the measured ones: code that has run a few times only is still being compiled. */
const PAIRS = 20;
const WARM_UP = 6;

/** All alive and by turns, so that noise hits everybody alike; every round has other donors. */
async function race(rivals: readonly Rival[], rounds: number): Promise<void> {
  const started = await Promise.all(rivals.map((rival) => startRival(rival, { FONT_DIR: builtFolder() })));
  const running = started.filter((one) => one !== undefined);
  const floors: { readonly [part: string]: number }[] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const one of running) await drawRound(one, round);
    const floor = round < 0 ? undefined : await running.find(({ rival }) => rival.own)?.ask({ ask: 'floor', pairs: ownPairs(round, PAIRS) });
    floors.push(...(floor?.parts ?? []));
  }
  await Promise.all(running.map(({ ask }) => ask({ ask: 'end' })));
  sayRace(running);
  sayFloor(running, floors);
}

async function drawRound(one: Running, round: number): Promise<void> {
  const { own, pairs: many } = one.rival;
  const pairs = own
    ? ownPairs(round, many)
    : donorsOf(round, many).map((at) => ({ receipt: displayList(madeFacts('receipt', at)), certificate: displayList(madeFacts('certificate', at)) }));
  const { times = [], sizes = [], rss = 0, cpuMs = 0 } = await one.ask({ ask: 'draw', pairs });
  one.rssMb = rss / 1024;
  if (round < 0) return;
  one.times.push(...times);
  one.cpuMs.push(cpuMs / many);
  one.sizes.push(...sizes);
}

const donorsOf = (round: number, many: number): readonly number[] => Array.from({ length: many }, (_, at) => (round + WARM_UP) * PAIRS + at);

const ownPairs = (round: number, many: number): readonly OwnPair[] => donorsOf(round, many).map(ownPair);

function ownPair(at: number): OwnPair {
  const gift = (kind: 'receipt' | 'certificate'): OwnGift => {
    const facts = madeFacts(kind, at);
    const { entry, opening, proof, ...more } = madeRecord(facts);
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
    return { facts, record: { entry: text(entry), opening: text(opening), proof: text(proof), ...more } };
  };
  return { receipt: gift('receipt'), certificate: gift('certificate') };
}

/** A fresh process to both documents in memory, by turns; what every process of Node pays is taken off. */
function cold(folder: string, { seal: { key, chain }, rounds }: { readonly seal: Seal; readonly rounds: number }): void {
  const [lists, own] = [join(folder, 'lists.json'), join(folder, 'own.json')];
  writeFileSync(lists, JSON.stringify([{ receipt: displayList(madeFacts('receipt', 4)), certificate: displayList(madeFacts('certificate', 4)) }]));
  writeFileSync(own, JSON.stringify({ key, chain, pair: ownPair(4) }));
  const once = join(PEERS, 'once.mjs');
  const signed = (base: string, wish: object) => [once, lists, 'signed', JSON.stringify({ base, wish, key, chain })];
  const starts = {
    'node alone': [once, lists],
    'ours, signed': [join(folder, 'own-once.mjs'), own],
    'typst + @signpdf + pkijs': signed('typst', {}),
    'pdfkit + @signpdf + pkijs': signed('pdfkit', { shared: true }),
  };
  const taken = new Map<string, number[]>(Object.keys(starts).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(starts)) {
      const beganMs = performance.now();
      const { status, stderr } = spawnSync(process.execPath, command, { env: { ...process.env, FONT_DIR: builtFolder() }, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${name}: ${stderr.slice(0, 400)}`);
      taken.get(name)?.push(performance.now() - beganMs);
    }
  }
  sayCold(taken);
}
