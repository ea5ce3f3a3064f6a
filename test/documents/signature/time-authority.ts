import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fromBER, Integer, ObjectIdentifier, OctetString } from 'asn1js';
import * as pkijs from 'pkijs';
import { demonstrationChain } from '../../../functions/documents/signature/demonstration-chain.ts';
import { keyOf } from '../../../infra/local/document-keys.ts';
import { plain } from './read-signature.ts';

/** What the authority does instead of granting: refuses, is out of order, stamps another digest or nonce, talks too much, or keeps silent. */
export type Mood = 'grants' | 'refuses' | 'fails' | 'stamps another digest' | 'takes another nonce' | 'signs wrongly' | 'talks too much' | 'keeps silent';

export type TimeAuthority = { readonly address: string; readonly root: Uint8Array; mood: Mood; readonly asked: Buffer[]; readonly close: () => Promise<void> };

const AT = new Date('2026-11-24T04:00:00Z');
const SHA_256 = '2.16.840.1.101.3.4.2.1';

/** A time stamp authority on the loopback (RFC 3161, 3.4) that really signs, written with pkijs and so with nothing of ours. */
export async function startTimeAuthority(): Promise<TimeAuthority> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const [own, root] = await demonstrationChain({
    publicKey: publicKey.export({ format: 'der', type: 'spki' }),
    society: '时间戳（演示）',
    random: randomBytes,
  });
  if (own === undefined || root === undefined) throw new Error('two are written');
  const authority = { certificate: pkijs.Certificate.fromBER(plain(own)), sign: keyOf(privateKey).sign };
  const server = createServer(async (request, response) => {
    const body = await readAll(request);
    stand.asked.push(body);
    if (stand.mood === 'keeps silent') return;
    if (stand.mood === 'fails') return response.writeHead(503).end();
    response.writeHead(200, { 'content-type': 'application/timestamp-reply' });
    return response.end(stand.mood === 'talks too much' ? Buffer.alloc(100_000) : await answer(body, stand.mood, authority));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stand: TimeAuthority = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    root,
    mood: 'grants',
    asked: [],
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
  return stand;
}

type Authority = { readonly certificate: pkijs.Certificate; readonly sign: (message: Uint8Array) => Promise<Uint8Array> };

async function answer(body: Buffer, mood: Mood, authority: Authority): Promise<Buffer> {
  const request = new pkijs.TimeStampReq({ schema: fromBER(plain(body)).result });
  const granted = request.version === 1 && request.certReq === true && request.messageImprint.hashAlgorithm.algorithmId === SHA_256 && mood !== 'refuses';
  const status = new pkijs.PKIStatusInfo({ status: granted ? pkijs.PKIStatus.granted : pkijs.PKIStatus.rejection });
  const response = new pkijs.TimeStampResp({ status, ...(granted ? { timeStampToken: await tokenFor(request, mood, authority) } : {}) });
  return Buffer.from(response.toSchema().toBER());
}

async function tokenFor(request: pkijs.TimeStampReq, mood: Mood, { certificate, sign: signBy }: Authority): Promise<pkijs.ContentInfo> {
  const imprint = mood === 'stamps another digest' ? new OctetString({ valueHex: plain(randomBytes(32)) }) : request.messageImprint.hashedMessage;
  const info = new pkijs.TSTInfo({
    version: 1,
    policy: '1.2.3.4.1',
    messageImprint: new pkijs.MessageImprint({ hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: SHA_256 }), hashedMessage: imprint }),
    serialNumber: new Integer({ value: 7 }),
    genTime: AT,
    ...(request.nonce === undefined ? {} : { nonce: mood === 'takes another nonce' ? new Integer({ value: 5 }) : request.nonce }),
  });
  const content = Buffer.from(info.toSchema().toBER());
  const attributes = [
    attribute('1.2.840.113549.1.9.3', new ObjectIdentifier({ value: pkijs.id_eContentType_TSTInfo })),
    attribute('1.2.840.113549.1.9.4', new OctetString({ valueHex: plain(createHash('sha256').update(content).digest()) })),
  ];
  const signedAttrs = new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes });
  const toBeSigned = Buffer.from(signedAttrs.toSchema().toBER());
  toBeSigned[0] = 0x31;
  const signature = await signBy(mood === 'signs wrongly' ? randomBytes(40) : toBeSigned);
  const encapContentInfo = new pkijs.EncapsulatedContentInfo({ eContentType: pkijs.id_eContentType_TSTInfo });
  // Given to the constructor it would be cut into pieces, which is BER and not DER.
  encapContentInfo.eContent = new OctetString({ valueHex: plain(content) });
  const signedData = new pkijs.SignedData({
    version: 3,
    digestAlgorithms: [new pkijs.AlgorithmIdentifier({ algorithmId: SHA_256 })],
    encapContentInfo,
    certificates: [certificate],
    signerInfos: [
      new pkijs.SignerInfo({
        version: 1,
        sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
        digestAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: SHA_256 }),
        signedAttrs,
        signatureAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: '1.2.840.10045.4.3.2' }),
        signature: new OctetString({ valueHex: plain(signature) }),
      }),
    ],
  });
  return new pkijs.ContentInfo({ contentType: pkijs.ContentInfo.SIGNED_DATA, content: signedData.toSchema(true) });
}

const attribute = (type: string, value: ObjectIdentifier | OctetString): pkijs.Attribute => new pkijs.Attribute({ type, values: [value] });

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}
