/**
 * Cuts the value of a member out of the text of a JSON object exactly as it was written, because a signature covers
 * those characters and no others. Nothing where the member is not there, is there twice or is no object.
 */
export function rawMember(text: string, name: string): string | undefined {
  const mark = `"${name}":`;
  const at = text.indexOf(mark);
  if (at === -1 || text.indexOf(mark, at + 1) !== -1) return undefined;
  const from = at + mark.length + (/^\s*/.exec(text.slice(at + mark.length))?.[0].length ?? 0);
  const to = text[from] === '{' ? endOfObject(text, from) : undefined;
  return to === undefined ? undefined : text.slice(from, to);
}

function endOfObject(text: string, from: number): number | undefined {
  let depth = 0;
  for (const token of text.slice(from).matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token[0] === '{') depth += 1;
    if (token[0] === '}') depth -= 1;
    if (depth === 0) return from + token.index + 1;
  }
  return undefined;
}
