// Writes the structure of a document, which tells readers what is a heading and in which order all is read (ISO 32000-1, 14.7 and 14.8).
import type { Tag } from '../tags.ts';
import { type PdfFile, packObject, reserve } from './pdf-file.ts';
import { textString, to } from './pdf-text.ts';

/** The tags of one page, and the page's own number. */
export type TaggedPage = { readonly page: number; readonly tags: readonly Tag[] };

/** Writes the tree and gives the number of its root. `order` names the sections as they are read; within one, tags keep their order. */
export function writeStructure(file: PdfFile, pages: readonly TaggedPage[], order: readonly string[]): number {
  const [root, whole] = [reserve(file), reserve(file)];
  const children: string[] = [];
  const parents: string[] = [];
  for (const [at, { page, tags }] of pages.entries()) {
    const byMark: string[] = [];
    for (const tag of inOrder(tags, order)) {
      const alt = tag.alt === undefined ? '' : `/Alt${textString(tag.alt)}`;
      const element = to(packObject(file, `<</S/${tag.role}/P ${to(whole)}/Pg ${to(page)}/K ${tag.mark}${alt}>>`));
      byMark[tag.mark] = element;
      children.push(element);
    }
    parents.push(`${at}[${byMark.join(' ')}]`);
  }
  packObject(file, `<</S/Document/P ${to(root)}/K[${children.join(' ')}]>>`, whole);
  // The tree from marks back to elements (14.7.4.4): one list for each page, whose key stands on the page.
  return packObject(file, `<</Type/StructTreeRoot/K ${to(whole)}/ParentTree<</Nums[${parents.join('')}]>>/ParentTreeNextKey ${pages.length}>>`, root);
}

function inOrder(tags: readonly Tag[], order: readonly string[]): readonly Tag[] {
  return tags.toSorted((left, right) => order.indexOf(left.section) - order.indexOf(right.section));
}
