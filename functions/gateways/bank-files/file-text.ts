/**
 * Decodes a text file: UTF-8 where it is well-formed, else GB 18030, which GBK is a part of; nothing where neither
 * fits. `TextDecoder` follows GB 18030-2022, so that rare names stay what they are (a converter of one's own turns 𬍛 into `?`).
 */
export function decodeFileText(bytes: Uint8Array): string | undefined {
  return decode(bytes, 'utf-8') ?? decode(bytes, 'gb18030');
}

function decode(bytes: Uint8Array, encoding: 'utf-8' | 'gb18030'): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined; // not written in this encoding
  }
}
