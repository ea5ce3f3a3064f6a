// Our documents in a process of their own, asked like the peers: {open}, {draw: pairs}, {floor: pairs}, {files: pair}, {end}.
import { createHash, createPrivateKey, sign } from 'node:crypto';
import qrcode from 'qrcode';
import { templateFor } from '../../../functions/documents/template.ts';
import { type OwnPair, openOwn } from './own-pair.ts';

type Asked = { readonly ask: string; readonly key?: string; readonly chain?: readonly string[]; readonly pairs?: readonly OwnPair[] };

let own: ReturnType<typeof openOwn> | undefined;
let key = '';

const answers: { readonly [ask: string]: (asked: Asked) => Promise<object> } = {
  open: async (asked) => {
    key = asked.key ?? '';
    own = openOwn({ key, chain: asked.chain ?? [] });
    return {};
  },
  draw: async ({ pairs = [] }) => {
    const [times, sizes]: [number[], number[][]] = [[], []];
    const before = process.cpuUsage();
    for (const pair of pairs) {
      const beganMs = performance.now();
      const drawn = await own?.(pair);
      times.push(performance.now() - beganMs);
      sizes.push((drawn ?? []).map(({ length }) => length));
    }
    const { user, system } = process.cpuUsage(before);
    return { times, sizes, cpuMs: (user + system) / 1000, rss: process.resourceUsage().maxRSS };
  },
  files: async ({ pairs = [] }) => ({
    files: (await Promise.all(pairs.map((pair) => own?.(pair)))).flatMap((pair) => (pair ?? []).map((one) => Buffer.from(one).toString('base64'))),
  }),
  floor: async ({ pairs = [] }) => {
    const parts = [];
    for (const pair of pairs) parts.push(floorOf(pair, (await own?.(pair)) ?? [], createPrivateKey(key)));
    return { parts };
  },
  end: async () => {
    setImmediate(() => process.exit(0));
    return {};
  },
};

/**
 * What no design can do without, for the same pair, in milliseconds: signatures, hashes of what differs from document to
 * document, one copy of both files, and what the package `qrcode` takes for their codes.
 */
function floorOf({ receipt, certificate }: OwnPair, files: readonly Uint8Array[], privateKey: ReturnType<typeof createPrivateKey>) {
  const message = Buffer.alloc(140, 7);
  const own = files.map((file, at) => file.subarray(templateFor((at === 0 ? receipt : certificate).facts).beginning.bytes.length));
  const [, text = '', digits = ''] = /^(.*#)(\d+)$/s.exec(certificate.record.offline ?? '') ?? [];
  return {
    signatures: timed(() => files.map(() => sign('sha256', message, privateKey))),
    hashes: timed(() => own.map((bytes) => createHash('sha256').update(bytes).digest())),
    copies: timed(() => files.map((file) => Buffer.from(file))),
    codes: timed(() => {
      for (const { facts } of [receipt, certificate])
        qrcode.create([{ data: Buffer.from(facts.verifyUrl), mode: 'byte' }], { errorCorrectionLevel: 'M', maskPattern: 2 });
      const parts = [
        { data: Buffer.from(text), mode: 'byte' as const },
        { data: digits, mode: 'numeric' as const },
      ];
      qrcode.create(parts, { errorCorrectionLevel: 'L', maskPattern: 2 });
    }),
  };
}

function timed(work: () => unknown): number {
  const beganMs = performance.now();
  work();
  return performance.now() - beganMs;
}

process.on('message', async (asked: Asked) => {
  try {
    process.send?.((await answers[asked.ask]?.(asked)) ?? { failed: asked.ask });
  } catch (error) {
    process.send?.({ failed: error instanceof Error ? `${error.stack}` : String(error) });
  }
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: true });
