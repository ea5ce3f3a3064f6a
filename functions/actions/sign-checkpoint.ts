import type { Deps } from '../deps.ts';
import { formatNote, signatureLine } from '../domain/ledger/note.ts';

/** Signs the text of a checkpoint with every key of its size: one, and two while the key is changed. */
export async function signCheckpoint({ signer }: Pick<Deps, 'signer'>, { text, size }: { readonly text: string; readonly size: number }): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const signers = [signer, ...(signer.also ?? []).filter(({ from }) => from <= size)];
  const lines = await Promise.all(signers.map(async (one) => signatureLine(one.key, await one.sign(bytes))));
  return new TextEncoder().encode(formatNote(text, lines));
}
