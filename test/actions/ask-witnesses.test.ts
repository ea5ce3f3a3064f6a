import { getPublicKey, sign } from '@noble/ed25519';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askWitnesses } from '../../functions/actions/ask-witnesses.ts';
import type { Witness } from '../../functions/actions/cosign-checkpoint.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { policyBytes } from '../../functions/actions/state-policy.ts';
import { COSIGNATURE, formatVerifierKey, verifierKey } from '../../functions/domain/ledger/note.ts';
import { judgeByPolicy, parsePolicy } from '../../functions/domain/ledger/policy.ts';
import { policyOf } from '../../functions/domain/witnesses.ts';
import type { Fetch } from '../../functions/gateways/bounded-fetch.ts';
import { witnessRoutes } from '../../functions/http/witness.ts';
import type { Files } from '../../functions/store/files.ts';
import { folderFiles } from '../../infra/local/folder-files.ts';
import { createWorld, payment, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld(Date.parse('2026-11-24T09:00:00+08:00'));
  await createLog(world, { simulated: false });
  await publishSettled(world);
});
afterAll(() => world.stop());

let given = 0;
const give = async (): Promise<number> => {
  given += 1;
  await settlePayment(world, payment(`NOBODY${given}`, { serial: `W${given}`, paidAtMs: world.clockMs }));
  return (await publishSettled(world)).ok ? size() : expect.unreachable();
};
const size = async (): Promise<number> => Number((await text('checkpoint')).split('\n')[1]);
const text = async (key: string, files: Pick<Files, 'get'> = world.log): Promise<string> =>
  new TextDecoder().decode((await files.get(key))?.bytes ?? new Uint8Array());

type Stand = { readonly url: string; readonly asked: string[]; mode: 'awake' | 'silent' | 'busy' | 'lying'; readonly witness: Witness };
let stands = 0;

/** A real witness in a folder of its own, reached without a network; it can be made to be silent, to fail or to lie. */
function stand(): Stand {
  const seed = new Uint8Array(32).fill(100 + stands);
  const key = verifierKey(`witness-${stands}.example.net`, COSIGNATURE, getPublicKey(seed));
  return {
    url: `https://witness-${stands++}.example.net/w`,
    asked: [],
    mode: 'awake',
    witness: {
      now: () => world.clockMs,
      logs: new Map([[world.logKey.name, [world.logKey]]]),
      signer: { key, sign: async (bytes) => sign(bytes, seed) },
      files: folderFiles(`${world.folder}/witness-${stands}`, { durable: true }),
    },
  };
}

/** What the asking action stands on, with these witnesses. */
function asking(all: readonly Stand[], quorum: number, log: Files = world.log) {
  const fetch: Fetch = async (url, init) => {
    const one = all.find((each) => url.startsWith(each.url)) ?? expect.unreachable(url);
    one.asked.push(String(init.body));
    if (one.mode === 'silent') throw new TypeError('no connection');
    if (one.mode === 'busy') return new Response('', { status: 503 });
    const answer = await witnessRoutes(async () => one.witness).request(url.slice(one.url.length), init);
    return one.mode === 'lying' ? new Response((await answer.text()).replace(/.{9}\n$/, 'AAAAAAAA=\n'), { status: answer.status }) : answer;
  };
  const by = { zh: '监事会', en: 'supervisory committee' };
  const each = all.map((one, at) => ({ name: `w${at + 1}`, vkey: formatVerifierKey(one.witness.signer.key), url: one.url, by }));
  const policy = policyOf([world.logKey], { quorum, each });
  const alarms: string[] = [];
  return { ...world, log, policy, fetch, alarms, alarm: (code: string) => void alarms.push(code) };
}

const judged = async (key: string, deps: ReturnType<typeof asking>) => {
  const verdict = judgeByPolicy(await text(key, deps.log), deps.policy);
  return verdict.ok ? { size: verdict.checkpoint.size, by: verdict.by.map(({ witness }) => witness.name), quorum: verdict.quorum } : verdict.code;
};

