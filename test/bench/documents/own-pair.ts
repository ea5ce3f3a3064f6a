import { createPrivateKey } from 'node:crypto';
import { type DocumentFacts, drawDocument } from '../../../functions/documents/documents.ts';
import { openSigner } from '../../../functions/documents/signature/open-signer.ts';
import { keyOf } from '../../../infra/local/document-keys.ts';

/** A document's facts and what it carries, as they cross from one process to another. */
export type OwnGift = {
  readonly facts: DocumentFacts;
  readonly record: { readonly [part in 'entry' | 'opening' | 'proof']: string } & { readonly offline?: string };
};
export type OwnPair = { readonly receipt: OwnGift; readonly certificate: OwnGift };

/** Opens the signer and gives what draws and signs both documents of a gift. */
export function openOwn({ key, chain }: { readonly key: string; readonly chain: readonly string[] }): (pair: OwnPair) => Promise<readonly Uint8Array[]> {
  const opened = openSigner(keyOf(createPrivateKey(key)), chain.join('\n'), { now: Date.now, alarm: () => {} });
  if (!opened.ok) throw new Error(opened.code);
  const draw = ({ facts, record: { entry, opening, proof, ...more } }: OwnGift) =>
    drawDocument(facts, { signer: opened.signer, record: { entry: bytes(entry), opening: bytes(opening), proof: bytes(proof), ...more } });
  return async ({ receipt, certificate }) => [await draw(receipt), await draw(certificate)];
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
