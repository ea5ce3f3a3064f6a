import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Deps } from '../deps.ts';
import { requestCertificate } from '../documents/signature/certificate.ts';
import { formatChain, formatPem, readChain } from '../documents/signature/chain.ts';
import { demonstrationChain } from '../documents/signature/demonstration-chain.ts';
import type { DocumentSigner } from '../documents/signature/document-signer.ts';
import { type DocumentKey, openSigner } from '../documents/signature/open-signer.ts';
import { timeStamper } from '../documents/signature/time-stamp.ts';
import { clientBounds } from '../store/client-bounds.ts';

/** Names of KMS for what a document may be signed with; for both it takes the digest itself. */
const ALGORITHMS: { readonly [keySpec: string]: 'ECDSA_SHA_256' | 'RSASSA_PKCS1_V1_5_SHA_256' } = {
  ECC_NIST_P256: 'ECDSA_SHA_256',
  RSA_2048: 'RSASSA_PKCS1_V1_5_SHA_256',
  RSA_3072: 'RSASSA_PKCS1_V1_5_SHA_256',
  RSA_4096: 'RSASSA_PKCS1_V1_5_SHA_256',
};

/** A key that KMS never gives out; only digests leave the function. A signature that does not hold is thrown. */
export async function kmsDocumentKey(keyId: string): Promise<DocumentKey> {
  const sdk = await import('@aws-sdk/client-kms');
  const client = new sdk.KMSClient(clientBounds());
  const { PublicKey, KeySpec } = await client.send(new sdk.GetPublicKeyCommand({ KeyId: keyId }));
  const SigningAlgorithm = ALGORITHMS[KeySpec ?? ''];
  if (PublicKey === undefined || SigningAlgorithm === undefined) throw new TypeError(`documents cannot be signed with a key of the kind ${KeySpec}`);
  const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  return {
    publicKey,
    sign: async (message) => {
      const Message = createHash('sha256').update(message).digest();
      const { Signature } = await client.send(new sdk.SignCommand({ KeyId: keyId, Message, MessageType: 'DIGEST', SigningAlgorithm }));
      if (Signature === undefined || !verify('sha256', message, publicKey, Signature)) throw new Error('KMS answered with a signature that does not hold');
      return Signature;
    },
  };
}

type Needs = Pick<Deps, 'society' | 'privateFiles' | 'alarm'>;

/** Where the deployment put the key, the chain that came with the code (if any), and an authority for the time (if any). */
export type SignerSettings = { readonly keyId: string; readonly chainFile?: string | undefined; readonly timeStampUrl?: string | undefined };

/** Opens the signer of documents; throws the code of what is wrong with its chain, after it has laid down what an authority needs to issue one. */
export async function openDocumentSigner(deps: Needs, { keyId, chainFile, timeStampUrl }: SignerSettings): Promise<DocumentSigner> {
  const key = await kmsDocumentKey(keyId);
  const pem = chainFile === undefined ? await readOwnChain(deps, key) : await readFile(chainFile, 'utf8');
  const stamper = timeStampUrl === undefined ? {} : { stamper: timeStamper({ address: timeStampUrl, alarm: deps.alarm }) };
  const opened = openSigner(key, pem, { now: Date.now, alarm: deps.alarm, ...stamper });
  if (opened.ok) return opened.signer;
  if (opened.code === 'document_chain_missing') await layRequest(deps, key);
  throw new Error(opened.code);
}

async function layRequest({ society, privateFiles }: Needs, key: DocumentKey): Promise<void> {
  const algorithm = key.publicKey.asymmetricKeyType === 'rsa' ? 'rsa' : 'p256';
  const subject = { organisation: society.name.zh, name: society.name.zh };
  const request = await requestCertificate({ algorithm, sign: key.sign, publicKey: spkiOf(key), subject });
  const bytes = new TextEncoder().encode(formatPem('CERTIFICATE REQUEST', request));
  await privateFiles.put(REQUEST, bytes, { when: 'absent', contentType: 'application/x-pem-file' });
}

// Both lie among the documents, where this function may write.
const CHAIN = 'documents/demonstration-chain.pem';
const REQUEST = 'documents/document.csr';

const spkiOf = (key: DocumentKey): Uint8Array => key.publicKey.export({ format: 'der', type: 'spki' });

/** The demonstration vouches for itself, once for a key: of two functions that start together the first to store decides. */
async function readOwnChain(deps: Pick<Needs, 'society' | 'privateFiles'>, key: DocumentKey): Promise<string> {
  const { society, privateFiles } = deps;
  if (!society.demonstration) return '';
  const stored = await privateFiles.get(CHAIN);
  const pem = new TextDecoder().decode(stored?.bytes);
  if (readChain(pem, key.publicKey).ok) return pem;
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
  const made = formatChain(await demonstrationChain({ publicKey: spkiOf(key), society: society.name.zh, random }));
  const put = await privateFiles.put(CHAIN, new TextEncoder().encode(made), { when: stored ?? 'absent', contentType: 'application/x-pem-file' });
  return put.ok ? made : readOwnChain(deps, key);
}
