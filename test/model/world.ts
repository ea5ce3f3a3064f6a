import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { admitEntries } from '../../functions/actions/admit-entries.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { publishLog } from '../../functions/actions/publish-log.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import type { Deps } from '../../functions/deps.ts';
import { ED25519, verifierKey } from '../../functions/domain/ledger/note.ts';
import { money } from '../../functions/domain/money.ts';
import type { Society } from '../../functions/domain/society.ts';
import type { Payment } from '../../functions/gateways/gateway.ts';
import { demonstration } from '../support/world.ts';
import { memoryDatabase, type Tables } from './memory-database.ts';
import { memoryFiles, type Objects } from './memory-files.ts';

/** What is stored anywhere. */
export type Stores = { readonly tables: Tables; readonly log: Objects; readonly public: Objects };

/** The society with so few branches, campaigns and places that its log begins with three entries. */
export const society: Society = small(demonstration());

export const START_MS = Date.parse('2026-11-24T12:00:00+08:00');

const seed = createHash('sha256').update('a key for models only').digest();
const PKCS8_ED25519 = '302e020100300506032b657004220420';
const privateKey = createPrivateKey({ key: Buffer.concat([Buffer.from(PKCS8_ED25519, 'hex'), seed]), format: 'der', type: 'pkcs8' });
const publicKey = new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32));

/** A real key: what is put is verified as everywhere, once for each checkpoint. */
export const logKey = verifierKey(society.origin, ED25519, publicKey);
export const signText = (text: Uint8Array): Uint8Array => new Uint8Array(sign(null, text, privateKey));

/** Everything of `Deps` that no worker changes. */
export const fixed: Pick<Deps, 'society' | 'logKey' | 'documentSigner' | 'secret' | 'readShells' | 'publicUrl' | 'gateways'> = {
  society,
  logKey,
  documentSigner: () => Promise.reject(new Error('no document is drawn here')),
  secret: createHash('sha256').update('a secret for models only').digest(),
  readShells: async () => ({ home: BARE, today: BARE, campaign: BARE, disclosures: BARE, issue: BARE, page: BARE }),
  publicUrl: 'https://daylight.example.org',
  gateways: new Map(),
};

const SHELL = '<title>{{fill:title}}</title><meta name="log-size" content="{{fill:size}}"><main><!--fill:main--></main>';
const BARE = { zh: SHELL, en: SHELL };

/** A payment without an order of ours: it is settled as unclaimed, by the same transaction. */
export function paymentOf(number: number): Payment {
  return { gateway: 'sandbox', serial: `S${number}`, orderNo: `NOBODY${number}`, amount: money('CNY', 100 + number), paidAtMs: START_MS };
}

/** A log with `gifts` published gifts, made by nobody in particular; runs begin with copies of it. */
export async function beginLog(gifts: number): Promise<Stores> {
  const stores: Stores = { tables: new Map(), log: new Map(), public: new Map() };
  let random = 0;
  const deps: Deps = {
    ...fixed,
    now: () => START_MS,
    random: (bytes) => createHash('shake256', { outputLength: bytes }).update(`beginning ${random++}`).digest(),
    db: memoryDatabase(() => stores.tables),
    log: memoryFiles(stores.log),
    publicFiles: memoryFiles(stores.public),
    privateFiles: memoryFiles(new Map()),
    signer: { key: logKey, sign: async (text) => signText(text) },
    alarm: () => {},
  };
  await createLog(deps, { simulated: false });
  for (let at = 0; at < gifts; at++) await settlePayment(deps, paymentOf(1000 + at));
  await admitEntries(deps);
  await publishLog(deps);
  return stores;
}

function small(whole: Society): Society {
  const campaigns = whole.campaigns.filter((one) => one.kind === 'general').slice(0, 1);
  const branches = whole.branches.filter((one) => one.id === campaigns[0]?.branch).map(({ id, level, name }) => ({ id, level, name }));
  return { ...whole, branches, campaigns, places: [] };
}
