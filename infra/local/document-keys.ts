import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { requestCertificate } from '../../functions/documents/signature/certificate.ts';
import { type ChainRefusal, formatChain, formatPem, readChain } from '../../functions/documents/signature/chain.ts';
import { demonstrationChain } from '../../functions/documents/signature/demonstration-chain.ts';
import type { DocumentSigner } from '../../functions/documents/signature/document-signer.ts';
import { type DocumentKey, openSigner, type SignerOptions } from '../../functions/documents/signature/open-signer.ts';
import type { Society } from '../../functions/domain/society.ts';
import { keepSecret } from './sandbox/signing.ts';

export type DocumentKeyOptions = SignerOptions & {
  readonly keyFile: (name: string) => string;
  readonly society: Pick<Society, 'demonstration' | 'name'>;
  /** The chain that an authority issued for the key, in PEM; without it the one beside the key. */
  readonly chainFile?: string | undefined;
  readonly random: (bytes: number) => Uint8Array;
};

export type OpenedFileSigner = { readonly ok: true; readonly signer: DocumentSigner } | { readonly ok: false; readonly code: ChainRefusal };

/**
 * Signs documents with `document.key` (PKCS #8, mode 0600; made on P-256 at the first start, an RSA key put there is
 * taken as well). The demonstration society vouches for itself, and anew for another key; another one finds `document.csr` there and takes it to
 * an authority.
 */
export async function fileDocumentSigner(options: DocumentKeyOptions): Promise<OpenedFileSigner> {
  const { keyFile, society } = options;
  const isNew = !existsSync(keyFile('document.key'));
  const key = keyOf(openKey(keyFile('document.key')));
  const file = options.chainFile ?? keyFile('document-chain.pem');
  if (!society.demonstration && (isNew || !existsSync(keyFile('document.csr')))) await writeRequest(key, options);
  const vouches = society.demonstration && options.chainFile === undefined;
  if (vouches && !readChain(readIfThere(file), key.publicKey).ok) await vouch(key, file, options);
  return openSigner(key, readIfThere(file), options);
}

/** A private key in this process as a key that documents are signed with. */
export function keyOf(privateKey: KeyObject): DocumentKey {
  return { publicKey: createPublicKey(privateKey), sign: async (message) => sign('sha256', message, privateKey) };
}

function openKey(file: string): KeyObject {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    keepSecret(file, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  }
  return createPrivateKey(readFileSync(file));
}

const readIfThere = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

const spkiOf = (key: DocumentKey): Uint8Array => key.publicKey.export({ format: 'der', type: 'spki' });

/** Only a demonstration vouches for itself: a document of a real society says who does. */
async function vouch(key: DocumentKey, file: string, { society, random }: DocumentKeyOptions): Promise<void> {
  keepSecret(file, formatChain(await demonstrationChain({ publicKey: spkiOf(key), society: society.name.zh, random })));
}

async function writeRequest(key: DocumentKey, { society, keyFile }: DocumentKeyOptions): Promise<void> {
  const algorithm = key.publicKey.asymmetricKeyType === 'rsa' ? 'rsa' : 'p256';
  const subject = { organisation: society.name.zh, name: society.name.zh };
  writeFileSync(
    keyFile('document.csr'),
    formatPem('CERTIFICATE REQUEST', await requestCertificate({ algorithm, sign: key.sign, publicKey: spkiOf(key), subject })),
  );
}
