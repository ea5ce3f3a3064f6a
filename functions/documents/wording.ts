import type { Currency } from '../domain/money.ts';
import type { DocumentFacts } from './documents.ts';

/** What a document says in one language; the two languages have the same lines. */
export type Wording = {
  readonly receipt: string;
  readonly certificate: string;
  readonly demonstration: string;
  readonly demonstrationNote: string;
  readonly labels: {
    readonly number: string;
    readonly amount: string;
    readonly donor: string;
    readonly campaign: string;
    readonly purpose: string;
    readonly branch: string;
    readonly restricted: string;
    readonly message: string;
    readonly paidAt: string;
    readonly channel: string;
    readonly orderNo: string;
    readonly serial: string;
    readonly published: string;
    readonly publicRow: string;
    readonly fiscalBill: string;
    readonly code: string;
  };
  readonly anonymous: string;
  readonly fiscalBillNone: string;
  readonly notABill: string;
  readonly scan: string;
  readonly scanNote: string;
  readonly offline: { readonly title: string; readonly what: string; readonly warning: string };
  readonly published: (facts: DocumentFacts) => string;
  readonly time: (atMs: number) => string;
  readonly date: (atMs: number) => string;
  readonly currency: { readonly [currency in Currency]: string };
  readonly certify: (facts: DocumentFacts, amount: string) => string;
  readonly thanks: string;
  /** In its place where somebody is remembered: without celebration. */
  readonly remembering: string;
};
