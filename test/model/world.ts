import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { admitEntries } from '../../functions/actions/admit-entries.ts';
import { createLog } from '../../functions/actions/create-log.ts';
import { publishLog } from '../../functions/actions/publish-log.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { startDonation } from '../../functions/actions/start-donation.ts';
import type { Witnessing } from '../../functions/actions/state-policy.ts';
import { donationId, donorToken, entryId } from '../../functions/actions/tokens.ts';
import type { Deps } from '../../functions/deps.ts';
import { COSIGNATURE, ED25519, verifierKey } from '../../functions/domain/ledger/note.ts';
import { money } from '../../functions/domain/money.ts';
import { orderNumber } from '../../functions/domain/number.ts';
import type { Society } from '../../functions/domain/society.ts';
import type { Payment } from '../../functions/gateways/gateway.ts';
import { demonstration, openHand } from '../support/world.ts';
import { memoryDatabase, type Tables } from './memory-database.ts';
import { memoryFiles, type Objects } from './memory-files.ts';

/** What is stored anywhere. */
export type Stores = { readonly tables: Tables; readonly log: Objects; readonly public: Objects };

/** The society with so few branches, campaigns and places that its log begins with three entries. */
export const society: Society = small(demonstration());

export const START_MS = Date.parse('2026-11-24T12:00:00+08:00');

const PKCS8_ED25519 = '302e020100300506032b657004220420';

function makeKey(name: string) {
  const seed = createHash('sha256').update(`a key for models only: ${name}`).digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([Buffer.from(PKCS8_ED25519, 'hex'), seed]), format: 'der', type: 'pkcs8' });
  const publicKey = new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32));
  return { privateKey, publicKey };
}

const keys = { log: makeKey('log'), witness: makeKey('witness') };

/** Real keys: what is put is verified as everywhere, once for each checkpoint. */
export const logKey = verifierKey(society.origin, ED25519, keys.log.publicKey);
export const witnessKey = verifierKey('witness.example.net', COSIGNATURE, keys.witness.publicKey);
export const signText = (text: Uint8Array, as: keyof typeof keys = 'log'): Uint8Array => new Uint8Array(sign(null, text, keys[as].privateKey));

/** One witness makes the quorum. */
export const witnessed: Witnessing['policy'] = {
  logs: [{ key: logKey }],
  witnesses: [{ name: 'committee', key: witnessKey, url: 'http://witness.example.net' }],
  groups: [],
  quorum: 'committee',
  comments: [],
};

/** Everything of `Deps` that no worker changes. */
export const fixed: Pick<Deps, 'society' | 'logKey' | 'documentSigner' | 'secret' | 'readShells' | 'publicUrl' | 'gateways'> = {
  society,
  logKey,
  documentSigner: () => Promise.reject(new Error('no document is drawn here')),
  secret: createHash('sha256').update('a secret for models only').digest(),
  readShells: async () => ({ home: BARE, today: BARE, campaign: BARE, disclosures: BARE, issue: BARE, page: BARE }),
  publicUrl: 'https://daylight.example.org',
  gateways: new Map([['sandbox', openHand]]),
};

const SHELL = '<title>{{fill:title}}</title><meta name="log-size" content="{{fill:size}}"><main><!--fill:main--></main>';
const BARE = { zh: SHELL, en: SHELL };

/** Gifts with a donor behind them, ordered before a run begins; the first is paid and published by then, where the log begins with names. */
export const DONORS = ['欧阳霁寒', '司徒晚晴'].map((name, number) => {
  const key = `donor ${number}`.padEnd(22, 'k');
  const id = donationId(key);
  return { key, id, name, token: donorToken(fixed.secret, id), payment: { ...paymentOf(500 + number), orderNo: orderNumber(id, 1) } };
});

/** A payment without an order of ours: it is settled as unclaimed, by the same transaction. */
export function paymentOf(number: number): Payment {
  return { gateway: 'sandbox', serial: `S${number}`, orderNo: `NOBODY${number}`, amount: money('CNY', 100 + number), paidAtMs: START_MS };
}

/** Id of the entry that a payment becomes. */
export const entryOf = ({ gateway, serial }: Payment): string => entryId(fixed.secret, `${gateway}|${serial}`);

/** What a log holds when a run begins: so many gifts of nobody in particular, and whether donors with names have ordered. */
export type Beginning = { readonly gifts: number; readonly named: boolean };

/** A published log to begin with; runs begin with copies of it. */
export async function beginLog({ gifts, named }: Beginning): Promise<Stores> {
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
  if (named) await orderAll(deps);
  if (named) await publishSettled(deps);
  else await admitEntries(deps).then(() => publishLog(deps));
  return stores;
}

async function orderAll(deps: Deps): Promise<void> {
  const [campaign] = society.campaigns;
  for (const { key, name, payment } of DONORS) {
    const donor = { kind: 'person', name, display: 'named' } as const;
    const wish = { key, campaign: campaign?.id ?? '', amount: payment.amount, method: 'sandbox', donor, adult: true, message: `${name}敬上` } as const;
    const started = await startDonation(deps, { ...wish, consent: { version: society.consentVersion } });
    if (!started.ok) throw new Error(started.code);
  }
  const [first] = DONORS;
  if (first !== undefined) await settlePayment(deps, first.payment);
}

function small(whole: Society): Society {
  const campaigns = whole.campaigns.filter((one) => one.kind === 'general').slice(0, 1);
  const branches = whole.branches.filter((one) => one.id === campaigns[0]?.branch).map(({ id, level, name }) => ({ id, level, name }));
  return { ...whole, branches, campaigns, places: [] };
}
