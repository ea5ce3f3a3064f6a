import type { DocumentFacts } from './documents.ts';
import type { Ladders } from './page-marks.ts';
import type { Pictures } from './picture.ts';
import type { Sheet } from './sheet.ts';

/**
 * One kind of document as a designer sees it. The form is drawn when the product is built and is the same for everybody;
 * the values are drawn over it for each gift. Both draw on the same pages, measured in points.
 */
export type DocumentForm = {
  readonly pages: readonly { readonly width: number; readonly height: number }[];
  /** Names of the sections in the order in which they are read. */
  readonly order: readonly string[];
  readonly drawForm: (sheets: readonly Sheet[], ladders: Ladders, given: { readonly demonstration: boolean; readonly pictures: Pictures }) => void;
  readonly drawValues: (sheets: readonly Sheet[], ladders: Ladders, facts: DocumentFacts) => void;
};
