import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeBase64, encodeHex } from '../../../functions/domain/ledger/base64.ts';
import { canonicalBytes, ENTRY_LIMIT, type Json, parseCanonical } from '../../../functions/domain/ledger/canonical.ts';
import { commit, fieldSalt } from '../../../functions/domain/ledger/commitment.ts';
import { hashLeaf } from '../../../functions/domain/ledger/hash.ts';

const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string().map((text) => text.normalize('NFC').replace(/[\u0000-\u001f\u007f-\u009f]/g, '')),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z0-9_]{1,8}$/), tie('value'), { maxKeys: 5 }),
  ),
})).value;

test('canonical bytes are those of RFC 8785, and only they are read', () => {
  fc.assert(
    fc.property(json, (value) => {
      const bytes = canonicalBytes(value);
      expect(new TextDecoder().decode(bytes)).toBe(canonicalize(value));
      expect(canonicalBytes(parseCanonical(bytes) ?? expect.unreachable())).toEqual(bytes);
    }),
  );
  for (const text of ['{"b":1,"a":2}', '{"a":1,"a":1}', ' 1', '1.5', 'null', '1e3', '"\\u0041"', '-0', '{"a":null}', '9007199254740993']) {
    expect(parseCanonical(new TextEncoder().encode(text))).toBeUndefined();
  }
  for (const value of [0.5, 'e\u0301', '\ud800', Number.NaN]) expect(() => canonicalBytes(value)).toThrow(TypeError);
});

test('the worked example of the commitments can be redone by hand', () => {
  const salt = Uint8Array.from({ length: 32 }, (_, at) => at);
  expect(encodeHex(fieldSalt(salt, 'name'))).toBe('38cee1f312f6374277c0eaa6c5ff090eb358d6a72c0b4b8fadf642d84968dc8a');
  const of = (field: string, value: string) => commit(fieldSalt(salt, field), field, value);
  expect(of('name', '王小明')).toBe('GObE3GKKOIQHSDFHZ-P_ndtKd3XUNfap3jyY2qxlLrc');
  expect(of('note', '武汉加油')).toBe('d1yHpWNxlq_BX49WcB9wW8bGFC7uUh9OGw5ZAODBLlg');
  expect(of('ref', '0202202001250000110081740653')).toBe('Whs3bhf1cHvXBpvAxJ4t3MUj2TDiIJsfFLwtkXYVT-4');
  const entry = {
    amt: 10_000,
    c: { at: of('at', '2026-11-23T09:15:02+08:00'), name: of('name', '王小明'), note: of('note', '武汉加油'), ref: of('ref', '0202202001250000110081740653') },
  };
  const bytes = canonicalBytes({ ...entry, ch: 'wx', cur: 'CNY', id: '0192f3c1a7b24c5e8d90', k: 'gift', on: '2026-11-23', to: 'fund/2026-flood', v: 1 });
  expect(bytes).toHaveLength(336);
  expect(encodeBase64(hashLeaf(bytes))).toBe('JSIln+qDPz99LxXgwda4aTkK5N7foaRwVNcHCh3R9tM=');
});

test('a value is committed as it is stored, never normalised, and each field has its own salt', () => {
  const salt = new Uint8Array(32).fill(7);
  expect(commit(salt, 'name', '\u00e9')).not.toBe(commit(salt, 'name', 'e\u0301'));
  expect(fieldSalt(salt, 'name')).not.toEqual(fieldSalt(salt, 'shown'));
  expect(commit(salt, 'name', '')).toHaveLength(43);
});

test('an entry over the limit is refused where a limit is set', () => {
  const bytes = canonicalBytes('x'.repeat(ENTRY_LIMIT - 1));
  expect(bytes).toHaveLength(ENTRY_LIMIT + 1);
  expect(parseCanonical(bytes)).toBeDefined();
  expect(parseCanonical(bytes, ENTRY_LIMIT)).toBeUndefined();
});
