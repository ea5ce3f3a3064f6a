// Writes the structure of a book whose pages were marked (ISO 32000-1, 14.7); a book without marks has none, and the same bytes as ever.
import { type PDFDocument, PDFHexString, PDFName, type PDFPage, type PDFRef, PDFString } from 'pdf-lib';
import { type StructureNode, structureOf } from '../structure-tree.ts';
import type { Tag } from '../tags.ts';

/** What every page has marked, and the names of its sections in the order in which they are read. */
export type BookTags = { readonly pages: readonly (readonly Tag[])[]; readonly order: readonly string[] };

type Writing = { readonly document: PDFDocument; readonly pages: readonly PDFPage[]; readonly byMark: PDFRef[][] };

/** Adds the tree to a document whose pages are there. */
export function writeBookStructure(document: PDFDocument, { pages: tags, order }: BookTags): void {
  const { context, catalog } = document;
  const writing = { document, pages: document.getPages(), byMark: tags.map((): PDFRef[] => []) };
  const [root, whole] = [context.nextRef(), context.nextRef()];
  const children = structureOf(tags, order).map((node) => writeNode(writing, node, whole));
  context.assign(whole, context.obj({ S: 'Document', P: root, K: children }));
  const parents = writing.byMark.flatMap((elements, at) => [at, context.obj(elements)]);
  context.assign(
    root,
    context.obj({ Type: 'StructTreeRoot', K: whole, ParentTree: context.obj({ Nums: context.obj(parents) }), ParentTreeNextKey: tags.length }),
  );
  catalog.set(PDFName.of('StructTreeRoot'), root);
  catalog.set(PDFName.of('MarkInfo'), context.obj({ Marked: true }));
  for (const [at, page] of writing.pages.entries()) {
    page.node.set(PDFName.of('StructParents'), context.obj(at));
    page.node.set(PDFName.of('Tabs'), PDFName.of('S'));
  }
}

function writeNode(writing: Writing, node: StructureNode, parent: PDFRef): PDFRef {
  const { context } = writing.document;
  if ('role' in node) {
    const own = context.nextRef();
    const children = node.children.map((child) => writeNode(writing, child, own));
    context.assign(own, context.obj({ S: node.role, P: parent, K: children }));
    return own;
  }
  const { page, tag } = node;
  const { role, mark, alt, heads } = tag;
  const element = context.obj({ S: role, P: parent, K: mark });
  const own = writing.pages[page]?.ref;
  if (own !== undefined) element.set(PDFName.of('Pg'), own);
  if (heads !== undefined) element.set(PDFName.of('A'), context.obj({ O: 'Table', Scope: heads }));
  if (alt !== undefined) element.set(PDFName.of('Alt'), /^[ -~]*$/.test(alt) ? PDFString.of(alt) : PDFHexString.fromText(alt));
  const written = context.register(element);
  const elements = writing.byMark[page];
  if (elements !== undefined) elements[mark] = written;
  return written;
}
