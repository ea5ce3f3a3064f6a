import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { ASSETS } from '../functions/documents/font-files.ts';
import { openApiDocument } from '../functions/http/openapi-document.ts';
import { bundleDocuments } from './build-documents.ts';
import { type FunctionDesign, TOPOLOGY } from './topology.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Folder of the bundles, unless another is asked for. */
export const BUNDLES = join(ROOT, 'infra/out');

/** Profile of the demonstration society, which is bundled where a deployment names no other. */
export const DEMONSTRATION = join(ROOT, 'site/society/demonstration.json');

// Modules of packages that look for their WebAssembly beside themselves, which after bundling is beside the chunk.
const BESIDE: { readonly [moduleOfPackage: string]: string } = {
  'node_modules/harfbuzzjs/dist/harfbuzz.js': 'harfbuzzjs/dist/harfbuzz.wasm',
  'node_modules/@hyzyla/pdfium/dist/index.esm.js': '@hyzyla/pdfium/pdfium.wasm',
};

// Packages that still call `require` find none in an ES module.
const BANNER = "import{createRequire as __requireOf}from'node:module';const require=__requireOf(import.meta.url);";

/** Puts the description of the interface in the place of its generator: it is made now, once, and no function carries what makes it. */
const DESCRIBED: Plugin = {
  name: 'openapi-document',
  setup: (build) => {
    build.onLoad({ filter: /\/functions\/http\/openapi-document\.ts$/ }, () => ({
      contents: `export const openApiDocument = () => (${JSON.stringify(openApiDocument())});`,
      loader: 'js',
    }));
  },
};

export type Bundle = { readonly name: string; readonly entry: string; readonly folder: string; readonly metafile: Metafile };

export type BundleOptions = {
  readonly outDir?: string;
  /** The society's profile, which every function finds as `society.json`. */
  readonly profile?: string;
  /** Chain of certificates (PEM) of the key that signs documents, which whoever draws finds as `document-chain.pem`. */
  readonly documentChain?: string;
  readonly functions?: readonly Pick<FunctionDesign, 'name' | 'entry' | 'draws'>[];
};

/** Bundles every function of the topology into a folder of its own, ready to be uploaded; what lay there before is gone. */
export async function bundleFunctions({
  outDir = BUNDLES,
  profile = DEMONSTRATION,
  documentChain,
  functions = TOPOLOGY,
}: BundleOptions = {}): Promise<readonly Bundle[]> {
  return Promise.all(
    functions.map(async ({ name, entry, draws }) => {
      const folder = join(outDir, name);
      await rm(folder, { recursive: true, force: true });
      const metafile = await bundle(join(ROOT, entry), folder);
      await copyFile(profile, join(folder, 'society.json'));
      if (draws && documentChain !== undefined) await copyFile(documentChain, join(folder, 'document-chain.pem'));
      await copyAssets(metafile, folder);
      if (draws) await copyFonts(join(folder, 'fonts'), profile);
      await writeFile(join(outDir, `${name}.meta.json`), JSON.stringify(metafile));
      return { name, entry, folder, metafile };
    }),
  );
}

/** With splitting, what is imported lazily stays lazy: a single file would be read whole before the first answer. */
async function bundle(entry: string, folder: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { index: entry },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    charset: 'utf8',
    minify: true,
    // Kept on the machine that built, to read stack traces with; the archive leaves them out.
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    banner: { js: BANNER },
    plugins: [DESCRIBED],
    metafile: true,
    logLevel: 'error',
  });
  return metafile;
}

async function copyAssets(metafile: Metafile, folder: string): Promise<void> {
  const beside = Object.entries(BESIDE).filter(([module]) => module in metafile.inputs);
  for (const [, wasm] of beside) await copyFile(fileOf(wasm), join(folder, basename(wasm)));
}

/** Faces for what needs shaping, stores and templates for everything else. */
async function copyFonts(folder: string, profile: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const asset of ASSETS) await copyFile(fileOf(asset), join(folder, basename(asset)));
  await bundleDocuments(folder, profile);
}

function fileOf(specifier: string): string {
  return fileURLToPath(import.meta.resolve(specifier));
}

/** Bytes of code that are read and evaluated before a bundle's handler can be called: its entry and all it imports statically. */
export function bytesBeforeFirstAnswer(metafile: Metafile, entry: string): number {
  const first = Object.keys(metafile.outputs).find((output) => metafile.outputs[output]?.entryPoint === entry);
  if (first === undefined) throw new RangeError(`no bundle of ${entry}`);
  const read = new Set([first]);
  for (const output of read) {
    for (const { path, kind, external } of metafile.outputs[output]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) read.add(path);
    }
  }
  return [...read].reduce((sum, output) => sum + (metafile.outputs[output]?.bytes ?? 0), 0);
}