describe('after a publication', () => {
  test('the witness cosigns it; its line stands on the kept checkpoint, which becomes the witnessed one', async () => {
    const deps = asking([stand()], 1);
    const now = await give();
    expect(await askWitnesses(deps)).toEqual({ size: now, by: ['w1'], witnessed: true });
    expect(await judged(`checkpoints/${now}`, deps)).toEqual({ size: now, by: ['w1'], quorum: true });
    expect(await judged('witnessed', deps)).toEqual({ size: now, by: ['w1'], quorum: true });
  });

  test('the checkpoint itself stays as the log signed it', async () => {
    const deps = asking([stand()], 1);
    await give();
    const before = await text('checkpoint');
    await askWitnesses(deps);
    expect(await text('checkpoint')).toBe(before);
  });

  test('the policy lies beside the log, with who runs each witness, and is the one that is judged by', async () => {
    const deps = asking([stand(), stand()], 2);
    await give();
    await askWitnesses(deps);
    const file = await text('policy.txt');
    expect(file).toContain('# w2: 监事会 · supervisory committee');
    const { comments: _, ...policy } = deps.policy;
    expect(parsePolicy(file)).toEqual({ ok: true, policy });
  });

  test('an address on this machine alone is left out of the file, which stays the same at each start', () => {
    const one = { name: 'here', vkey: formatVerifierKey(stand().witness.signer.key), by: { zh: '本机', en: 'here' } };
    const at = (url: string) => new TextDecoder().decode(policyBytes(policyOf([world.logKey], { quorum: 1, each: [{ ...one, url }] })));
    expect(at('http://127.0.0.1:40001')).toBe(at('http://127.0.0.1:40002'));
    expect(at('https://witness.example.net/w')).toContain(' https://witness.example.net/w\n');
  });

  test('a second run asks nobody again and puts nothing', async () => {
    const one = stand();
    const deps = asking([one], 1);
    await give();
    await askWitnesses(deps);
    const [asked, witnessed] = [one.asked.length, await deps.log.get('witnessed')];
    await askWitnesses(deps);
    expect([one.asked.length, await deps.log.get('witnessed')]).toEqual([asked, witnessed]);
  });

  test('a witness is shown what is published, and never what is only admitted', async () => {
    const one = stand();
    const deps = asking([one], 1);
    const published = await give();
    await settlePayment(world, payment('WAITS', { serial: 'WAITS', paidAtMs: world.clockMs }));
    await askWitnesses(deps);
    expect(one.asked.map((body) => Number(body.split('\n\n')[1]?.split('\n')[1]))).toEqual(Array(one.asked.length).fill(published));
    await publishSettled(world);
  });

  test('a log without witnesses says so in its policy, and is never called witnessed', async () => {
    const deps = { ...asking([], 1), policy: policyOf([world.logKey], undefined) };
    const before = await text('witnessed');
    const now = await give();
    expect(await askWitnesses(deps)).toEqual({ size: now, by: [], witnessed: false });
    expect(await text('policy.txt')).toMatch(/quorum none\n$/);
    expect(await text('witnessed')).toBe(before);
  });
});

