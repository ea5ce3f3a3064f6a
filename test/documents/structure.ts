import { PDFArray, PDFDict, type PDFDocument, PDFName, PDFNumber } from 'pdf-lib';

/** An element of a document's structure as a reader meets it; `mark` is where it is on which page. */
export type Element = { readonly role: string; readonly mark?: string; readonly alt: boolean; readonly scope?: string; readonly children: readonly Element[] };

/** The elements of a PDF below its `Document`, in the order in which they are read; throws where parents and children contradict each other. */
export function elementsOf(document: PDFDocument): readonly Element[] {
  const root = document.catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict);
  const whole = root.lookup(PDFName.of('K'), PDFDict);
  const parents = root.lookup(PDFName.of('ParentTree'), PDFDict).lookup(PDFName.of('Nums'), PDFArray);
  return childrenOf(document, whole, parents);
}

function childrenOf(document: PDFDocument, parent: PDFDict, parents: PDFArray): readonly Element[] {
  const children = parent.lookup(PDFName.of('K'), PDFArray).asArray();
  return children.map((reference) => {
    const element = document.context.lookup(reference, PDFDict);
    if (element.lookup(PDFName.of('P'), PDFDict) !== parent) throw new Error('an element has another parent');
    return elementOf(document, { element, reference: String(reference), parents });
  });
}

function elementOf(document: PDFDocument, { element, reference, parents }: { element: PDFDict; reference: string; parents: PDFArray }): Element {
  const [role, alt] = [String(element.get(PDFName.of('S'))), element.has(PDFName.of('Alt'))];
  const kid = element.lookup(PDFName.of('K'));
  if (!(kid instanceof PDFNumber)) return { role, alt, children: childrenOf(document, element, parents) };
  const page = document.getPages().findIndex(({ ref }) => ref === element.get(PDFName.of('Pg')));
  const listed = parents.lookup(2 * page + 1, PDFArray).get(kid.asNumber());
  if (String(listed) !== reference) throw new Error(`mark ${kid} of page ${page} leads elsewhere`);
  const attributes = element.lookupMaybe(PDFName.of('A'), PDFDict);
  const scope = attributes === undefined ? {} : { scope: String(attributes.get(PDFName.of('Scope'))) };
  return { role, alt, mark: `${page} ${kid}`, ...scope, children: [] };
}

/** Elements without children, in order. */
export const leavesOf = (elements: readonly Element[]): readonly Element[] =>
  elements.flatMap((element) => (element.mark === undefined ? leavesOf(element.children) : [element]));
