import { generateKeyPairSync, sign } from 'node:crypto';
import { type Issuer, issueCertificate, type Subject } from './certificate.ts';

const UNIT = '演示，无法律效力 · demonstration without legal effect';
const VALIDITY = ['200101000000Z', '491231235959Z'] as const;
const SERIAL_BYTES = 16;

/**
 * Vouches for a key in the name of the demonstration society, and says in every subject that this is a demonstration
 * (M17). The authority's key lives as long as this call: nothing else can be issued under it. DER, the key's own first.
 */
export async function demonstrationChain(key: {
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  readonly society: string;
  readonly random: (bytes: number) => Uint8Array;
}): Promise<readonly Uint8Array[]> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const root: Issuer = {
    algorithm: 'p256',
    sign: async (message) => sign('sha256', message, privateKey),
    subject: { organisation: key.society, unit: UNIT, name: '演示根证书 · demonstration root' },
    publicKey: publicKey.export({ format: 'der', type: 'spki' }),
  };
  const issue = (subject: Subject, authority: boolean, of: Uint8Array) =>
    issueCertificate(root, { subject, authority, publicKey: of, validity: VALIDITY, serialNumber: key.random(SERIAL_BYTES) });
  const own = await issue({ organisation: key.society, unit: UNIT, name: '捐赠凭证签名（演示）· demonstration of donation documents' }, false, key.publicKey);
  return [own, await issue(root.subject, true, root.publicKey)];
}
