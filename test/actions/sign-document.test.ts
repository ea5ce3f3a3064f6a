import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../functions/actions/create-log.ts';
import { issueDocument } from '../../functions/actions/issue-document.ts';
import { publishSettled } from '../../functions/actions/publish-settled.ts';
import { settlePayment } from '../../functions/actions/settle-payment.ts';
import { startDonation } from '../../functions/actions/start-donation.ts';
import { money } from '../../functions/domain/money.ts';
import { orderNumber } from '../../functions/domain/number.ts';
import { documentKey } from '../../functions/store/tables.ts';
import { verifySignature } from '../documents/signature/read-signature.ts';
import { makeSigner } from '../documents/signature/signers.ts';
import { createWorld, payment, type World } from '../support/world.ts';

const NOON = Date.parse('2026-11-24T12:00:00+08:00');
const RECEIPT = { kind: 'receipt', format: 'pdf' } as const;
let world: World;

beforeEach(async () => {
  world = await createWorld(NOON);
  await createLog(world, { simulated: false });
});
afterEach(() => world.stop());

async function give(): Promise<{ readonly id: string; readonly token: string }> {
  const started = await startDonation(world, {
    ...{ key: 'signature'.padEnd(22, 'k'), campaign: 'flood', amount: money('CNY', 5_000), method: 'sandbox', adult: true },
    donor: { kind: 'person', name: '王㛃', display: 'masked' },
    consent: { version: world.society.consentVersion },
  });
  if (!started.ok) expect.unreachable(started.code);
  await settlePayment(world, payment(orderNumber(started.id, 1), { paidAtMs: NOON, amount: money('CNY', 5_000) }));
  await publishSettled(world);
  return { id: started.id, token: started.token };
}

test('while the key cannot be reached nothing is stored or noted; once it answers the document is drawn, signed, and stays', async () => {
  const claim = await give();
  const { signer, root } = await makeSigner('p256');
  const silent = { ...world, documentSigner: async () => ({ ...signer, sign: () => Promise.reject(new Error('KMS does not answer')) }) };
  const stored: string[] = [];
  const watched = {
    ...silent.privateFiles,
    put: (...given: Parameters<World['privateFiles']['put']>) => {
      stored.push(given[0]);
      return world.privateFiles.put(...given);
    },
  };
  await expect(issueDocument({ ...silent, privateFiles: watched }, claim, RECEIPT)).rejects.toThrow('KMS does not answer');
  expect(stored).toEqual([]);
  expect(await world.db.get('records', documentKey(claim.id, 'receipt'))).toBeUndefined();

  const answering = { ...world, documentSigner: async () => signer };
  const issued = await issueDocument(answering, claim, RECEIPT);
  const first = issued.ok ? await world.privateFiles.get(issued.key) : expect.unreachable(issued.code);
  expect(await verifySignature(Buffer.from(first?.bytes ?? []), [root])).toBe('valid and trusted');

  // What is there is handed out without the key, and under the signature that it was issued with.
  const again = await issueDocument(silent, claim, RECEIPT);
  expect(again).toEqual(issued);
  expect(issued.ok && (await world.privateFiles.get(issued.key))?.bytes).toEqual(first?.bytes);
});

test('of two requests at once for one document both get the same signature, that of the first to store', async () => {
  const claim = await give();
  const [one, other] = await Promise.all([issueDocument(world, claim, RECEIPT), issueDocument(world, claim, RECEIPT)]);
  expect(one).toEqual(other);
  expect((await issueDocument(world, claim, RECEIPT)).ok).toBe(true);
  expect(world.alarms).toEqual([]);
});
