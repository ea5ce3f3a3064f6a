import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

/** A file of JSON lines that only grows. */
export type Journal = {
  /** Adds one record; once this returns, a kill of the process no longer loses it (a power cut may). */
  readonly append: (record: object) => void;
  readonly close: () => void;
};

/**
 * Opens a journal, making it where there is none, and hands each record in it to `take`. A last line without its line
 * feed was cut short while it was written, so nobody was told of it: it is removed. Throws where any other line is not JSON.
 */
export function openJournal(file: string, take: (record: unknown) => void): Journal {
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const end = bytes.lastIndexOf(LINE_FEED) + 1;
  for (let from = 0; from < end; ) {
    const to = bytes.indexOf(LINE_FEED, from);
    take(JSON.parse(bytes.toString('utf8', from, to)));
    from = to + 1;
  }
  const descriptor = openSync(file, 'a', 0o600);
  if (end < bytes.length) ftruncateSync(descriptor, end);
  return {
    append: (record) => {
      const line = Buffer.from(`${JSON.stringify(record)}\n`);
      if (writeSync(descriptor, line) !== line.length) throw new Error(`the disk took only part of a record: ${file}`);
    },
    close: () => closeSync(descriptor),
  };
}

const LINE_FEED = 0x0a;
