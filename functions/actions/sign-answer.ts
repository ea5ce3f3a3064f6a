import type { NoteSigner } from '../deps.ts';
import { answerText, type DatedAnswer } from '../domain/dated-answer.ts';
import { formatNote, formatVerifierKey, signatureLine } from '../domain/ledger/note.ts';

/** What answering uses of the world besides `Deps`: the key of dated answers, another one than the log's. */
export type Answering = { readonly receipts: NoteSigner };

/** An answer, the signed note that whoever asked keeps, and the key by which it is judged. */
export type SignedAnswer<Answer extends DatedAnswer> = { readonly answer: Answer; readonly note: string; readonly key: string };

/** Signs a dated answer. */
export async function signAnswer<Answer extends DatedAnswer>({ receipts }: Answering, answer: Answer): Promise<SignedAnswer<Answer>> {
  const text = answerText(answer);
  const signature = await receipts.sign(new TextEncoder().encode(text));
  return { answer, note: formatNote(text, [signatureLine(receipts.key, signature)]), key: formatVerifierKey(receipts.key) };
}
