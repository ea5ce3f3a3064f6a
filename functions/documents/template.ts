// A template is the part of a document that is the same for everybody, already written as the beginning of a PDF file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentFacts, DocumentKind } from './documents.ts';
import { builtFolder } from './font-files.ts';
import { type FixedGlyphs, type FixedKeys, fixGlyphs } from './glyphs/drawn-glyphs.ts';
import type { SetBefore } from './glyphs/open-stores.ts';
import type { StoredFace } from './glyphs/quick-line.ts';
import type { Beginning, ObjectPlace } from './pdf/pdf-file.ts';
import { hashBeginning } from './pdf/signature-field.ts';
import type { FixedStructure } from './pdf/structure.ts';
import type { PictureName } from './picture.ts';
import type { Tag } from './tags.ts';

/** What the rest of a file must know of its beginning: numbers of objects, the fonts' glyphs, marks of each page's form. */
export type TemplateHead = {
  readonly places: readonly ObjectPlace[];
  readonly colours: number;
  readonly contents: readonly number[];
  /** Numbers that are promised to the pages. */
  readonly pages: readonly number[];
  readonly structure: FixedStructure;
  readonly fonts: { readonly [face in StoredFace['name']]?: number };
  readonly characters: number;
  /** The society's own pictures, where it has any. */
  readonly pictures: { readonly [name in PictureName]?: number };
  readonly keys: FixedKeys;
  readonly tags: readonly (readonly Tag[])[];
};

export type Template = Omit<TemplateHead, 'keys'> & {
  readonly fixed: FixedGlyphs;
  readonly beginning: Beginning;
  readonly begun: ReturnType<typeof hashBeginning>;
  /** What its last document was set from. */
  before: SetBefore | undefined;
};

/** What a template is made for: its form, and the society and campaign whose words its fonts hold. Any template can draw any gift; one for the same words makes a smaller file. */
export type TemplateUse = { readonly kind: DocumentKind; readonly demonstration: boolean; readonly words: string };

/** Name of a template's file. */
export const templateName = ({ kind, demonstration, words }: TemplateUse): string =>
  `${kind}${demonstration ? '-demonstration' : ''}${words === '' ? '' : `-${words}`}.template`;

/** Words of a gift that stand in a template's fonts, as a short name of theirs: FNV-1a of 53 bits' worth, which need not be kept from anybody. */
export function wordsOf({ society, campaign, purpose }: Pick<DocumentFacts, 'society' | 'campaign' | 'purpose'>): string {
  let [left, right] = [0x811c9dc5, 0x9dc5811c];
  for (const text of [society.name.zh, society.name.en, society.code, society.contact.address.zh, campaign.zh, campaign.en, purpose.zh, purpose.en]) {
    for (let at = 0; at < text.length; at++) {
      left = Math.imul(left ^ text.charCodeAt(at), 0x01000193);
      right = Math.imul(right ^ text.charCodeAt(at), 0x01000195);
    }
  }
  return (left >>> 0).toString(16).padStart(8, '0') + (right >>> 0).toString(16).padStart(8, '0');
}

const loaded = new Map<string, Template | undefined>();

/** More campaigns than are given to at once; each keeps its file and the words of one document. */
const LOADED_AT_MOST = 100;

/** The template for a gift's own words, or the plain one of its kind. */
export function templateFor(facts: DocumentFacts): Template {
  const { kind, society } = facts;
  const use = { kind, demonstration: society.demonstration, words: wordsOf(facts) };
  const template = load(templateName(use)) ?? load(templateName({ ...use, words: '' }));
  if (template === undefined) throw new Error('the templates have not been built');
  return template;
}

function load(name: string): Template | undefined {
  if (loaded.has(name)) return loaded.get(name);
  if (loaded.size >= LOADED_AT_MOST) loaded.clear();
  const template = readTemplate(name);
  loaded.set(name, template);
  return template;
}

function readTemplate(name: string): Template | undefined {
  try {
    return parseTemplate(readFileSync(join(builtFolder(), name)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The file of a template: length of its head, head as JSON, beginning of the PDF. */
export function formatTemplate(head: TemplateHead, beginning: Uint8Array): Uint8Array {
  const json = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, beginning]);
}

function parseTemplate(bytes: Buffer): Template {
  const length = bytes.readUInt32LE();
  const head: TemplateHead = JSON.parse(bytes.toString('utf8', 4, 4 + length));
  const beginning = bytes.subarray(4 + length);
  return { ...head, fixed: fixGlyphs(head.keys), beginning: { bytes: beginning, places: head.places }, begun: hashBeginning(beginning), before: undefined };
}
