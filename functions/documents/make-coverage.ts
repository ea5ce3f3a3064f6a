import { writeFile } from 'node:fs/promises';
import { loadFace } from './faces.ts';
import type { FaceName } from './font-files.ts';

/** Faces that share one line of the table: whatever either of the Chinese faces has, both ladders find. */
const GROUPS: { readonly [line: string]: readonly FaceName[] } = {
  chinese: ['sans', 'serif'],
  tibetan: ['tibetan'],
  arabic: ['arabic'],
  mongolian: ['mongolian'],
  korean: ['korean'],
};

/** The source of `domain/glyph-coverage.ts`; run this file by hand after a change of fonts, and it is written. */
export async function coverageSource(): Promise<string> {
  const chinese = new Set(await coveredBy('chinese'));
  const lines: string[] = [];
  for (const line of Object.keys(GROUPS)) {
    const covered = await coveredBy(line);
    // The Korean face has thousands of the same ideographs in other ranges, which would double the table.
    const kept = line === 'korean' ? covered.filter((codePoint) => !chinese.has(codePoint)) : covered;
    lines.push(`  ${line}:\n    '${rangesOf(kept)}',`);
  }
  return `${HEAD}export const COVERAGE = {\n${lines.join('\n')}\n} as const;\n`;
}

const HEAD = `/**
 * Which code points the faces of the documents cover, made from the fonts by \`documents/make-coverage.ts\`: pairs of numbers in
 * base 36, how many code points are passed over and how many are covered. A test holds it against the fonts.
 */
`;

async function coveredBy(line: string): Promise<readonly number[]> {
  const faces = await Promise.all((GROUPS[line] ?? []).map(loadFace));
  return [...new Set(faces.flatMap((face) => [...face.covers]))].sort((left, right) => left - right);
}

function rangesOf(codePoints: readonly number[]): string {
  const steps: number[] = [];
  let end = 0;
  for (const codePoint of codePoints) {
    if (codePoint === end && steps.length > 0) steps.push((steps.pop() ?? 0) + 1);
    else steps.push(codePoint - end, 1);
    end = codePoint + 1;
  }
  return steps.map((step) => step.toString(36)).join(' ');
}

if (import.meta.main) await writeFile(new URL('../domain/glyph-coverage.ts', import.meta.url), await coverageSource());
