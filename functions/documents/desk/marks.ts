import type { Bilingual } from '../../domain/society.ts';
import { drawBox } from '../ornament.ts';
import type { Ladders } from '../page-marks.ts';
import { GREY, INK, TEAL } from '../palette.ts';
import type { Place, Sheet } from '../sheet.ts';
import { inEnglish } from '../tags.ts';
import { setLine } from '../typeset.ts';
import { ISSUE_WORDS } from './issue-words.ts';

/** Draws the mark that every page of a demonstration society carries, its upper left corner at a place (M17), at a scale of the full size. */
export async function drawDemonstrationMark(sheet: Sheet, { sans }: Ladders, at: Place & { readonly scale?: number }): Promise<void> {
  const { zh, en } = ISSUE_WORDS.demonstration;
  const scale = at.scale ?? 1;
  const y = at.y + 12.6 * scale;
  const look = { colour: TEAL, ladder: sans };
  const chinese = await setLine(sheet, zh, { place: { x: at.x + 9 * scale, y }, style: { ...look, size: 9 * scale } });
  const x = at.x + 16 * scale + chinese;
  const english = await setLine(sheet, en, { place: { x, y }, style: { ...look, size: 7.5 * scale, spacing: 0.8 * scale } });
  drawBox(sheet, { x: at.x, y: at.y, width: chinese + english + 25 * scale, height: 18 * scale }, { colour: TEAL, width: 0.6 });
}

/** Draws a label in both languages on one line: Chinese in ink, English small and grey behind it. Gives back its width. */
export async function drawLabel(sheet: Sheet, text: Bilingual, at: Place & { readonly ladders: Ladders; readonly size?: number }): Promise<number> {
  const size = at.size ?? 9;
  const chinese = await setLine(sheet, text.zh, { place: at, style: { size, colour: INK, ladder: at.ladders.sans } });
  const x = at.x + chinese + size * 0.6;
  const english = await setLine(sheet, text.en, { place: { x, y: at.y }, style: { size: size * 0.83, colour: GREY, ladder: at.ladders.sans } });
  return chinese + size * 0.6 + english;
}

/** The same for pages that are read aloud: the English is told to be so. Gives back its width. */
export function setLabel(sheet: Sheet, text: Bilingual, at: Place & { readonly ladders: Ladders; readonly size?: number }): number {
  const size = at.size ?? 9;
  const chinese = setLine(sheet, text.zh, { place: at, style: { size, colour: INK, ladder: at.ladders.sans } });
  const x = at.x + chinese + size * 0.6;
  const style = { size: size * 0.83, colour: GREY, ladder: at.ladders.sans };
  return chinese + size * 0.6 + inEnglish(sheet, () => setLine(sheet, text.en, { place: { x, y: at.y }, style }));
}
