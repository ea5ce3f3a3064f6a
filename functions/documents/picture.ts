import { number, type Sheet } from './sheet.ts';
import { ornament } from './tags.ts';

/** Pictures of its own that a society may have on its certificates; the repository has none (M17). */
export const PICTURES = ['emblem', 'seal'] as const;

export type PictureName = (typeof PICTURES)[number];

/** A picture as pixels, row by row from the top: three bytes of colour each, and one that says how much of it covers. */
export type Picture = { readonly width: number; readonly height: number; readonly colours: Uint8Array; readonly covers: Uint8Array };

/** What a profile gives; an absent one leaves its place empty, and nothing stands in for it. */
export type Pictures = { readonly [name in PictureName]?: Picture };

/** Room for a picture in points; `middle` and `centre` are where its middle comes to lie. */
export type PictureRoom = { readonly centre: number; readonly middle: number; readonly width: number; readonly height: number };

/** Draws a picture, if there is one, as large as its room lets it be (ISO 32000-1, 8.9.5); readers pass over it. */
export function drawPicture(sheet: Sheet, name: PictureName, { pictures, room }: { readonly pictures: Pictures; readonly room: PictureRoom }): void {
  const picture = pictures[name];
  if (picture === undefined) return;
  const scale = Math.min(room.width / picture.width, room.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const [x, y] = [room.centre - width / 2, sheet.height - room.middle - height / 2];
  ornament(sheet, () => sheet.operators.push(`q ${[width, 0, 0, height, x, y].map(number).join(' ')} cm /${name} Do Q`));
}
