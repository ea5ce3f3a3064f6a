import type { GivenLine } from '../../domain/entry-moves.ts';
import type { Bilingual } from '../../domain/society.ts';
import type { Day } from '../../domain/time.ts';
import type { DocumentDonor, DocumentFacts } from '../documents.ts';

/** What the acknowledgement of goods states, frozen with their entry; the same facts make the same bytes. */
export type GoodsFacts = {
  readonly number: string;
  readonly recordNumber: string;
  readonly issue: number;
  readonly society: DocumentFacts['society'];
  readonly donor: DocumentDonor;
  readonly on: Day;
  readonly publishedAtMs: number;
  readonly campaign: Bilingual;
  readonly branch: Bilingual;
  readonly place?: Bilingual;
  readonly restricted?: string;
  readonly message?: string;
  readonly lines: readonly GivenLine[];
  readonly verifyUrl: string;
};

/** Version of its wording and layout; one that was issued is never drawn again under another. */
export const GOODS_TEMPLATE = 2;
