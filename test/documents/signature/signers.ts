import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { formatChain } from '../../../functions/documents/signature/chain.ts';
import { demonstrationChain } from '../../../functions/documents/signature/demonstration-chain.ts';
import type { DocumentSigner, TimeStamper } from '../../../functions/documents/signature/document-signer.ts';
import { openSigner } from '../../../functions/documents/signature/open-signer.ts';
import { keyOf } from '../../../infra/local/document-keys.ts';

export const ALGORITHMS = ['p256', 'rsa'] as const;

export type TestSigner = { readonly signer: DocumentSigner; readonly root: Uint8Array };

/** A key of its own, made now, with the chain that the demonstration society would write for it. */
export async function makeSigner(algorithm: DocumentSigner['algorithm'], stamper?: TimeStamper): Promise<TestSigner> {
  const { privateKey } = algorithm === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = keyOf(privateKey);
  const publicKey = key.publicKey.export({ format: 'der', type: 'spki' });
  const chain = await demonstrationChain({ publicKey, society: '示范省示例公益会', random: randomBytes });
  const opened = openSigner(key, formatChain(chain), { now: Date.now, alarm: () => {}, ...(stamper === undefined ? {} : { stamper }) });
  const root = chain.at(-1);
  if (!opened.ok || root === undefined) throw new Error('the chain is not for its key');
  return { signer: opened.signer, root };
}
