import type { Deps } from '../deps.ts';
import type { StaffKey } from '../domain/staff-register.ts';
import { isTimely, type Opened, openStatement, type RefundStepStatement, refundNumber, type Signed } from '../domain/staff-statement.ts';
import { donationKey } from '../store/tables.ts';
import type { SignerRefusal } from './ask-refund.ts';
import { type ConfirmRefusal, confirmRefund } from './confirm-refund.ts';
import { moveRefund, type Refund, refundByNumber } from './refunds.ts';
import { readRegister, signerOf } from './staff-keys.ts';

export type StepRefusal = SignerRefusal | ConfirmRefusal | 'refund_unknown' | 'state_wrong' | 'reference_missing' | 'money_may_move';

/** `done`: by this call. `known`: the refund stands there already by this very step. */
export type Stepped = { readonly ok: true; readonly state: 'done' | 'known'; readonly refund: Refund } | { readonly ok: false; readonly code: StepRefusal };

type Needs = Pick<Deps, 'db' | 'log' | 'logKey' | 'publicFiles' | 'society' | 'gateways' | 'now' | 'random' | 'secret'>;

/** A step of a refund that a person has signed and may take. */
export type Step = { readonly statement: RefundStepStatement; readonly digest: string; readonly by: StaffKey; readonly signed: Signed };

/** Does what a person signed about a refund. The statement names the ask by its digest: signed for one, it is good for no other. */
export async function stepRefund(deps: Needs, { refundNo, signed }: { readonly refundNo: string; readonly signed: Signed }): Promise<Stepped> {
  const opened = openStatement(signed);
  if (opened?.statement.k !== 'step') return { ok: false, code: 'signature_wrong' };
  const refund = await refundByNumber(deps, refundNo);
  const { statement } = opened;
  if (refund === undefined || refund.digest !== statement.of || refundNumber(refund.ask) !== refundNo) return { ok: false, code: 'refund_unknown' };
  const refused = judgeStatement(deps, opened);
  if (refused !== undefined) return { ok: false, code: refused };
  const by = signerOf(await readRegister(deps), signed.key, deps.now());
  if (by === undefined) return { ok: false, code: 'signer_unknown' };
  const done = await take(deps, refund, { statement, digest: opened.digest, by, signed });
  if (!done.ok) return done;
  const now = await refundByNumber(deps, refundNo);
  return now === undefined ? { ok: false, code: 'refund_unknown' } : { ok: true, state: done.state, refund: now };
}

function judgeStatement({ society, now }: Needs, { statement }: Opened): SignerRefusal | undefined {
  if (statement.origin !== society.origin) return 'statement_elsewhere';
  return isTimely(statement, now()) ? undefined : 'statement_stale';
}

type Taken = { readonly ok: true; readonly state: 'done' | 'known' } | { readonly ok: false; readonly code: StepRefusal };

const DONE: Taken = { ok: true, state: 'done' };
const refuse = (code: StepRefusal): Taken => ({ ok: false, code });

async function take(deps: Needs, refund: Refund, step: Step): Promise<Taken> {
  const { statement, by } = step;
  if (statement.step === 'confirm') return confirmRefund(deps, refund, step);
  if (statement.step === 'paid') return payByHand(deps, refund, step);
  if (by.role !== 'confirms' && by.person !== refund.askedBy) return refuse('role_missing');
  if (statement.step === 'withdraw') {
    if (refund.state !== 'asked') return refuse('state_wrong');
    return (await moveRefund(deps, refund, { to: 'withdrawn', ends: true, set: stepFields(step) })) ? DONE : refuse('busy');
  }
  if (statement.step === 'give_up') return giveUp(deps, refund, step);
  if (refund.state !== 'failed') return refuse('state_wrong');
  return (await moveRefund(deps, refund, { to: 'sending', dueAtMs: deps.now(), set: stepFields(step) })) ? DONE : refuse('busy');
}

/** The bank has paid: its paper is the number that a gateway would have given. */
async function payByHand(deps: Needs, refund: Refund, step: Step): Promise<Taken> {
  const { reference } = step.statement;
  if (reference === undefined) return refuse('reference_missing');
  if (refund.serial === reference && (refund.state === 'done' || refund.state === 'entered')) return { ok: true, state: 'known' };
  if (refund.state !== 'paying') return refuse('state_wrong');
  const set = { serial: reference, doneAtMs: deps.now(), ...stepFields(step) };
  return (await moveRefund(deps, refund, { to: 'done', dueAtMs: deps.now(), set })) ? DONE : refuse('busy');
}

/** Ends what moved no money: by the gateway's word of this moment, where it may have been asked. The gift can then go back by hand. */
async function giveUp(deps: Needs, refund: Refund, step: Step): Promise<Taken> {
  if (!['confirmed', 'cleared', 'paying', 'failed'].includes(refund.state)) return refuse('state_wrong');
  if (refund.state === 'failed') {
    const found = await deps.gateways.get(refund.ch)?.treasury?.findRefund(refund);
    if (found?.state !== 'failed' && found?.state !== 'unknown') return refuse('money_may_move');
  }
  const failed = refund.state === 'failed' ? { refundFailed: true } : {};
  const freed = { table: 'records' as const, update: donationKey(refund.donation), set: failed, remove: ['refundingFen'], when: 'present' as const };
  return (await moveRefund(deps, refund, { to: 'given_up', ends: true, set: stepFields(step), also: [freed] })) ? DONE : refuse('busy');
}

/** The signed step as it is kept beside the refund. */
export function stepFields({ statement: { step }, signed }: Step) {
  return { [`${step}Bytes`]: signed.bytes, [`${step}Key`]: signed.key, [`${step}Signature`]: signed.signature };
}
