// Another peer's documents, signed with @signpdf and a CMS of pkijs: PAdES B-B, the key operation outside, as with ours.
import { createHash, createPrivateKey, sign, webcrypto, X509Certificate } from 'node:crypto';
import { plainAddPlaceholder } from '@signpdf/placeholder-plain';
import signpdf from '@signpdf/signpdf';
import { Signer, SUBFILTER_ETSI_CADES_DETACHED } from '@signpdf/utils';
import { Null, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import * as pkijs from 'pkijs';

const SIGNATURE_BYTES = 4096;
const SHA_256 = '2.16.840.1.101.3.4.2.1';

export async function open({ base, wish, key, chain }) {
  pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto }));
  const peer = await (await import(`./${base}.mjs`)).open(wish);
  const signer = new CadesSigner(
    createPrivateKey(key),
    chain.map((pem) => new X509Certificate(pem).raw),
  );
  const about = {
    reason: 'donation',
    contactInfo: 'post',
    name: 'society',
    location: 'here',
    signatureLength: SIGNATURE_BYTES,
    subFilter: SUBFILTER_ETSI_CADES_DETACHED,
  };
  const { sign: signWith } = signpdf.default ?? signpdf;
  return {
    async issue(pages) {
      const pdfBuffer = plainAddPlaceholder({ pdfBuffer: Buffer.from(await peer.issue(pages)), ...about });
      return signWith.call(signpdf.default ?? signpdf, pdfBuffer, signer);
    },
    close: () => peer.close?.(),
  };
}

class CadesSigner extends Signer {
  constructor(key, chain) {
    super();
    this.key = key;
    this.certificates = chain.map((one) => pkijs.Certificate.fromBER(plain(one)));
    this.own = createHash('sha256').update(chain[0]).digest();
  }

  async sign(pdf) {
    const signedAttrs = new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes: this.attributes(createHash('sha256').update(pdf).digest()) });
    const toBeSigned = Buffer.from(signedAttrs.toSchema().toBER());
    toBeSigned[0] = 0x31;
    signedAttrs.encodedValue = plain(toBeSigned);
    const [own] = this.certificates;
    const rsa = this.key.asymmetricKeyType === 'rsa';
    const algorithm = rsa ? { algorithmId: '1.2.840.113549.1.1.11', algorithmParams: new Null() } : { algorithmId: '1.2.840.10045.4.3.2' };
    const signerInfo = new pkijs.SignerInfo({
      version: 1,
      sid: new pkijs.IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
      digestAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: SHA_256 }),
      signedAttrs,
      signatureAlgorithm: new pkijs.AlgorithmIdentifier(algorithm),
      signature: new OctetString({ valueHex: plain(sign('sha256', toBeSigned, this.key)) }),
    });
    const signed = new pkijs.SignedData({
      version: 1,
      digestAlgorithms: [new pkijs.AlgorithmIdentifier({ algorithmId: SHA_256 })],
      encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: '1.2.840.113549.1.7.1' }),
      certificates: this.certificates,
      signerInfos: [signerInfo],
    });
    return Buffer.from(new pkijs.ContentInfo({ contentType: pkijs.ContentInfo.SIGNED_DATA, content: signed.toSchema(true) }).toSchema().toBER());
  }

  attributes(digest) {
    const attribute = (type, value) => new pkijs.Attribute({ type, values: [value] });
    const sequence = (value) => new Sequence({ value: [value] });
    return [
      attribute('1.2.840.113549.1.9.3', new ObjectIdentifier({ value: '1.2.840.113549.1.7.1' })),
      attribute('1.2.840.113549.1.9.4', new OctetString({ valueHex: plain(digest) })),
      attribute('1.2.840.113549.1.9.16.2.47', sequence(sequence(sequence(new OctetString({ valueHex: plain(this.own) }))))),
    ];
  }
}

const plain = (bytes) => Uint8Array.from(bytes).buffer;
