import writeExcel from 'write-excel-file/node';

/** A text file as a bank would send it, in UTF-8 with its mark or in GBK. */
export function textFile(lines: readonly string[], encoding: 'utf-8' | 'gbk' = 'utf-8'): Uint8Array {
  const text = lines.join('\r\n');
  return encoding === 'utf-8' ? new TextEncoder().encode(`\uFEFF${text}`) : toGbk(text);
}

/** A workbook of one sheet. */
export async function workbook(rows: readonly (readonly (string | number | Date | null)[])[], sheet = 'Sheet1'): Promise<Uint8Array> {
  const cells = rows.map((row) =>
    row.map((value) =>
      value === null
        ? null
        : value instanceof Date
          ? { value, type: Date, format: 'yyyy-mm-dd hh:mm:ss' }
          : typeof value === 'number'
            ? { value, type: Number }
            : { value, type: String },
    ),
  );
  return new Uint8Array(await writeExcel(cells, { sheet }).toBuffer());
}

const DOUBLE = new TextDecoder('gb18030');
let codes: Map<string, readonly number[]> | undefined;

function toGbk(text: string): Uint8Array {
  codes ??= new Map(
    Array.from({ length: 126 }, (_, high) => high + 0x81).flatMap((high) =>
      Array.from({ length: 191 }, (_, low) => low + 0x40).map((low) => [DOUBLE.decode(new Uint8Array([high, low])), [high, low]] as const),
    ),
  );
  return new Uint8Array(
    [...text].flatMap((character) => {
      const code = character.charCodeAt(0);
      if (code < 0x80) return [code];
      const bytes = codes?.get(character);
      if (bytes === undefined) throw new Error(`${character} is not in GBK`);
      return bytes;
    }),
  );
}
