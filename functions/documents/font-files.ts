import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The faces on hand, in the order in which a missing character is looked for. */
export const FACES = {
  sans: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  serif: '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  tibetan: '@expo-google-fonts/noto-serif-tibetan/400Regular/NotoSerifTibetan_400Regular.ttf',
  arabic: '@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf',
  mongolian: '@expo-google-fonts/noto-sans-mongolian/400Regular/NotoSansMongolian_400Regular.ttf',
  korean: '@expo-google-fonts/noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf',
} as const;

export type FaceName = keyof typeof FACES;

const SUBSETTER = 'harfbuzzjs/dist/harfbuzz-subset.wasm';

/** Reads a face's file. */
export const readFace = (face: FaceName): Promise<Uint8Array> => readAsset(FACES[face]);

/** Reads the subsetter's WebAssembly. */
export const readSubsetter = (): Promise<Uint8Array> => readAsset(SUBSETTER);

/** Folder of glyph stores and templates, which are made when the product is built; in a bundle it is that of the fonts. */
export function builtFolder(): string {
  const folder = process.env.FONT_DIR;
  return folder === undefined || folder === '' ? fileURLToPath(new URL('../../node_modules/.cache/drawing', import.meta.url)) : folder;
}

/** Where bundling has left no packages (Lambda), `FONT_DIR` names a folder that holds these files under their own names. */
function readAsset(name: string): Promise<Uint8Array> {
  const folder = process.env.FONT_DIR;
  const base = name.slice(name.lastIndexOf('/') + 1);
  return readFile(folder === undefined || folder === '' ? fileURLToPath(import.meta.resolve(name)) : join(folder, base));
}

/** The files that a bundle has to bring along, as package specifiers. */
export const ASSETS: readonly string[] = [...Object.values(FACES), SUBSETTER];
