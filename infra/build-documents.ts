import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadFace } from '../functions/documents/faces.ts';
import { FACES, readFace } from '../functions/documents/font-files.ts';
import { openGlyphStore } from '../functions/documents/glyphs/glyph-store.ts';
import { makeGlyphStore } from '../functions/documents/glyphs/make-glyph-store.ts';
import { STORED, type Stores, storeName } from '../functions/documents/glyphs/open-stores.ts';
import { makeTemplates } from '../functions/documents/make-templates.ts';
import { PICTURES, type Picture, type PictureName, type Pictures } from '../functions/documents/picture.ts';
import { readPicture } from '../functions/documents/read-picture.ts';
import type { Society } from '../functions/domain/society.ts';
import { checkSociety } from '../functions/domain/society-rules.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, 'node_modules/.cache/drawing');
const SOURCES = join(ROOT, 'functions/documents');

/** Profile of the demonstration society. */
const DEMONSTRATION = join(ROOT, 'site/society/demonstration.json');

/**
 * Makes what documents are drawn with, unless the last build came from the same sources and profile: stores of the faces'
 * glyphs, and the templates of a society. The same sources give the same bytes.
 */
export async function buildDocuments(societyFile = DEMONSTRATION): Promise<void> {
  const profile = await readProfile(societyFile);
  await buildStores();
  await unlessMade('templates', await digestOf(['.'], profile.bytes), () => putTemplates(CACHE, profile));
}

/** Brings the same into the folder of a bundle, for the society of its profile. */
export async function bundleDocuments(folder: string, societyFile: string): Promise<void> {
  await buildStores();
  for (const face of STORED) await copyFile(join(CACHE, storeName(face)), join(folder, storeName(face)));
  await putTemplates(folder, await readProfile(societyFile));
}

async function buildStores(): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  await unlessMade('stores', await digestOf(['glyphs', 'punctuation.ts', 'traits.ts', 'font-files.ts']), putStores);
}

/** A part is marked as made when all of it is there; a run that was killed is done again. */
async function unlessMade(part: string, digest: string, make: () => Promise<void>): Promise<void> {
  const mark = join(CACHE, `${part}.digest`);
  if ((await readFile(mark, 'utf8').catch(() => '')) === digest) return;
  await make();
  await put(CACHE, `${part}.digest`, Buffer.from(digest));
}

async function putStores(): Promise<void> {
  for (const face of STORED) {
    const isWanted = face === 'korean' ? (character: string) => /[\uac00-\ud7a3]/.test(character) : () => true;
    await put(CACHE, storeName(face), makeGlyphStore(await loadFace(face), await readFace(face), isWanted));
  }
}

/** A society with the pictures that lie beside its profile, and the bytes of all of it. */
type Profile = { readonly society: Society; readonly pictures: Pictures; readonly bytes: Uint8Array };

async function readProfile(societyFile: string): Promise<Profile> {
  const profile = await readFile(societyFile);
  const check = checkSociety(JSON.parse(profile.toString()));
  if (!check.ok) throw new Error(`the profile cannot be used: ${check.errors.map(({ field, problem }) => `${field} ${problem}`).join('; ')}`);
  const { brand = {} } = check.society;
  const pictures: { [name in PictureName]?: Picture } = {};
  const bytes = [profile];
  for (const name of PICTURES) {
    const file = brand[name];
    if (file === undefined) continue;
    const png = await readFile(join(dirname(societyFile), file));
    pictures[name] = readPicture(png);
    bytes.push(png);
  }
  return { society: check.society, pictures, bytes: Buffer.concat(bytes) };
}

async function putTemplates(folder: string, { society, pictures }: Profile): Promise<void> {
  const open = (name: keyof Stores) => ({ name, store: openGlyphStore(join(CACHE, storeName(name))) });
  const templates = await makeTemplates(society, { sans: open('sans'), serif: open('serif'), korean: open('korean') }, pictures);
  const kept = new Set(templates.map(({ name }) => name));
  for (const { name, bytes } of templates) await put(folder, name, bytes);
  const old = (await readdir(folder)).filter((name) => name.endsWith('.template') && !kept.has(name));
  for (const name of old) await rm(join(folder, name), { force: true });
}

/** Puts a file in its place as a whole, since another process may be reading the last one or making the same. */
async function put(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const draft = join(folder, `${name}.${process.pid}`);
  await writeFile(draft, bytes);
  await rename(draft, join(folder, name));
}

/** Digest of sources, of the versions of the fonts and of what else goes in. */
async function digestOf(sources: readonly string[], more: Uint8Array = new Uint8Array()): Promise<string> {
  const hash = createHash('sha256').update(more);
  for (const font of Object.values(FACES)) hash.update(await readFile(join(ROOT, 'node_modules', font.split('/').slice(0, 2).join('/'), 'package.json')));
  const lists = await Promise.all(sources.map((source) => listSources(join(SOURCES, source))));
  for (const file of lists.flat().sort()) hash.update(basename(file)).update(await readFile(file));
  return hash.digest('hex');
}

async function listSources(path: string): Promise<readonly string[]> {
  if (path.endsWith('.ts')) return [path];
  const files = await readdir(path, { withFileTypes: true, recursive: true });
  return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildDocuments(process.env.SOCIETY_FILE);
}
