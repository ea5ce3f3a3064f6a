// `npm run refund -- …`: one person asks for a refund, another confirms it, each under a key of their own, on the portal that
// runs on DATA_DIR or on the deployment that DEPLOYMENT names. Whoever confirms reads here what was signed, and not what
// somebody says of it.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import { parseCanonical } from '../../functions/domain/ledger/canonical.ts';
import { formatMoney, money, parseYuan } from '../../functions/domain/money.ts';
import { digestOf, type RefundAsk, type RefundStep, refundNumber, type StaffStatement } from '../../functions/domain/staff-statement.ts';
import { formatInstant } from '../../functions/domain/time.ts';
import { askDesk } from './ask-desk.ts';
import { openPersonKey, signedJson, signStatement } from './person-key.ts';
import type { RefundAnswer, RefundTold } from './refund-routes.ts';
import { REASON_WORDS, REFUND_SENTENCES, STATE_WORDS } from './refund-words.ts';
import { readSettings, readSociety } from './settings.ts';

const USAGE = `npm run refund -- ask GIFT --amount YUAN --why REASON --key MINE [--by-hand] [--evidence FILE]
npm run refund -- confirm REFUND --amount YUAN --key MINE      另一人 another person
npm run refund -- paid REFUND --reference TEXT --key MINE      人工转账完成 by hand: the bank has paid
npm run refund -- withdraw-ask | again | give-up REFUND --key MINE
npm run refund -- list [REFUND]
  GIFT    公示编号 number on the public row, such as 1-12345-K
  REASON  ${Object.entries(REASON_WORDS)
    .map(([code, words]) => `${code} ${words}`)
    .join('; ')}`;

const STEPS: { readonly [verb: string]: RefundStep | undefined } = {
  confirm: 'confirm',
  paid: 'paid',
  'withdraw-ask': 'withdraw',
  again: 'again',
  'give-up': 'give_up',
};

const { dataDir, societyFile } = readSettings(process.env);
const here = (file: string) => resolve(process.env.INIT_CWD ?? process.cwd(), file);
const asked = readArguments();
if (asked === undefined) fail(USAGE);
else await run(asked.verb, asked.what, asked.values);

type Values = {
  readonly amount?: string;
  readonly why?: string;
  readonly key?: string;
  readonly 'by-hand'?: boolean;
  readonly evidence?: string;
  readonly reference?: string;
};

function readArguments(): { readonly verb: string; readonly what: string; readonly values: Values } | undefined {
  const text = { type: 'string' } as const;
  try {
    const options = { amount: text, why: text, key: text, 'by-hand': { type: 'boolean' }, evidence: text, reference: text } as const;
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [verb = '', what = ''] = positionals;
    return verb === 'list' || what !== '' ? { verb, what, values } : undefined;
  } catch {
    return undefined; // an option that there is not
  }
}

async function run(verb: string, what: string, values: Values): Promise<void> {
  if (verb !== 'ask' && !(verb === 'list' && what === '') && !/^F[0-9A-Z]{26}$/.test(what)) return fail(USAGE);
  const list = await ask({ do: 'list', ...(verb === 'ask' || what === '' ? {} : { refundNo: what }) });
  if (list === undefined || !('refunds' in list)) return;
  const society = readSociety(societyFile);
  const place = { v: 1, origin: society.origin, at: society.demonstration ? list.at : formatInstant(Date.now()) } as const;
  if (verb === 'list') {
    if (list.refunds.length === 0) console.log('没有在办的退款。No refund is open.');
    for (const one of list.refunds) say(one);
  } else if (verb === 'ask') await askFor(what, values, place);
  else await take(verb, { told: list.refunds[0], values, place });
}

type Place = { readonly v: 1; readonly origin: string; readonly at: string };

async function askFor(number: string, values: Values, place: Place): Promise<void> {
  const [amt, why] = [parseYuan(values.amount ?? ''), Object.keys(REASON_WORDS).find((one) => one === values.why)];
  if (amt === undefined || why === undefined) return fail(USAGE);
  const evidence = values.evidence === undefined ? undefined : digestOfFile(here(values.evidence));
  if (values.evidence !== undefined && evidence === undefined) return fail(`${values.evidence}: 读不出来 cannot be read. Nothing was asked for.`);
  const way = values['by-hand'] === true ? 'by_hand' : 'gateway';
  const wish = { k: 'refund', number, cur: 'CNY', amt, why: why as RefundAsk['why'], way, nonce: randomBytes(16).toString('hex') } as const; // one of the list
  await send({ do: 'ask' }, { ...place, ...wish, ...(evidence === undefined ? {} : { evidence }) }, values);
}

