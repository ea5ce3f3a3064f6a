// Reads DER (ITU-T X.690) as far as certificates and time stamps need it.

/** One value where it lies: `whole` from its tag on, `content` without tag and length. */
export type DerValue = { readonly tag: number; readonly whole: Uint8Array; readonly content: Uint8Array };

/** The values that lie one after another; nothing where a length is wrong or not in its shortest form. */
export function readDer(bytes: Uint8Array): readonly DerValue[] | undefined {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const value = readOne(bytes.subarray(at));
    if (value === undefined) return undefined;
    values.push(value);
    at += value.whole.length;
  }
  return values;
}

/** The values inside the first value of these bytes, whatever lies after it. */
export function readInside(bytes: Uint8Array): readonly DerValue[] | undefined {
  const value = readOne(bytes);
  return value === undefined ? undefined : readDer(value.content);
}

function readOne(bytes: Uint8Array): DerValue | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || more > 3 || bytes.length < 2 + more) return undefined;
  const length = more === 0 ? first : bytes.subarray(2, 2 + more).reduce((sum, octet) => sum * 256 + octet, 0);
  if (more > 0 && length < (more === 1 ? 0x80 : 256 ** (more - 1))) return undefined;
  const end = 2 + more + length;
  return end > bytes.length ? undefined : { tag, whole: bytes.subarray(0, end), content: bytes.subarray(2 + more, end) };
}
