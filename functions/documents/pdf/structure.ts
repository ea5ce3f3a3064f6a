// Writes the structure of a document, which tells readers what is a heading and in which order all is read (ISO 32000-1, 14.7 and 14.8).
import { attributesOf, type StructureNode, structureOf } from '../structure-tree.ts';
import type { Tag } from '../tags.ts';
import { type PdfFile, packObject, reserve } from './pdf-file.ts';
import { textString, to } from './pdf-text.ts';

/** The tags of one page, and the page's own number. */
export type TaggedPage = { readonly page: number; readonly tags: readonly Tag[] };

type Writing = { readonly file: PdfFile; readonly pages: readonly TaggedPage[]; readonly byMark: string[][] };

/** Writes the tree and gives the number of its root. `order` names the sections as they are read; within one, tags keep their order. */
export function writeStructure(file: PdfFile, pages: readonly TaggedPage[], order: readonly string[]): number {
  const [root, whole] = [reserve(file), reserve(file)];
  const writing = { file, pages, byMark: pages.map((): string[] => []) };
  const nodes = structureOf(
    pages.map(({ tags }) => tags),
    order,
  );
  const children = nodes.map((node) => writeNode(writing, node, whole));
  packObject(file, `<</S/Document/P ${to(root)}/K[${children.join(' ')}]>>`, whole);
  // The tree from marks back to elements (14.7.4.4): one list for each page, whose key stands on the page.
  const parents = writing.byMark.map((elements, at) => `${at}[${elements.join(' ')}]`);
  return packObject(file, `<</Type/StructTreeRoot/K ${to(whole)}/ParentTree<</Nums[${parents.join('')}]>>/ParentTreeNextKey ${pages.length}>>`, root);
}

function writeNode(writing: Writing, node: StructureNode, parent: number): string {
  const { file, pages, byMark } = writing;
  if ('role' in node) {
    const number = reserve(file);
    const children = node.children.map((child) => writeNode(writing, child, number));
    return to(packObject(file, `<</S/${node.role}/P ${to(parent)}/K[${children.join(' ')}]>>`, number));
  }
  const { page, tag } = node;
  const place = `/P ${to(parent)}/Pg ${to(pages[page]?.page ?? 0)}/K ${tag.mark}`;
  const element = to(packObject(file, `<</S/${tag.role}${place}${attributesOf(tag, textString)}>>`));
  const elements = byMark[page];
  if (elements !== undefined) elements[tag.mark] = element;
  return element;
}
