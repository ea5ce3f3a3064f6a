import { fileURLToPath } from 'node:url';

/** The files of the faces that the pages use, which are the portal's own. */
export const FONTS = {
  sans: fileURLToPath(import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf')),
  serif: fileURLToPath(import.meta.resolve('@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf')),
};

/** Where the top of a line lies above its baseline, and its bottom below, in parts of the size; from the faces' own tables. */
export const ASCENT = { sans: 1.16, serif: 1.151 };
export const DESCENT = { sans: 0.288, serif: 0.286 };
