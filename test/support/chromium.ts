import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How to start a browser: binary, flags and environment. */
export type Chromium = { readonly executablePath: string; readonly args: readonly string[]; readonly env: { readonly [name: string]: string } };

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
// Ours, and not the package's own: those switch off web security and site isolation, and tests would prove nothing.
const ARGS = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'];
const FONTS = ['noto-sans-sc/400Regular', 'noto-sans-sc/700Bold', 'noto-serif-sc/400Regular', 'noto-serif-sc/700Bold'];

/**
 * The Chromium that came with the packages, unpacked once beside them with the libraries and Chinese faces it needs,
 * so that a bare machine will do; `CHROMIUM_PATH` names another one, which then uses the machine's own libraries.
 */
export async function findChromium(): Promise<Chromium> {
  const folder = join(modules, '.cache', `chromium-${packagedVersion()}`);
  if (!existsSync(folder)) await unpack(folder);
  const env = { ...definedEnvironment(), FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  const own = process.env.CHROMIUM_PATH;
  if (own !== undefined && own !== '') return { executablePath: own, args: ARGS, env };
  return { executablePath: join(folder, 'chromium'), args: ARGS, env: { ...env, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') } };
}

function packagedVersion(): string {
  // The package hides its package.json behind `exports`.
  const described: unknown = JSON.parse(readFileSync(join(modules, '@sparticuz/chromium/package.json'), 'utf8'));
  if (typeof described === 'object' && described !== null && 'version' in described) return String(described.version);
  throw new Error('@sparticuz/chromium states no version');
}

/** Unpacks beside the final place and then moves, since another test process may be doing the same. */
async function unpack(folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = draft;
  try {
    const { default: chromium, inflate } = await import('@sparticuz/chromium');
    chromium.setGraphicsMode = false;
    await chromium.executablePath();
    await inflate(join(modules, '@sparticuz/chromium/bin/al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  writeFileSync(join(draft, 'fonts.conf'), fontsConf(folder));
  move(draft, folder);
}

function move(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

function fontsConf(folder: string): string {
  const folders = [...FONTS.map((font) => join(modules, '@expo-google-fonts', font)), join(folder, 'fonts')].map((font) => `<dir>${font}</dir>`);
  const alias = (generic: string, family: string) => `<alias binding="same"><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`;
  return [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    ...folders,
    alias('sans-serif', 'Noto Sans SC'),
    alias('serif', 'Noto Serif SC'),
    `<cachedir>${join(folder, 'fc-cache')}</cachedir></fontconfig>`,
  ].join('\n');
}

function definedEnvironment(): { [name: string]: string } {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
