import type { Running } from './rivals.ts';

/** The figures that the documents are to reach, each as a ratio of one run. */
const TARGETS = { pdfkit: 35, typst: 25, floor: 3, cold: 1 / 4, memory: 0.6, receiptKb: 39, certificateKb: 43 };

/** The value in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

const last = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;

/** Prints every rival's pair of documents, ours first, and holds the ratios against their targets. */
export function sayRace(running: readonly Running[]): void {
  const own = running.find(({ rival }) => rival.own);
  if (own === undefined) throw new Error('ours did not run');
  const ownMs = median(own.times);
  console.log(
    '  receipt and certificate, warm                 ms a pair      p99   times ours   ms of CPU   times ours   KB receipt   KB certificate   MB peak',
  );
  const ownCpuMs = median(own.cpuMs);
  for (const { rival, times, cpuMs, sizes, rssMb } of running) {
    const size = (at: number) => median(sizes.map((pair) => (pair[at] ?? 0) / 1024));
    const cells = [
      cell(median(times), 12, 2),
      cell(last(times), 9, 1),
      cell(median(times) / ownMs, 13, 1),
      cell(median(cpuMs), 12, 2),
      cell(median(cpuMs) / ownCpuMs, 13, 1),
      cell(size(0), 13, 1),
      cell(size(1), 17, 1),
      cell(rssMb, 10),
    ];
    console.log(`  ${rival.name.padEnd(44)}${cells.join('')}`);
  }
  const named = (start: string) => running.find(({ rival }) => rival.signed && rival.name.startsWith(start));
  for (const [name, target] of [
    ['pdfkit', TARGETS.pdfkit],
    ['typst', TARGETS.typst],
  ] as const) {
    const peer = named(name);
    if (peer !== undefined)
      say(`signed pair, times faster than ${name} (${format(median(peer.cpuMs) / ownCpuMs)} by CPU)`, median(peer.times) / ownMs, { least: target });
  }
  const pdfkit = named('pdfkit');
  if (pdfkit !== undefined) say('peak memory, part of pdfkit’s', own.rssMb / pdfkit.rssMb, { most: TARGETS.memory });
}

/** Prints what no design can do without, part by part, and how far ours is from it. */
export function sayFloor(running: readonly Running[], floors: readonly { readonly [part: string]: number }[]): void {
  const ownMs = median(running.find(({ rival }) => rival.own)?.times ?? []);
  const parts = Object.keys(floors[0] ?? {}).map((part) => [part, median(floors.map((one) => one[part] ?? 0))] as const);
  const floorMs = parts.reduce((sum, [, ms]) => sum + ms, 0);
  console.log(`  floor ${(floorMs * 1000).toFixed(0)} µs: ${parts.map(([part, ms]) => `${part} ${(ms * 1000).toFixed(0)}`).join(', ')}`);
  say('signed pair, times the floor', ownMs / floorMs, { most: TARGETS.floor });
}

/** Prints cold starts without what `node alone` takes. */
export function sayCold(taken: ReadonlyMap<string, readonly number[]>): void {
  const alone = median(taken.get('node alone') ?? []);
  const without = (name: string) => median(taken.get(name) ?? []) - alone;
  console.log(`  cold, process to both documents in memory, ${alone.toFixed(0)} ms of node alone taken off`);
  for (const name of [...taken.keys()].slice(1)) console.log(`  ${name.padEnd(44)}${cell(without(name), 9)} ms`);
  say('cold start, part of pdfkit’s', without('ours, signed') / without('pdfkit + @signpdf + pkijs'), { most: TARGETS.cold });
}

/** Prints the sizes of many donors' documents without the proof that is attached to them. */
export function saySizes(kind: 'receipt' | 'certificate', bytes: readonly number[]): void {
  const target = kind === 'receipt' ? TARGETS.receiptKb : TARGETS.certificateKb;
  say(`KB of the signed ${kind} without its proof, median (longest ${(Math.max(...bytes) / 1024).toFixed(1)})`, median(bytes) / 1024, { most: target });
}

/** Prints a figure with its target, and whether it is reached. */
export function say(what: string, value: number, { least, most }: { readonly least?: number; readonly most?: number }): void {
  const reached = (least === undefined || value >= least) && (most === undefined || value <= most);
  const target = least === undefined ? `at most ${format(most ?? Number.NaN)}` : `at least ${format(least)}`;
  console.log(`  ${reached ? '✓' : '✗'} ${what}: ${format(value)}, target ${target}`);
}

const format = (value: number): string => String(Math.round(value * 100) / 100);

const cell = (value: number, width: number, digits = 0): string => value.toFixed(digits).padStart(width);
