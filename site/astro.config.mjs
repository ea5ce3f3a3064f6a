import { readdir, rename } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'astro/config';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Posters carry `/d/<place>` without an ending, and no edge in China rewrites addresses. */
const posterAddresses = {
  name: 'poster-addresses',
  hooks: {
    'astro:build:done': async ({ dir }) => {
      const folder = fileURLToPath(new URL('d/', dir));
      for (const file of await readdir(folder)) await rename(folder + file, folder + file.replace(/\.html$/, ''));
    },
  },
};

export default defineConfig({
  root: here,
  srcDir: here,
  outDir: `${here}dist`,
  cacheDir: `${here}../node_modules/.cache/astro`,
  build: { format: 'file', inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  integrations: [posterAddresses],
  // Every script and style is a file, so that one header without exceptions covers every page. What loads scripts ahead weighs more than it saves.
  vite: { build: { assetsInlineLimit: 0, modulePreload: false } },
});
