import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { folderFiles } from '../../infra/local/folder-files.ts';

const root = mkdtempSync(join(tmpdir(), 'daylight-'));
afterAll(() => rmSync(root, { recursive: true }));
const text = (value: string) => new TextEncoder().encode(value);
const plain = { contentType: 'text/plain' };

describe.each([true, false])('a bucket in a folder, durable: %s', (durable) => {
  const files = folderFiles(join(root, String(durable)), { durable });

  test('a second writer of an absent object is told so, and the first one stands', async () => {
    const race = await Promise.all(['a', 'b', 'c'].map((value) => files.put('tile/0/000', text(value), { ...plain, when: 'absent' })));
    expect(race.filter((one) => one.ok)).toHaveLength(1);
    expect(await files.get('tile/0/000')).toMatchObject({ bytes: text('a') });
  });

  test('an object is replaced only by whom saw its last state', async () => {
    const first = await files.put('checkpoint', text('1'), { ...plain, when: 'absent' });
    const seen = first.ok ? { etag: first.etag } : expect.unreachable();
    expect(await files.put('checkpoint', text('2'), { ...plain, when: seen })).toMatchObject({ ok: true });
    expect(await files.put('checkpoint', text('3'), { ...plain, when: seen })).toEqual({ ok: false, reason: 'changed' });
    expect(await files.put('nothing', text('3'), { ...plain, when: seen })).toEqual({ ok: false, reason: 'changed' });
    expect((await files.get('checkpoint'))?.bytes).toEqual(text('2'));
  });

  test('no draft is left behind, and what is removed is gone', async () => {
    await files.put('gone', text('x'), { ...plain, when: 'always' });
    await files.remove('gone');
    await files.remove('gone');
    expect(await files.get('gone')).toBeUndefined();
    expect(readdirSync(join(root, String(durable))).filter((name) => name.endsWith('.draft'))).toEqual([]);
  });

  test.each(['../x', '/x', 'a//b', 'a/../b', '', 'a/.', 'a\\b', 'a\u0000'])('the key %j leads nowhere', async (key) => {
    await expect(files.put(key, text('x'), { ...plain, when: 'always' })).rejects.toThrow(RangeError);
  });
});
