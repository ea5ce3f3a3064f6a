import type { Tag } from './tags.ts';

/** An element of the structure (ISO 32000-1, 14.8.4): one marked stretch of a page, or a table or row with what is in it. */
export type StructureNode =
  | { readonly page: number; readonly tag: Tag }
  | { readonly role: 'Table'; readonly section: string; readonly children: StructureNode[] }
  | { readonly role: 'TR'; readonly row: string; readonly children: StructureNode[] };

/**
 * What pages have marked, in the order in which it is read: page by page, each in the order of its sections, within which
 * marks keep theirs. Cells of a section that follow each other are a table, which a page of nothing else goes on with.
 */
export function structureOf(pages: readonly (readonly Tag[])[], order: readonly string[]): readonly StructureNode[] {
  const nodes: StructureNode[] = [];
  for (const [page, tags] of pages.entries()) {
    const read = tags.toSorted((left, right) => order.indexOf(left.section) - order.indexOf(right.section));
    for (const tag of read) {
      if (tag.row === undefined) nodes.push({ page, tag });
      else rowOf(tableOf(nodes, tag.section), tag.row).push({ page, tag });
    }
  }
  return nodes;
}

function tableOf(nodes: StructureNode[], section: string): StructureNode[] {
  const last = nodes.at(-1);
  if (last !== undefined && 'role' in last && last.role === 'Table' && last.section === section) return last.children;
  const table = { role: 'Table' as const, section, children: [] };
  nodes.push(table);
  return table.children;
}

function rowOf(table: StructureNode[], row: string): StructureNode[] {
  const last = table.at(-1);
  if (last !== undefined && 'role' in last && last.role === 'TR' && last.row === row) return last.children;
  const made = { role: 'TR' as const, row, children: [] };
  table.push(made);
  return made.children;
}

/** What a cell heads (14.8.5.7), and what stands for a figure. */
export function attributesOf({ role, heads, alt }: Tag, write: (text: string) => string): string {
  const scope = role === 'TH' && heads !== undefined ? `/A<</O/Table/Scope/${heads}>>` : '';
  return alt === undefined ? scope : `${scope}/Alt${write(alt)}`;
}
