import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { getPublicKey, hashes, sign } from '@noble/ed25519';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { build } from 'esbuild';
import { canonicalBytes } from '../../functions/domain/ledger/canonical.ts';
import { formatCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { commit } from '../../functions/domain/ledger/commitment.ts';
import { cosignatureMessage } from '../../functions/domain/ledger/cosignature.ts';
import { hashLeaf, joinBytes } from '../../functions/domain/ledger/hash.ts';
import { COSIGNATURE, ED25519, formatNote, formatVerifierKey, signatureLine, verifierKey } from '../../functions/domain/ledger/note.ts';
import { rootOfInclusion } from '../../functions/domain/ledger/proof.ts';
import { formatProofFile } from '../../functions/domain/ledger/proof-file.ts';
import { launchBrowser } from '../support/browser.ts';
import type { HeldGift } from './proof-library.ts';

hashes.sha512 = sha512;

const RUNS = 200;
const LIMIT_MS = 50;
const LIMIT_KB = 12;

/** How long a proof takes to check in a real browser without cryptography of its own, and what the library for it weighs. */
export async function proof(): Promise<void> {
  const bundled = await build({
    entryPoints: [fileURLToPath(new URL('./proof-library.ts', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    legalComments: 'none',
  });
  const library = bundled.outputFiles[0]?.contents ?? new Uint8Array();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent('<!doctype html><title>proof</title>'); // no secure context, so no WebCrypto
    await page.evaluate(new TextDecoder().decode(library));
    console.log(`  Chromium ${browser.version()}, one gift in a log of 1,000,000, ${RUNS} checks after ${RUNS} to warm up`);
    console.log('  signatures checked       median ms   95th of 100');
    for (const [name, keys] of [
      ['the log', 1],
      ['the log and 2 witnesses', 3],
    ] as const) {
      const times: readonly number[] = await page.evaluate(`(${measure})(${JSON.stringify(madeGift(keys))}, ${RUNS})`);
      const at = (part: number) => (times[Math.floor(times.length * part)] ?? 0).toFixed(1);
      console.log(`  ${name.padEnd(24)}${at(0.5).padStart(10)}${at(0.95).padStart(14)}${Number(at(0.5)) < LIMIT_MS ? '' : `   over ${LIMIT_MS}`}`);
    }
  } finally {
    await browser.close();
  }
  const kb = gzipSync(library).length / 1024;
  console.log(`  library: ${(library.length / 1024).toFixed(1)} KB, ${kb.toFixed(1)} KB gzip, noble included (limit ${LIMIT_KB})`);
}

/** Runs on the page. A check that says no would be no measure of one that says yes. */
const measure = `(gift, runs) => {
  const times = [];
  for (let run = 0; run < 2 * runs; run++) {
    const began = performance.now();
    if (!checkGift(gift)) throw new Error('the proof does not hold');
    if (run >= runs) times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b);
}`;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A gift in a log of a million whose neighbours' digests are made up, signed by the log and two witnesses. */
function madeGift(known: number): HeldGift {
  const origin = 'giving.example.org/log/1';
  const [logSeed, ...witnessSeeds] = [1, 2, 3].map((seed) => new Uint8Array(32).fill(seed));
  const salt = new Uint8Array(32).fill(9);
  const digest = (name: string) => commit(salt, name, '');
  const c = {
    at: digest('at'),
    intent: digest('intent'),
    name: digest('name'),
    note: digest('note'),
    ref: digest('ref'),
    shown: commit(salt, 'shown', '王小明'),
  };
  const entry = canonicalBytes({
    v: 1,
    k: 'gift',
    id: 'ab'.repeat(10),
    on: '2026-11-23',
    branch: 'province',
    campaign: 'everyday',
    ch: 'sandbox',
    cur: 'CNY',
    amt: 1_000,
    c,
  });
  const proof = Array.from({ length: 20 }, (_, level) => sha256(utf8(`neighbour ${level}`)));
  const [index, size] = [123_456, 1_000_000];
  const root = rootOfInclusion({ leaf: hashLeaf(entry), index, size, proof });
  if (root === undefined || logSeed === undefined) throw new Error('no such place in the tree');
  const key = verifierKey(origin, ED25519, getPublicKey(logSeed));
  const text = formatCheckpoint({ origin, size, root });
  const seconds = 1_795_500_000;
  const witnesses = witnessSeeds.map((seed, at) => ({ seed, key: verifierKey(`witness${at}.example.org`, COSIGNATURE, getPublicKey(seed)) }));
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  const lines = witnesses.map((one) => signatureLine(one.key, joinBytes([time, sign(cosignatureMessage(text, seconds), one.seed)])));
  const checkpoint = formatNote(text, [signatureLine(key, sign(utf8(text), logSeed)), ...lines]);
  return {
    origin,
    vkeys: [key, ...witnesses.map((one) => one.key)].slice(0, known).map(formatVerifierKey),
    proof: formatProofFile({ index, proof, checkpoint }),
    entry: new TextDecoder().decode(entry),
    salt: [...salt],
    shown: '王小明',
  };
}