async function take(verb: string, { told, values, place }: { told: RefundTold | undefined; values: Values; place: Place }): Promise<void> {
  const step = STEPS[verb];
  if (step === undefined) return fail(USAGE);
  const ask = told === undefined ? undefined : readAsk(told);
  if (told === undefined || ask === undefined) return fail(REFUND_SENTENCES.refund_unknown ?? '');
  if (ask.origin !== place.origin) return fail(REFUND_SENTENCES.statement_elsewhere ?? '');
  say(told);
  // Whoever confirms says the amount too, so that nobody signs what they have not read.
  if (step === 'confirm' && parseYuan(values.amount ?? '') !== ask.amt)
    return fail(`请写明所确认的金额 Say the amount that you confirm: --amount ${formatMoney(money('CNY', ask.amt)).slice(1)}`);
  const digest = digestOf(decodeBase64Url(told.ask) ?? new Uint8Array());
  const reference = values.reference === undefined ? {} : { reference: values.reference };
  await send({ do: 'step', refundNo: told.refundNo }, { ...place, k: 'step', of: digest, step, ...reference }, values);
}

/** What was really asked for, by the bytes that were signed; nothing where the number is not theirs. */
function readAsk(told: RefundTold): RefundAsk | undefined {
  const bytes = decodeBase64Url(told.ask);
  if (bytes === undefined || refundNumber(bytes) !== told.refundNo) return undefined;
  const ask = parseCanonical(bytes) as unknown as RefundAsk; // its number is made from these bytes
  return ask.amt === told.amountFen && ask.number === told.number && ask.why === told.why && ask.way === told.way ? ask : undefined;
}

function digestOfFile(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return undefined; // no such file
  }
}

async function send(body: object, statement: StaffStatement, { key }: Values): Promise<void> {
  const mine = key === undefined ? undefined : await openPersonKey(here(key));
  if (mine === undefined) return fail(`${key ?? '--key'}: 打不开 it cannot be opened: no key of a person, or another pass-phrase.`);
  const answer = await ask({ ...body, signed: signedJson(signStatement(mine, statement)) });
  if (answer === undefined || !('refund' in answer)) return;
  if (answer.state === 'known') console.log('先前已登记 Done before; nothing was changed.');
  say(answer.refund);
  if (answer.published) console.log('已公示 Published.');
}

async function ask(body: object): Promise<Extract<RefundAnswer, { ok: true }> | undefined> {
  const answer = await askDesk(dataDir, { path: '/local/refund', body });
  const said = answer.ok ? (answer.body as RefundAnswer) : undefined; // of the portal whose key we hold
  if (said?.ok === true) return said;
  if (!answer.ok) fail(answer.sentence);
  else if (said !== undefined) fail(`${REFUND_SENTENCES[said.code] ?? ''} (${said.code})`);
  return undefined;
}

function say(told: RefundTold): void {
  const { refundNo, number, amountFen, totalFen, why, way, ch, state, askedBy, confirmedBy, serial, evidence } = told;
  const yuan = (fen: number) => formatMoney(money('CNY', fen));
  console.log(`退款 Refund ${refundNo}
  捐款 gift ${number}: ${yuan(amountFen)} / ${yuan(totalFen)}，${ch}，${way === 'gateway' ? '原路退回 to whoever paid' : '人工转账 by hand'}
  原因 why: ${REASON_WORDS[why]}${evidence === undefined ? '' : `，材料摘要 digest of what was shown ${evidence}`}${told.guardian ? '；捐赠时说已得监护人同意 the gift said that a guardian had agreed' : ''}
  申请 asked by ${askedBy}${confirmedBy === undefined ? '' : `，确认 confirmed by ${confirmedBy}`}${serial === undefined ? '' : `，流水号 number ${serial}`}
  ${STATE_WORDS[state]}`);
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
