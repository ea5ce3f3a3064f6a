import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signDigest } from './sign-digest.ts';

/** One request as it came: who signed it, what it asks, of which key or secret. */
export type KeyAsked = { readonly who: string; readonly operation: string; readonly of: string };

export type KeyStandIn = {
  readonly endpoint: string;
  readonly asked: KeyAsked[];
  readonly secrets: Map<string, string>;
  readonly logKeyId: string;
  readonly publicKey: KeyObject;
  /** The key that documents are signed with, on P-256 or RSA; may be replaced. */
  documentKey: KeyObject;
  /** Answers every signing with this one, if set. */
  signature: Uint8Array | undefined;
  readonly close: () => Promise<void>;
};

/** ARN under which the key of dated answers is known; it signs with a key of its own. */
export const RECEIPTS_KEY = 'arn:aws:kms:ap-southeast-1:111122223333:key/receipts';

/** ARN under which the key of documents is known. */
export const DOCUMENT_KEY = 'arn:aws:kms:ap-southeast-1:111122223333:key/documents';

/** KMS with one Ed25519 key and one for documents, which really sign, and Secrets Manager, on the loopback; `may` refuses with AccessDenied. */
export async function startKeys(may: (asked: KeyAsked) => boolean = () => true): Promise<KeyStandIn> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const receipts = generateKeyPairSync('ed25519');
  const asked: KeyAsked[] = [];
  const secrets = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const said = await readJson(request);
    const one = { who: whoOf(request), operation: String(request.headers['x-amz-target']), of: said.KeyId ?? said.SecretId ?? '' };
    asked.push(one);
    const documentKey = said.KeyId === DOCUMENT_KEY ? stand.documentKey : undefined;
    const answer = may(one)
      ? ((documentKey
          ? answerOfDocumentKey(one.operation, said, documentKey)
          : answerOf(one.operation, said, { ...(said.KeyId === RECEIPTS_KEY ? receipts : { publicKey, privateKey }), secrets })) ?? INVALID)
      : DENIED;
    const forged = stand.signature !== undefined && 'Signature' in answer ? { ...answer, Signature: Buffer.from(stand.signature).toString('base64') } : answer;
    response.writeHead('__type' in answer ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(forged));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stand: KeyStandIn = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    secrets,
    logKeyId: 'arn:aws:kms:ap-southeast-1:111122223333:key/log',
    publicKey,
    documentKey: generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey,
    signature: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
  return stand;
}

const DENIED = { __type: 'AccessDeniedException' };
const INVALID = { __type: 'ValidationException' };

type Said = {
  readonly KeyId?: string;
  readonly SecretId?: string;
  readonly Message?: string;
  readonly MessageType?: string;
  readonly SigningAlgorithm?: string;
};

function answerOf(operation: string, said: Said, keys: { publicKey: KeyObject; privateKey: KeyObject; secrets: Map<string, string> }): object | undefined {
  if (operation === 'TrentService.GetPublicKey') {
    const der = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    return { KeyId: said.KeyId, PublicKey: der, KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: ['ED25519_SHA_512'] };
  }
  if (operation === 'TrentService.Sign') {
    const message = Buffer.from(said.Message ?? '', 'base64');
    if (said.MessageType !== 'RAW' || said.SigningAlgorithm !== 'ED25519_SHA_512' || message.length === 0 || message.length > 4096) return undefined;
    return { KeyId: said.KeyId, Signature: sign(null, message, keys.privateKey).toString('base64'), SigningAlgorithm: said.SigningAlgorithm };
  }
  const secret = keys.secrets.get(said.SecretId ?? '');
  return secret === undefined ? { __type: 'ResourceNotFoundException' } : { ARN: said.SecretId, SecretString: secret };
}

/** What KMS asks of a digest: its length, and an algorithm that the key has (AWS KMS API reference, Sign). */
function answerOfDocumentKey(operation: string, said: Said, key: KeyObject): object | undefined {
  const [KeySpec, algorithm] = key.asymmetricKeyType === 'rsa' ? ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256'] : ['ECC_NIST_P256', 'ECDSA_SHA_256'];
  if (operation === 'TrentService.GetPublicKey') {
    const der = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
    return { KeyId: said.KeyId, PublicKey: der, KeySpec, KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: [algorithm] };
  }
  const digest = Buffer.from(said.Message ?? '', 'base64');
  if (operation !== 'TrentService.Sign' || said.MessageType !== 'DIGEST' || said.SigningAlgorithm !== algorithm || digest.length !== 32) return undefined;
  return { KeyId: said.KeyId, Signature: signDigest(digest, key).toString('base64'), SigningAlgorithm: algorithm };
}

async function readJson(request: IncomingMessage): Promise<Said> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return JSON.parse(Buffer.concat(pieces).toString('utf8'));
}

const whoOf = (request: IncomingMessage): string => /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
