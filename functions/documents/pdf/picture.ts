// Writes a picture as an image with a mask that says where it covers (ISO 32000-1, 8.9.5 and 11.6.5.3).
import { PICTURES, type Picture, type PictureName, type Pictures } from '../picture.ts';
import { type PdfFile, writeStream } from './pdf-file.ts';
import { to } from './pdf-text.ts';
import { squeezeWell } from './squeeze.ts';

/** Writes the pictures there are and gives their numbers. */
export function writePictures(file: PdfFile, pictures: Pictures): { readonly [name in PictureName]?: number } {
  return Object.fromEntries(
    PICTURES.flatMap((name) => {
      const picture = pictures[name];
      return picture === undefined ? [] : [[name, writePicture(file, picture)]];
    }),
  );
}

function writePicture(file: PdfFile, { width, height, colours, covers }: Picture): number {
  const form = `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/BitsPerComponent 8/Filter/FlateDecode`;
  const mask = writeStream(file, `${form}/ColorSpace/DeviceGray`, squeezeWell(covers));
  return writeStream(file, `${form}/ColorSpace/DeviceRGB/SMask ${to(mask)}`, squeezeWell(colours));
}
