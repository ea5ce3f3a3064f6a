/** Reads bytes from front to back; throws `RangeError` at the end, which its caller turns into a refusal. */
export class ByteCursor {
  private at = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Whether everything was read. */
  get done(): boolean {
    return this.at === this.bytes.length;
  }

  take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length) throw new RangeError('the bytes end too early');
    const taken = this.bytes.slice(this.at, end);
    this.at = end;
    return taken;
  }

  /** A count as `countBytes` writes it. */
  count(): number {
    let value = 0;
    for (let unit = 1; unit <= 2 ** 49; unit *= 128) {
      const [byte = 0] = this.take(1);
      value += (byte % 128) * unit;
      if (byte < 128 && Number.isSafeInteger(value)) return value;
    }
    throw new RangeError('no count of ours is so large');
  }
}

/** A count in groups of seven bits, the lowest first, the top bit set on all but the last; throws for what is no safe count. */
export function countBytes(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no count`);
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push(128 + (rest % 128));
  return Uint8Array.from([...bytes, rest]);
}
