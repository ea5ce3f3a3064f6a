import { CERTIFICATE } from './certificate.ts';
import type { DocumentForm } from './document-form.ts';
import type { DocumentKind } from './documents.ts';
import { RECEIPT } from './receipt.ts';

/** The forms of what is handed out on the spot. */
export const FORMS: { readonly [kind in DocumentKind]: DocumentForm } = { receipt: RECEIPT, certificate: CERTIFICATE };
