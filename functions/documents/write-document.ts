// Draws a gift's own values over its template and writes the rest of the file behind it, in one pass (ISO 32000-1, 7.5).
import { createHash } from 'node:crypto';
import { attachmentsOf } from './carried-files.ts';
import type { Carried, DocumentFacts } from './documents.ts';
import { FORMS } from './forms.ts';
import { documentGlyphs } from './glyphs/drawn-glyphs.ts';
import { isInStores, laddersOf, openStores, type Stores, textsIn } from './glyphs/open-stores.ts';
import { attach } from './pdf/attachments.ts';
import { writeMetadata } from './pdf/metadata.ts';
import { writeCatalog, writePages } from './pdf/pages.ts';
import { beginFile, endFile, type PdfFile, reserve, writePacked } from './pdf/pdf-file.ts';
import { to } from './pdf/pdf-text.ts';
import { writeResources } from './pdf/resources.ts';
import { digestAround, fillHole, type Hole, writeSignature, writeSignatureField } from './pdf/signature-field.ts';
import { squeezeQuickly } from './pdf/squeeze.ts';
import { finishStructure, writeStructure } from './pdf/structure.ts';
import { makeSheet, type Sheet } from './sheet.ts';
import { cmsSize, makeCms } from './signature/cms.ts';
import { type Template, templateFor } from './template.ts';
import { EN } from './wording-en.ts';
import { ZH } from './wording-zh.ts';

/** Bytes that values, glyphs, codes and metadata seldom exceed; a file that needs more gets it. */
const ROOM = 16 * 1024;

/** Draws one document. The same facts and record give the same bytes, those of the signature excepted. */
export async function writeDocument(facts: DocumentFacts, carried: Carried): Promise<Uint8Array> {
  const stores = openStores();
  const template = templateFor(facts);
  const sheets = drawValues(facts, { template, stores, ladders: await laddersFor(facts, { template, stores }) });
  const file = beginFile(ROOM, template.beginning);
  const hole = await writeRest(file, { facts, carried, template, sheets });
  if (carried.signer !== undefined && hole !== undefined) {
    fillHole(file, hole, await makeCms(carried.signer, digestAround(file, hole, template.begun)));
  }
  return file.bytes.subarray(0, file.length);
}

/** HarfBuzz and its faces are loaded only where a text needs them. */
async function laddersFor(facts: DocumentFacts, { template, stores }: Omit<Ground, 'ladders'>): Promise<Ground['ladders']> {
  const { before } = template;
  if (textsIn(facts).every((text) => isInStores(text, stores))) return laddersOf(stores, { before });
  const { loadLadder } = await import('./faces.ts');
  const [sans, serif] = await Promise.all([loadLadder('sans'), loadLadder('serif')]);
  return laddersOf(stores, { shaped: { sans, serif }, before });
}

type Ground = { readonly template: Template; readonly stores: Stores; readonly ladders: ReturnType<typeof laddersOf> };

/** The values on sheets of their own, whose glyphs and shaped faces the pages share. */
function drawValues(facts: DocumentFacts, { template, stores, ladders }: Ground): readonly Sheet[] {
  const form = FORMS[facts.kind];
  const glyphs = documentGlyphs(Object.values(stores), template.fixed);
  const used: Sheet['used'] = new Map();
  const sheets = form.pages.map(({ width, height }, at): Sheet => {
    return { ...makeSheet(width, height, { glyphs, firstMark: template.tags[at]?.length ?? 0 }), used };
  });
  form.drawValues(sheets, ladders, facts);
  template.before = { sans: ladders.sans.set, serif: ladders.serif.set };
  return sheets;
}

type Drawn = { readonly facts: DocumentFacts; readonly carried: Carried; readonly template: Template; readonly sheets: readonly Sheet[] };

/** Everything behind the template; gives the place of the signature, which is empty still. */
async function writeRest(file: PdfFile, { facts, carried, template, sheets }: Drawn): Promise<Hole | undefined> {
  const { signer, record } = carried;
  const atMs = facts.publishedAtMs;
  const resources = await writeResources(file, { facts, record, template, sheets });
  const { pages } = template;
  const signature = signer === undefined ? undefined : reserve(file);
  const field = signature === undefined ? undefined : writeSignatureField(file, signature, pages[0] ?? 0);
  const structure = structureOf(file, { facts, template, sheets });
  const attachments = attach(file, attachmentsOf(facts, record), atMs);
  const { metadata, information } = writeMetadata(file, imprintOf(facts));
  const parent = writePages(file, { pages, sheets, contents: template.contents, resources, field });
  const catalog = writeCatalog(file, { parent, structure, attachments, metadata, colours: template.colours, field });
  const hole = signer === undefined || signature === undefined ? undefined : writeSignature(file, { number: signature, bytes: cmsSize(signer), atMs });
  const id = identifierOf(facts, record.entry);
  writePacked(file, squeezeQuickly);
  endFile(file, `/Root ${to(catalog)}/Info ${to(information)}/ID[<${id}><${id}>]`, squeezeQuickly);
  return hole;
}

/** The template's own structure, or another where the values are others than usual: a message, a wish. */
function structureOf(file: PdfFile, { facts, template, sheets }: Omit<Drawn, 'carried'>): number {
  const tags = template.pages.map((_, at) => [...(template.tags[at] ?? []), ...(sheets[at]?.tags ?? [])]);
  const pages = template.pages.map((page, at) => ({ page, tags: tags[at] ?? [] }));
  return finishStructure(file, template.structure, tags) ?? writeStructure(file, pages, FORMS[facts.kind].order);
}

function imprintOf(facts: DocumentFacts) {
  return {
    title: `${ZH[facts.kind]} ${EN[facts.kind]} ${facts.number}`,
    author: facts.society.name.zh,
    subject: facts.society.demonstration ? `${ZH.demonstration} ${EN.demonstration}` : facts.number,
    producer: `Daylight, template ${facts.template}`,
    atMs: facts.publishedAtMs,
  };
}

/** The same document has the same identifier (14.4), whenever it is drawn. */
function identifierOf({ number }: DocumentFacts, entry: Uint8Array): string {
  return createHash('sha256').update(number).update(entry).digest('hex').slice(0, 32);
}
