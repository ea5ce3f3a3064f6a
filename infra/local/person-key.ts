import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { encodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import { keyName, keyRequest, type Signed, type StaffRole, type StaffStatement, statementBytes, toSign } from '../../functions/domain/staff-statement.ts';
import { keepSecret } from './sandbox/signing.ts';

/** A person's own key, opened on that person's machine; `name` is the public key as statements write it. */
export type PersonKey = { readonly name: string; readonly privateKey: KeyObject };

/** What a person hands to those who enrol the key: nothing in it is secret. */
export type KeyRequest = { readonly key: string; readonly person: string; readonly role: StaffRole; readonly own: string };

/** Makes a key in a file that there is not yet (PKCS #8 in PEM, mode 0600), under a pass-phrase if one is given; nothing where the file is there. */
export function makePersonKey(file: string, passPhrase: string): PersonKey | undefined {
  if (existsSync(file)) return undefined;
  const { privateKey } = generateKeyPairSync('ed25519');
  const sealed = passPhrase === '' ? {} : { cipher: 'aes-256-cbc', passphrase: passPhrase };
  keepSecret(file, privateKey.export({ format: 'pem', type: 'pkcs8', ...sealed }).toString());
  return personKey(privateKey);
}

/** Opens a person's key, asking for its pass-phrase where it has one; nothing where it does not open. */
export async function openPersonKey(file: string): Promise<PersonKey | undefined> {
  try {
    const pem = readFileSync(file, 'utf8');
    return personKey(createPrivateKey(pem.includes('ENCRYPTED') ? { key: pem, passphrase: await readPassPhrase() } : pem));
  } catch {
    return undefined; // no such file, no key, another pass-phrase
  }
}

/** Signs a statement. */
export function signStatement({ name, privateKey }: PersonKey, statement: StaffStatement): Signed {
  const bytes = statementBytes(statement);
  return { bytes, key: name, signature: new Uint8Array(sign(null, toSign(bytes), privateKey)) };
}

/** Writes what others enrol a key with. */
export function requestFor({ name, privateKey }: PersonKey, who: { readonly person: string; readonly role: StaffRole }): KeyRequest {
  const request = { key: name, ...who };
  return { ...request, own: encodeBase64Url(new Uint8Array(sign(null, toSign(keyRequest(request)), privateKey))) };
}

/** A signed statement as JSON. */
export const signedJson = ({ bytes, key, signature }: Signed) => ({ bytes: encodeBase64Url(bytes), key, signature: encodeBase64Url(signature) });

/** The pass-phrase from `KEY_PASS_PHRASE`, or from whoever sits here, who does not see it; empty where nobody does. */
export async function readPassPhrase(): Promise<string> {
  const given = process.env.KEY_PASS_PHRASE;
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) return '';
  process.stderr.write('口令 Pass-phrase: ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  const said = await new Promise<string>((resolve) => lines.question('', resolve));
  lines.close();
  process.stderr.write('\n');
  return said;
}

function personKey(privateKey: KeyObject): PersonKey {
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('a person signs with Ed25519');
  return { name: keyName(new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32))), privateKey };
}
