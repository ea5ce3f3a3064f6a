/** Writes text in GBK, two bytes at most a character, as Alipay's bills are written; what GBK does not know becomes `?`. */
export function encodeGbk(text: string): Uint8Array {
  const table = tableOf();
  return Uint8Array.from([...text].flatMap((character) => (character < '\u0080' ? [character.charCodeAt(0)] : (table.get(character) ?? [0x3f]))));
}

let table: ReadonlyMap<string, readonly [number, number]> | undefined;

/** No encoder comes with the machine, so the decoder is asked for every pair of bytes once. */
function tableOf(): ReadonlyMap<string, readonly [number, number]> {
  if (table !== undefined) return table;
  const decoder = new TextDecoder('gbk');
  const made = new Map<string, readonly [number, number]>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (trail !== 0x7f && [...character].length === 1 && character !== '\ufffd' && !made.has(character)) made.set(character, [lead, trail]);
    }
  }
  table = made;
  return made;
}