describe('M20: witnesses fail, lie and come late', () => {
  test.each(['silent', 'busy'] as const)('one that is %s leaves the checkpoint provisional until it answers', async (mode) => {
    const [one, two] = [stand(), stand()];
    const deps = asking([one, two], 2);
    two.mode = mode;
    const now = await give();
    expect(await askWitnesses(deps)).toEqual({ size: now, by: ['w1'], witnessed: false });
    expect(await judged('witnessed', deps)).not.toMatchObject({ size: now });
    two.mode = 'awake';
    expect(await askWitnesses(deps)).toEqual({ size: now, by: ['w1', 'w2'], witnessed: true });
    expect(await judged('witnessed', deps)).toEqual({ size: now, by: ['w1', 'w2'], quorum: true });
    expect(deps.alarms).toEqual([]);
  });

  test('one that slept through publications is asked once more from the size that it says', async () => {
    const [one, two] = [stand(), stand()];
    const deps = asking([one, two], 1);
    await give();
    await askWitnesses(deps);
    two.mode = 'silent';
    await give();
    await askWitnesses(deps);
    await give();
    two.mode = 'awake';
    two.asked.length = 0;
    expect((await askWitnesses(deps)).by).toEqual(['w1', 'w2']);
    expect(two.asked).toHaveLength(2);
  });

  test('more witnesses of the same size replace fewer', async () => {
    const [one, two] = [stand(), stand()];
    const deps = asking([one, two], 1);
    two.mode = 'silent';
    const now = await give();
    await askWitnesses(deps);
    two.mode = 'awake';
    await askWitnesses(deps);
    expect(await judged('witnessed', deps)).toEqual({ size: now, by: ['w1', 'w2'], quorum: true });
  });

  test('a signature that does not hold is not kept, and somebody is told', async () => {
    const one = stand();
    const deps = asking([one], 1);
    one.mode = 'lying';
    const now = await give();
    expect(await askWitnesses(deps)).toEqual({ size: now, by: [], witnessed: false });
    expect(deps.alarms).toEqual(['witness_refused']);
    expect(await text(`checkpoints/${now}`)).toBe(await text('checkpoint'));
  });

  test('one that does not know the log is told of', async () => {
    const one = stand();
    const deps = asking([{ ...one, witness: { ...one.witness, logs: new Map() } }], 1);
    await give();
    await askWitnesses(deps);
    expect(deps.alarms).toEqual(['witness_refused']);
  });

  test('two runs at once, each with the answer of another witness, lose neither line', async () => {
    const [one, two] = [stand(), stand()];
    const deps = asking([one, two], 2);
    const now = await give();
    const [left, right] = [
      { ...deps, policy: { ...deps.policy, witnesses: deps.policy.witnesses.slice(0, 1), groups: [], quorum: 'w1' } },
      { ...deps, policy: { ...deps.policy, witnesses: deps.policy.witnesses.slice(1), groups: [], quorum: 'w2' } },
    ];
    await Promise.all([askWitnesses(left), askWitnesses(right)]);
    expect(await askWitnesses(deps)).toEqual({ size: now, by: ['w1', 'w2'], witnessed: true });
    expect((await text(`checkpoints/${now}`)).match(/^— witness/gm)).toHaveLength(2);
  });

  test('a run that slept over a newer checkpoint does not put the witnessed one back', async () => {
    const [one, two] = [stand(), stand()];
    const deps = asking([one, two], 1);
    await give();
    let wake = () => {};
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    const slow = {
      ...deps,
      fetch: async (url: string, init: RequestInit) => {
        const answer = await deps.fetch(url, init);
        await asleep;
        return answer;
      },
    };
    const sleeping = askWitnesses(slow);
    await expect.poll(() => one.asked.length).toBeGreaterThan(0);
    const newer = await give();
    await askWitnesses(deps);
    wake();
    await sleeping;
    expect(await judged('witnessed', deps)).toMatchObject({ size: newer });
    expect(deps.alarms).toEqual([]);
  });

  test('published files that went back are noticed by the witness, and somebody is told', async () => {
    const one = stand();
    const deps = asking([one], 1);
    await give();
    const older = { checkpoint: await deps.log.get('checkpoint') };
    const later = await give();
    await askWitnesses(deps);
    const back: Files = { ...world.log, get: async (key) => (key === 'checkpoint' ? older.checkpoint : world.log.get(key)) };
    const rolled = asking([one], 1, back);
    await askWitnesses(rolled);
    expect(rolled.alarms).toEqual(['witness_ahead']);
    expect(await judged('witnessed', deps)).toMatchObject({ size: later });
  });

  test('a kept checkpoint that is not the published one stops the run, and nothing is added to it', async () => {
    const one = stand();
    const deps = asking([one], 1);
    const now = await give();
    const other = await deps.log.get(`checkpoints/${now - 1}`);
    const odd: Files = { ...world.log, get: async (key) => (key === `checkpoints/${now}` ? other : world.log.get(key)) };
    await expect(askWitnesses(asking([one], 1, odd))).rejects.toThrow('not the published one');
    expect(one.asked).toEqual([]);
  });
});
