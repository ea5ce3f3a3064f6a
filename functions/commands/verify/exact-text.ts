/** Text of a file, if its bytes are UTF-8 and nothing else; a mark at its beginning stays in it. */
export function exactText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined; // not UTF-8
  }
}

/** What a person reads of markup: its text, with blanks as one. */
export function readableText(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/[ \t\n]+/g, ' ')
    .trim();
}

/** Where two texts part, with a little of what follows in each. */
export function parting(wanted: string, found: string): string {
  let at = 0;
  while (at < wanted.length && wanted[at] === found[at]) at += 1;
  const from = Math.max(0, at - 10);
  return `${cut(found.slice(from))} ≠ ${cut(wanted.slice(from))}`;
}

const CUT = 60;

const cut = (text: string): string => JSON.stringify(text.length > CUT ? `${text.slice(0, CUT)}…` : text);
