// Writes DER: ITU-T X.690, the encoding of certificates and signatures.

/** One value: its tag, the length of its content in as few octets as can be (X.690 10.1), the content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Uint8Array.of(tag, ...lengthOctets(length)), ...content]);
}

/** SEQUENCE, X.690 8.9. */
export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(0x30, ...parts);

/** SET OF, whose elements stand in the order of their encodings (X.690 11.6). */
export const setOf = (...parts: readonly Uint8Array[]): Uint8Array => der(0x31, ...parts.toSorted(Buffer.compare));

/** OCTET STRING, X.690 8.7. */
export const octets = (bytes: Uint8Array): Uint8Array => der(0x04, bytes);

/** BIT STRING of whole octets, X.690 8.6. */
export const bits = (bytes: Uint8Array): Uint8Array => der(0x03, Uint8Array.of(0), bytes);

/** BIT STRING of names for bits, without the zeros at its end (X.690 11.2.2): `first` holds the first eight, from the left, and is not 0. */
export const namedBits = (first: number): Uint8Array => der(0x03, Uint8Array.of(31 - Math.clz32(first & -first), first));

/** INTEGER that is not negative, from its octets, the highest first (X.690 8.3). */
export function integer(magnitude: Uint8Array): Uint8Array {
  const from = magnitude.findIndex((octet) => octet !== 0);
  const least = from < 0 ? Uint8Array.of(0) : magnitude.subarray(from);
  return (least[0] ?? 0) > 0x7f ? der(0x02, Uint8Array.of(0), least) : der(0x02, least);
}

/** A small INTEGER, 0 to 127. */
export const smallInteger = (value: number): Uint8Array => der(0x02, Uint8Array.of(value));

/** NULL, X.690 8.8. */
export const NULL: Uint8Array = der(0x05);

/** BOOLEAN true, X.690 11.1. */
export const TRUE: Uint8Array = der(0x01, Uint8Array.of(0xff));

/** UTF8String. */
export const text = (words: string): Uint8Array => der(0x0c, new TextEncoder().encode(words));

/** What carries a number of its own in square brackets: `[n]` around whole values. */
export const tagged = (number: number, ...parts: readonly Uint8Array[]): Uint8Array => der(0xa0 + number, ...parts);

/** OBJECT IDENTIFIER from its dotted form: the first two numbers in one, the rest in base 128 (X.690 8.19). */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): readonly number[] {
  const groups = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) | 0x80);
  return groups;
}

function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256);
  return [0x80 | octets.length, ...octets];
}
