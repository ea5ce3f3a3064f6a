// Writes the structure of a document, which tells readers what is a heading and in which order all is read (ISO 32000-1, 14.7 and 14.8).
import { attributesOf, type StructureNode, structureOf } from '../structure-tree.ts';
import type { Tag } from '../tags.ts';
import { type PdfFile, packObject, reserve } from './pdf-file.ts';
import { textString, to } from './pdf-text.ts';

/** The tags of one page, and the page's own number. */
export type TaggedPage = { readonly page: number; readonly tags: readonly Tag[] };

/** An element whose words differ from document to document: its page and mark, the number that it was promised, what its dictionary begins with. */
export type OpenElement = { readonly page: number; readonly mark: number; readonly number: number; readonly start: string };

/** The structure that nearly every document of a template has, written with it: its root, the tags it is for, and what is still to be said. */
export type FixedStructure = { readonly root: number; readonly tags: readonly (readonly Tag[])[]; readonly open: readonly OpenElement[] };

type Writing = {
  readonly file: PdfFile;
  readonly pages: readonly TaggedPage[];
  readonly byMark: string[][];
  /** Where elements are gathered that wait for their words; absent where all have them. */
  readonly open?: OpenElement[];
};

/** Writes the tree and gives the number of its root. `order` names the sections as they are read; within one, tags keep their order. */
export function writeStructure(file: PdfFile, pages: readonly TaggedPage[], order: readonly string[]): number {
  return writeTree({ file, pages, byMark: pages.map(() => []) }, order);
}

/** Writes the tree of a template, whose figures among the values get their words document by document. */
export function writeFixedStructure(file: PdfFile, pages: readonly TaggedPage[], order: readonly string[]): FixedStructure {
  const open: OpenElement[] = [];
  const root = writeTree({ file, pages, byMark: pages.map(() => []), open }, order);
  return { root, tags: pages.map(({ tags }) => tags), open };
}

/** Says in the tree of a template what this document's figures stand for, and gives its root; nothing where the document is tagged otherwise. */
export function finishStructure(file: PdfFile, { root, tags, open }: FixedStructure, pages: readonly (readonly Tag[])[]): number | undefined {
  const isFor = tags.every((own, page) => own.length === pages[page]?.length && own.every((tag, at) => isAlike(tag, pages[page]?.[at])));
  if (!isFor || tags.length !== pages.length) return undefined;
  for (const { page, mark, number, start } of open) {
    const tag = pages[page]?.[mark];
    if (tag !== undefined) packObject(file, `${start}${attributesOf(tag, textString)}>>`, number);
  }
  return root;
}

const isAlike = (one: Tag, other: Tag | undefined): boolean =>
  other !== undefined &&
  one.mark === other.mark &&
  one.role === other.role &&
  one.section === other.section &&
  one.row === other.row &&
  one.heads === other.heads &&
  (one.alt === undefined) === (other.alt === undefined);

function writeTree(writing: Writing, order: readonly string[]): number {
  const { file, pages, byMark } = writing;
  const [root, whole] = [reserve(file), reserve(file)];
  const nodes = structureOf(
    pages.map(({ tags }) => tags),
    order,
  );
  const children = nodes.map((node) => writeNode(writing, node, whole));
  packObject(file, `<</S/Document/P ${to(root)}/K[${children.join(' ')}]>>`, whole);
  // The tree from marks back to elements (14.7.4.4): one list for each page, whose key stands on the page.
  const parents = byMark.map((elements, at) => `${at}[${elements.join(' ')}]`);
  return packObject(file, `<</Type/StructTreeRoot/K ${to(whole)}/ParentTree<</Nums[${parents.join('')}]>>/ParentTreeNextKey ${pages.length}>>`, root);
}

function writeNode(writing: Writing, node: StructureNode, parent: number): string {
  const { file, pages, byMark, open } = writing;
  const number = reserve(file);
  if ('role' in node) {
    const children = node.children.map((child) => writeNode(writing, child, number));
    return to(packObject(file, `<</S/${node.role}/P ${to(parent)}/K[${children.join(' ')}]>>`, number));
  }
  const { page, tag } = node;
  const start = `<</S/${tag.role}/P ${to(parent)}/Pg ${to(pages[page]?.page ?? 0)}/K ${tag.mark}`;
  if (open !== undefined && tag.alt !== undefined) open.push({ page, mark: tag.mark, number, start });
  else packObject(file, `${start}${attributesOf(tag, textString)}>>`, number);
  const elements = byMark[page];
  if (elements !== undefined) elements[tag.mark] = to(number);
  return to(number);
}
