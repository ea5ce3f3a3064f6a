import type { Dedication } from '../domain/dedication.ts';
import type { Money } from '../domain/money.ts';
import type { Bilingual } from '../domain/society.ts';
import type { DocumentSigner } from './signature/document-signer.ts';

export type DocumentKind = 'receipt' | 'certificate';

/** Who the document is made out to; an anonymous giver's `name` is not read, the certificate says 爱心人士. */
export type DocumentDonor = { readonly kind: 'person' | 'organisation' | 'anonymous'; readonly name: string };

/**
 * Everything a document says, frozen when the gift was settled; the same facts make the same bytes.
 * `number` is `R1-12345-K` or `C1-12345-K`, `index` the place in the log, `issue` the number of the daily disclosure.
 * `verifyUrl` goes into the QR code; `publicRow` is the row as the public reads it, in one line.
 */
export type DocumentFacts = {
  readonly kind: DocumentKind;
  readonly number: string;
  readonly recordNumber: string;
  readonly index: number;
  readonly issue: number;
  readonly society: {
    readonly name: Bilingual;
    readonly code: string;
    readonly contact: { readonly phone: string; readonly email: string; readonly address: Bilingual };
    readonly demonstration: boolean;
  };
  readonly donor: DocumentDonor;
  /** On certificates only. */
  readonly dedication?: Dedication;
  readonly money: Money;
  readonly paidAtMs: number;
  readonly publishedAtMs: number;
  readonly channel: Bilingual;
  readonly orderNo: string;
  readonly serial: string;
  readonly campaign: Bilingual;
  readonly purpose: Bilingual;
  readonly branch: Bilingual;
  readonly restricted?: string;
  readonly message?: string;
  readonly verifyUrl: string;
  readonly publicRow: string;
  /** State of the fiscal bill in words; 未申请 where absent. */
  readonly fiscalBill?: Bilingual;
  /** Version of the wording and layout; a document is never drawn again under another one. */
  readonly template: typeof TEMPLATE;
};

/** The version that is drawn now. */
export const TEMPLATE = 4 as const;

/**
 * What proves a document, attached to it byte for byte: the entry as the log's leaf has it, the opening of what this
 * document may open, and the proof as of the moment of drawing. `offline` is the text of the code on the certificate's second page.
 */
export type CarriedRecord = {
  readonly entry: Uint8Array;
  readonly opening: Uint8Array;
  readonly proof: Uint8Array;
  readonly offline?: string;
};

/** What goes into a document beside its facts; without a signer the document bears no signature. */
export type Carried = { readonly record: CarriedRecord; readonly signer?: DocumentSigner };

/**
 * Draws one document as PDF; rejects where a character has no glyph, so that nothing is ever drawn blank. The same facts and
 * record give the same bytes, those of the signature excepted.
 */
export type DrawDocument = (facts: DocumentFacts, carried: Carried) => Promise<Uint8Array>;

/** Draws a receipt or a certificate. Writer, stores and templates are opened at the first call and kept for the process. */
export const drawDocument: DrawDocument = async (facts, carried) => {
  writer ??= import('./write-document.ts');
  const { writeDocument } = await writer;
  return writeDocument(facts, carried);
};

let writer: Promise<typeof import('./write-document.ts')> | undefined;

/** The characters of a text that no face of ours can draw, each once; empty means that both documents can carry it. */
export async function uncoveredCharacters(text: string): Promise<readonly string[]> {
  const { uncovered } = await import('./faces.ts');
  return uncovered(text);
}

/** A page of a PDF as PNG, for browsers that show no PDF; `page` counts from 1, `width` is in pixels, 200 to 3000. */
export async function pictureOf(pdf: Uint8Array, options: { readonly page: number; readonly width: number }): Promise<Uint8Array> {
  const { renderPage } = await import('./render-page.ts');
  return renderPage(pdf, options);
}
