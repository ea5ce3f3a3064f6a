import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Files } from '../../functions/store/files.ts';
import { s3Files } from '../../functions/store/s3-files.ts';
import { type S3StandIn, startS3 } from '../lambda/s3-stand-in.ts';

let s3: S3StandIn;
let files: Files;
const text = (value: string) => new TextEncoder().encode(value);
const plain = { contentType: 'text/plain; charset=utf-8' };
const lives = (key: string) => s3.objects.get(`log-bucket/log/1/${key}`);

beforeAll(async () => {
  s3 = await startS3(({ key }) => !key.includes('forbidden'));
  const options = { bucket: 'log-bucket', prefix: 'log/1/', cache: 'public, max-age=60', region: 'cn-north-1' };
  files = s3Files({ ...options, endpoint: s3.endpoint, timeoutMs: 300 });
});
beforeEach(() => {
  s3.asked.length = 0;
  s3.faults.length = 0;
});
afterAll(() => s3.close());

describe('a bucket of S3', () => {
  test('gives back what was put, under the prefix, with its content type and its life', async () => {
    await files.put('tile/0/000', text('a'), { ...plain, when: 'absent', cache: 'public, max-age=31536000, immutable' });
    await files.put('log.json', text('{}'), { ...plain, when: 'always' });
    expect(await files.get('tile/0/000')).toMatchObject({ bytes: text('a') });
    expect(lives('tile/0/000')?.headers).toEqual({ contentType: plain.contentType, cacheControl: 'public, max-age=31536000, immutable' });
    expect(lives('log.json')?.headers.cacheControl).toBe('public, max-age=60');
  });

  test('what is not there is nothing; what is forbidden, or a bucket that fails, is thrown', async () => {
    expect(await files.get('nothing')).toBeUndefined();
    await expect(files.get('forbidden')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(files.put('forbidden', text('x'), { ...plain, when: 'absent' })).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('a second writer of an absent object is told so, and the first one stands', async () => {
    const race = await Promise.all(['a', 'b', 'c'].map((value) => files.put('tile/0/001', text(value), { ...plain, when: 'absent' })));
    expect(race.filter((one) => one.ok)).toHaveLength(1);
    expect(race.filter((one) => !one.ok)).toEqual([1, 2].map(() => ({ ok: false, reason: 'exists' })));
  });

  test('an object is replaced only by whom saw its last state', async () => {
    const first = await files.put('checkpoint', text('1'), { ...plain, when: 'absent' });
    const seen = first.ok ? { etag: first.etag } : expect.unreachable();
    expect(await files.put('checkpoint', text('2'), { ...plain, when: seen })).toMatchObject({ ok: true });
    expect(await files.put('checkpoint', text('3'), { ...plain, when: seen })).toEqual({ ok: false, reason: 'changed' });
    expect(await files.put('nothing', text('3'), { ...plain, when: seen })).toEqual({ ok: false, reason: 'changed' });
    expect((await files.get('checkpoint'))?.bytes).toEqual(text('2'));
  });

  test('what is removed is gone', async () => {
    await files.put('gone', text('x'), { ...plain, when: 'always' });
    await files.remove('gone');
    await files.remove('gone');
    expect(await files.get('gone')).toBeUndefined();
  });
});

describe('when S3 fails, in pairs: the put was lost, or it was stored and only its answer was lost', () => {
  test.each(['cut', 'stored_and_cut'] as const)('%s: a put if absent is repeated and counts as ours', async (fault) => {
    s3.faults.push(fault);
    expect(await files.put(`tile/${fault}`, text('ours'), { ...plain, when: 'absent' })).toMatchObject({ ok: true });
    expect((await files.get(`tile/${fault}`))?.bytes).toEqual(text('ours'));
  });

  test.each(['cut', 'stored_and_cut'] as const)('%s: the checkpoint that was put over the one we saw is ours, with its new etag', async (fault) => {
    const old = await files.put(`checkpoint-${fault}`, text('old'), { ...plain, when: 'absent' });
    const seen = old.ok ? { etag: old.etag } : expect.unreachable();
    s3.faults.push(fault);
    const put = await files.put(`checkpoint-${fault}`, text('new'), { ...plain, when: seen });
    expect(put).toEqual({ ok: true, etag: (await files.get(`checkpoint-${fault}`))?.etag });
  });

  test('another’s object that came between the lost put and its repetition is not taken for ours', async () => {
    s3.faults.push('cut');
    const put = files.put('tile/theirs', text('ours'), { ...plain, when: 'absent' });
    s3.putAs('log-bucket/log/1/tile/theirs', 'theirs');
    expect(await put).toEqual({ ok: false, reason: 'exists' });
  });

  test('the same bytes put by another are not ours where nothing was lost', async () => {
    s3.putAs('log-bucket/log/1/tile/same', 'same');
    expect(await files.put('tile/same', text('same'), { ...plain, when: 'absent' })).toEqual({ ok: false, reason: 'exists' });
  });

  test('a conflict with a put under way is repeated until S3 has judged', async () => {
    s3.faults.push('conflict', 'conflict');
    expect(await files.put('tile/conflict', text('x'), { ...plain, when: 'absent' })).toMatchObject({ ok: true });
    expect(s3.asked).toHaveLength(3);
  });

  test('a conflict that does not end is thrown after six attempts', async () => {
    s3.faults.push(...Array.from({ length: 20 }, () => 'conflict' as const));
    await expect(files.put('tile/endless', text('x'), { ...plain, when: 'absent' })).rejects.toMatchObject({ name: 'ConditionalRequestConflict' });
    expect(s3.asked).toHaveLength(6);
  });

  test('an answer that is cut in the middle is read again, and never taken for the whole', async () => {
    const whole = text('x'.repeat(100_000));
    await files.put('long', whole, { ...plain, when: 'always' });
    s3.faults.push('cut_short', 'cut_short');
    expect((await files.get('long'))?.bytes).toEqual(whole);
    s3.faults.push('cut_short', 'cut_short', 'cut_short');
    await expect(files.get('long')).rejects.toThrow();
  });

  test('a bucket that asks to slow down is asked again', async () => {
    await files.put('busy', text('x'), { ...plain, when: 'always' });
    s3.faults.push('slow_down');
    expect(await files.get('busy')).toMatchObject({ bytes: text('x') });
  });

  test.each(['silent', 'cut'] as const)('%s once is overcome, four times is thrown', async (fault) => {
    await files.put(`here-${fault}`, text('x'), { ...plain, when: 'always' });
    s3.faults.push(fault);
    expect(await files.get(`here-${fault}`)).toMatchObject({ bytes: text('x') });
    s3.asked.length = 0;
    s3.faults.push(fault, fault, fault, fault);
    await expect(files.get(`here-${fault}`)).rejects.toThrow();
    expect(s3.asked).toHaveLength(4);
  });
});
