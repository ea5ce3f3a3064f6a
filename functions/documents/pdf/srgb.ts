// Makes a colour profile of sRGB, so that no foreign file is in ours (ICC.1:2001-04; IEC 61966-2-1). PDF/A wants one
// where colours are given as red, green and blue (ISO 19005-3, 6.2.3).

/** Red, green, blue and white of sRGB, adapted to the profile's own white (D50), as X, Y, Z. */
const COLORANTS = {
  wtpt: [0.9642, 1, 0.8249],
  rXYZ: [0.43607, 0.22249, 0.01392],
  gXYZ: [0.38515, 0.71687, 0.09708],
  bXYZ: [0.14307, 0.06061, 0.7141],
} as const;

/** The profile's bytes. */
export function srgbProfile(): Buffer {
  const curve = toneCurve();
  const parts: readonly (readonly [string, Buffer])[] = [
    ['desc', description('sRGB')],
    ['cprt', element('text', Buffer.from('CC0\0', 'latin1'))],
    ...Object.entries(COLORANTS).map(([tag, values]): readonly [string, Buffer] => [tag, element('XYZ ', Buffer.concat(values.map(fixed)))]),
    ...['rTRC', 'gTRC', 'bTRC'].map((tag): readonly [string, Buffer] => [tag, curve]),
  ];
  const table = Buffer.alloc(4 + 12 * parts.length);
  table.writeUInt32BE(parts.length);
  const data: Buffer[] = [];
  const places = new Map<Buffer, number>();
  let end = HEADER_BYTES + table.length;
  for (const [at, [tag, part]] of parts.entries()) {
    if (!places.has(part)) {
      places.set(part, end);
      data.push(part, Buffer.alloc(-part.length & 3));
      end += part.length + (-part.length & 3);
    }
    table.write(tag, 4 + 12 * at, 'latin1');
    table.writeUInt32BE(places.get(part) ?? 0, 8 + 12 * at);
    table.writeUInt32BE(part.length, 12 + 12 * at);
  }
  return Buffer.concat([header(end), table, ...data]);
}

const HEADER_BYTES = 128;

function header(size: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt32BE(size);
  bytes.writeUInt32BE(0x02100000, 8); // version 2.1
  bytes.write('mntrRGB XYZ ', 12, 'latin1');
  for (const [at, part] of [2026, 1, 1].entries()) bytes.writeUInt16BE(part, 24 + 2 * at);
  bytes.write('acsp', 36, 'latin1');
  for (const [at, value] of COLORANTS.wtpt.entries()) fixed(value).copy(bytes, 68 + 4 * at);
  return bytes;
}

/** A signed number of 16 whole and 16 fractional bits. */
function fixed(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(Math.round(value * 65536));
  return bytes;
}

const element = (type: string, content: Buffer): Buffer => Buffer.concat([Buffer.from(`${type}\0\0\0\0`, 'latin1'), content]);

/** A textDescriptionType: in ASCII, and nothing in its two other alphabets. */
function description(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length + 1);
  return element('desc', Buffer.concat([length, Buffer.from(`${text}\0`, 'latin1'), Buffer.alloc(8 + 3 + 67)]));
}

/** sRGB's own curve at 64 places. */
function toneCurve(): Buffer {
  const values = Array.from({ length: 64 }, (_, at) => at / 63).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  const bytes = Buffer.alloc(4 + 2 * values.length);
  bytes.writeUInt32BE(values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(Math.round(value * 65535), 4 + 2 * at);
  return element('curv', bytes);
}
