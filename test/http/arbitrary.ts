import fc from 'fast-check';

export type Schema = { readonly [keyword: string]: unknown };

/** Values of a JSON schema, as far as ours go; `known` gives values by property name that mean something to the portal. */
export function arbitraryOf(schema: Schema, known: { readonly [property: string]: readonly unknown[] }): fc.Arbitrary<unknown> {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.anyOf)) return fc.oneof(...schema.anyOf.map((one: Schema) => arbitraryOf(one, known)));
  if (typeof schema.pattern === 'string') return fc.stringMatching(new RegExp(schema.pattern));
  if (schema.type === 'string') return fc.string({ maxLength: Number(schema.maxLength ?? 20), unit: 'grapheme' });
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer') return fc.integer({ min: Number(schema.minimum ?? 0), max: Math.min(2 ** 31, Number(schema.maximum ?? 1000)) });
  if (schema.type !== 'object') return fc.jsonValue();
  const required = (schema.required ?? []) as string[];
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>).map(([name, one]) => {
    const any = arbitraryOf(one, known);
    const here = known[name];
    return [name, here === undefined || here.length === 0 ? any : fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...here) }, { weight: 1, arbitrary: any })];
  });
  return fc.record<Record<string, unknown>>(Object.fromEntries(properties), { requiredKeys: required });
}

const NASTY: readonly unknown[] = [
  null,
  '',
  -1,
  0.5,
  1e21,
  [],
  {},
  '\u0000',
  '\ud800',
  '{{7*7}}',
  "' OR 1=1 --",
  '<script>',
  'x'.repeat(2000),
  '王'.repeat(600),
  { toString: 1 },
  true,
];

/** Spoils JSON: a member replaced by something nasty, added, or taken away; cut short; far too long; or not JSON at all. */
export function hostile(good: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const spoil = fc.tuple(good, fc.nat(), fc.constantFrom(...NASTY)).map(([text, at, nasty]) => {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return text;
    const names = [...Object.keys(value), '__proto__', 'extra'];
    const name = names[at % names.length] ?? 'extra';
    return `${JSON.stringify({ ...value, [name]: undefined }).slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(nasty)}}`;
  });
  const cut = fc.tuple(good, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
  return fc.oneof(spoil, spoil, cut, fc.string(), fc.constant(`"${'x'.repeat(20_000)}"`), fc.constant('['.repeat(9_000)));
}
