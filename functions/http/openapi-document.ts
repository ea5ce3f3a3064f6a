import * as z from 'zod/mini';
import type { IssueRefusal } from '../actions/issue-document.ts';
import type { BillRefusal } from '../actions/request-bill.ts';
import type { StartRefusal } from '../actions/start-donation.ts';
import { billBody } from './bill-body.ts';
import { BILL_SENTENCES, BILL_STATUS, type BillOnlyRefusal } from './bill-problem.ts';
import { claimAskedBody, claimBody, nameBody } from './claim-body.ts';
import { donationBody } from './donation-body.ts';
import { lookupBody } from './lookup-body.ts';
import {
  billAnswer,
  claimAnswer,
  claimOpenedAnswer,
  claimStateAnswer,
  documentAnswer,
  donationAnswer,
  lookupAnswer,
  namedAnswer,
  payerAnswer,
  queryAnswer,
  startedAnswer,
  withdrawnAnswer,
} from './openapi-answers.ts';
import { SENTENCES as COMMON_SENTENCES, STATUS as COMMON_STATUS, type Refusal as CommonRefusal } from './problem.ts';
import { documentBody, payerBody } from './schemas.ts';
import { statementBody } from './statement-body.ts';

type Refusal = CommonRefusal | BillOnlyRefusal;

/** Every refusal with its status and its sentence, wherever it stands. */
const STATUS: Record<Refusal, number> = { ...COMMON_STATUS, ...BILL_STATUS };
const SENTENCES: Record<Refusal, { readonly zh: string; readonly en: string }> = { ...COMMON_SENTENCES, ...BILL_SENTENCES };

type Schema = { readonly [keyword: string]: unknown };
type Content = { readonly [mediaType: string]: { readonly schema: Schema } };
type Answer = { readonly description: string; readonly content?: Content };

type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Schema[];
  readonly security?: readonly Schema[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: { readonly [status: string]: Answer };
};

/** An OpenAPI 3.1 document, as far as ours goes. */
export type OpenApiDocument = {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: { readonly [path: string]: { readonly [method in 'get' | 'post']?: Operation } };
  readonly components: { readonly securitySchemes: Schema; readonly schemas: { readonly [name: string]: Schema } };
};

const START_REFUSALS = {
  campaign_unknown: true,
  campaign_closed: true,
  place_unknown: true,
  amount_out_of_bounds: true,
  currency_not_taken: true,
  method_unknown: true,
  name_empty: true,
  name_too_long: true,
  name_characters: true,
  text_characters: true,
  consent_missing: true,
  key_reused: true,
  already_paid: true,
  gateway_unavailable: true,
  gateway_refused: true,
} as const satisfies Record<StartRefusal, true>;

const ISSUE_REFUSALS = { token_invalid: true, not_published_yet: true, gift_unclaimed: true, gift_erased: true, gift_refunded: true } as const satisfies Record<
  IssueRefusal,
  true
>;

const BILL_REFUSALS = {
  token_invalid: true,
  not_published_yet: true,
  gift_erased: true,
  bill_not_offered: true,
  bill_too_late: true,
  bill_asked_before: true,
  bill_ended: true,
  name_empty: true,
  name_too_long: true,
  name_characters: true,
  tax_id_wrong: true,
} as const satisfies Record<BillRefusal, true>;

/** Describes every route of the portal from the schemas that judge it and the table of refusals. */
export function openApiDocument(): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Daylight 日光',
      version: '1',
      description:
        '捐赠、查询、文件与支付通知。拒绝均为 RFC 9457 问题，`code` 稳定不变。Giving, asking after a gift, its documents, and notices of gateways. Every refusal is an RFC 9457 problem with a stable `code`.',
    },
    paths: {
      '/api/donations': { post: startDonation() },
      '/api/payers/{method}': { get: leadToPayer(), post: findPayer() },
      '/api/donations/{id}': { get: readDonation() },
      '/api/donations/{id}/withdraw-name': { post: withdrawName() },
      '/api/donations/{id}/query': { post: answerQuery() },
      '/api/donations/{id}/documents/{kind}': { post: issueDocument() },
      '/api/donations/{id}/bill': { get: readBill(), post: requestBill() },
      '/api/donations/{id}/documents/bill': { post: openBill() },
      '/api/statements': { post: drawStatement() },
      '/api/lookup': { post: lookUp() },
      '/api/claims': { post: claimGift() },
      '/api/claims/asked': { post: askForClaim() },
      '/api/claims/asked/{id}': { get: readClaim() },
      '/api/donations/{id}/name': { post: nameGift() },
      '/api/files/{capability}': { get: openFile() },
      '/api/callbacks/{gateway}': { post: takeNotice() },
      '/api/openapi.json': { get: describe() },
    },
    components: {
      securitySchemes: {
        donor: { type: 'http', scheme: 'bearer', description: 'The token that was answered when the gift was begun; it belongs to this gift only.' },
      },
      schemas: {
        DonationWish: schemaOf(donationBody),
        DonationStarted: schemaOf(startedAnswer),
        PayerCode: schemaOf(payerBody),
        Payer: schemaOf(payerAnswer),
        Donation: schemaOf(donationAnswer),
        NameWithdrawn: schemaOf(withdrawnAnswer),
        QueryAnswered: schemaOf(queryAnswer),
        LookupWish: schemaOf(lookupBody),
        LookedUp: schemaOf(lookupAnswer),
        ClaimWish: schemaOf(claimBody),
        Claimed: schemaOf(claimAnswer),
        ClaimAsked: schemaOf(claimAskedBody),
        ClaimOpened: schemaOf(claimOpenedAnswer),
        ClaimState: schemaOf(claimStateAnswer),
        NameWish: schemaOf(nameBody),
        Named: schemaOf(namedAnswer),
        DocumentWish: schemaOf(documentBody),
        StatementWish: schemaOf(statementBody),
        BillWish: schemaOf(billBody),
        Bill: schemaOf(billAnswer),
        DocumentLink: schemaOf(documentAnswer),
        Problem: PROBLEM,
      },
    },
  };
}

function startDonation(): Operation {
  return {
    operationId: 'startDonation',
    summary:
      '开始一笔捐赠，得到付款方式。同一 `key` 与同样内容得到同一笔。 Begins a gift and answers how to pay; the same `key` with the same contents is the same gift.',
    requestBody: { required: true, content: json('DonationWish') },
    responses: {
      201: { description: 'The gift is stored; `preview` is the name as the public will read it.', content: json('DonationStarted') },
      ...refusals(...codesOf(START_REFUSALS), 'body_invalid', 'body_too_large', 'content_type', 'internal'),
    },
  };
}

function leadToPayer(): Operation {
  return {
    operationId: 'leadToPayer',
    summary:
      '在付款应用内，由其告知付款人：跳转到支付机构，再带着一次性代码回到捐赠页。 Inside a paying app: leads to the gateway, which leads back to the give page with a code that is good once.',
    parameters: [inPath('method'), inQuery('back'), inQuery('state')],
    responses: { 302: { description: 'To the gateway' }, ...refusals('method_unknown', 'body_invalid', 'internal') },
  };
}

function findPayer(): Operation {
  return {
    operationId: 'findPayer',
    summary: '用一次性代码换取付款人标识，本站不保存。 Exchanges the code for the payer as the gateway calls them; kept nowhere here.',
    parameters: [inPath('method')],
    requestBody: { required: true, content: json('PayerCode') },
    responses: {
      200: { description: 'Goes back with the gift as `payer`', content: json('Payer') },
      ...refusals('method_unknown', 'gateway_refused', 'gateway_unavailable', 'body_invalid', 'body_too_large', 'content_type', 'internal'),
    },
  };
}

function readDonation(): Operation {
  return {
    operationId: 'readDonation',
    summary: '查看自己的捐赠。 What became of one’s own gift.',
    security: [{ donor: [] }],
    parameters: [inPath('id')],
    responses: { 200: { description: 'The gift', content: json('Donation') }, ...refusals('token_invalid', 'internal') },
  };
}

function withdrawName(): Operation {
  return {
    operationId: 'withdrawName',
    summary:
      '撤回公示的姓名与寄语；一分钟内从所有页面消失，金额等公开事实不变。重复请求得到同样的回答。 Takes the shown name and the message back: within a minute they are gone from every page; the facts of the gift stay. Repeating it answers the same.',
    security: [{ donor: [] }],
    parameters: [inPath('id')],
    responses: {
      200: { description: 'Taken back, now or before', content: json('NameWithdrawn') },
      ...refusals('token_invalid', 'nothing_shown', 'body_too_large', 'internal'),
    },
  };
}

function answerQuery(): Operation {
  return {
    operationId: 'answerQuery',
    summary:
      '“我付了款，记录在哪里”：注明时间并签名的回答；询问被记录，写入公示之前列在 `/queries.json`。 “I paid, where is it?”: an answer, dated and signed. The question is recorded, and stands in `/queries.json` until the gift is in the log.',
    security: [{ donor: [] }],
    parameters: [inPath('id')],
    responses: {
      200: { description: 'Published as no. …, settled, or what the gateway says now', content: json('QueryAnswered') },
      ...refusals('token_invalid', 'body_too_large', 'internal'),
    },
  };
}

function lookUp(): Operation {
  return {
    operationId: 'lookUp',
    summary:
      '凭支付流水号与金额查询，得到编号与证明，不含姓名；查无此笔的回答同样注明时间并签名。 By serial and amount of a payment: its place and proof, never a name. “Not found” is dated and signed as well.',
    requestBody: { required: true, content: json('LookupWish') },
    responses: {
      200: { description: 'What is known of this payment now', content: json('LookedUp') },
      ...refusals('body_invalid', 'body_too_large', 'content_type', 'too_many', 'internal'),
    },
  };
}

const CLAIMANT_REFUSALS = ['name_empty', 'name_too_long', 'name_characters', 'consent_missing'] as const;
const BODY_REFUSALS = ['body_invalid', 'body_too_large', 'content_type', 'internal'] as const;

function claimGift(): Operation {
  return {
    operationId: 'claimGift',
    summary:
      '没有链接的人认领捐赠或找回链接：付款单号、金额、日期；银行转账用付款人名称与账号末几位。不符、已有主、有几笔相符，回答相同。 Claims a gift, or finds a lost link: by number, amount and day, or by the payer’s name and the account’s last digits. Whatever does not fit, or fits several, or has its holder, has the same answer.',
    requestBody: { required: true, content: json('ClaimWish') },
    responses: {
      200: { description: 'The link of the gift, or that no machine can decide', content: json('Claimed') },
      ...refusals(...CLAIMANT_REFUSALS, 'too_many', ...BODY_REFUSALS),
    },
  };
}

function askForClaim(): Operation {
  return {
    operationId: 'askForClaim',
    summary: '请工作人员核对一次认领，凭链接查看结果。 Leaves a claim to staff; the link that is answered tells what became of it.',
    requestBody: { required: true, content: json('ClaimAsked') },
    responses: {
      201: { description: 'It waits for staff', content: json('ClaimOpened') },
      ...refusals(...CLAIMANT_REFUSALS, 'text_characters', 'key_reused', 'too_many', ...BODY_REFUSALS),
    },
  };
}

function readClaim(): Operation {
  return {
    operationId: 'readClaim',
    summary: '查看交给工作人员的认领。 What became of a claim that was left to staff.',
    security: [{ donor: [] }],
    parameters: [inPath('id')],
    responses: {
      200: { description: 'Waiting, refused, or granted with the link of the gift', content: json('ClaimState') },
      ...refusals('token_invalid', 'internal'),
    },
  };
}

function nameGift(): Operation {
  return {
    operationId: 'nameGift',
    summary:
      '为当初未公示姓名的捐赠补上姓名，须另行同意；写入公开账本。 Names a gift that was given without a name in public, by consent; it is written into the log.',
    security: [{ donor: [] }],
    parameters: [inPath('id')],
    requestBody: { required: true, content: json('NameWish') },
    responses: {
      200: { description: '`named`, now or by an earlier request of the same key; `fixed` where the name stays as it is', content: json('Named') },
      ...refusals('token_invalid', ...CLAIMANT_REFUSALS, ...BODY_REFUSALS),
    },
  };
}

function issueDocument(): Operation {
  return {
    operationId: 'issueDocument',
    summary:
      '取得捐赠确认单、捐赠证书、公示证明、本人留存明细或分享图的下载地址，五分钟内有效。 An address, valid for five minutes, of receipt, certificate, proof, full opening or the picture for sharing.',
    security: [{ donor: [] }],
    parameters: [inPath('id'), inPath('kind', { type: 'string', enum: ['receipt', 'certificate', 'proof', 'opening', 'share'] })],
    requestBody: { required: false, content: json('DocumentWish') },
    responses: {
      200: { description: 'The document is there; receipt and certificate were drawn once and stay as they are', content: json('DocumentLink') },
      ...refusals(...codesOf(ISSUE_REFUSALS), 'not_found', 'body_invalid', 'body_too_large', 'content_type', 'internal'),
    },
  };
}

function readBill(): Operation {
  return {
    operationId: 'readBill',
    summary: '查看自己捐赠的财政票据办到哪一步。 How far the fiscal bill of one’s own gift is.',
    security: [{ donor: [] }],
    parameters: [inPath('id')],
    responses: { 200: { description: 'The bill, or that none was asked for', content: json('Bill') }, ...refusals('token_invalid', 'internal') },
  };
}

function requestBill(): Operation {
  return {
    operationId: 'requestBill',
    summary:
      '申请财政票据；同样内容的重复申请得到同样的回答。开具在公示之后，由财政票据平台完成。 Asks for the fiscal bill; the same again answers the same. It is issued after publication, by the finance platform.',
    security: [{ donor: [] }],
    parameters: [inPath('id')],
    requestBody: { required: true, content: json('BillWish') },
    responses: {
      200: { description: 'Asked for, now or before', content: json('Bill') },
      ...refusals(...codesOf(BILL_REFUSALS), 'body_invalid', 'body_too_large', 'content_type', 'internal'),
    },
  };
}

function openBill(): Operation {
  return {
    operationId: 'openBill',
    summary:
      '取得财政票据文件的下载地址，五分钟内有效；文件与平台给出的逐字节相同。 An address, valid for five minutes, of the bill’s file, byte for byte as the platform gave it.',
    security: [{ donor: [] }],
    parameters: [inPath('id')],
    responses: {
      200: { description: 'The file is there', content: json('DocumentLink') },
      ...refusals('token_invalid', 'bill_without_file', 'body_too_large', 'internal'),
    },
  };
}

function drawStatement(): Operation {
  return {
    operationId: 'drawStatement',
    summary:
      '凭多笔捐赠的链接取得一年的汇总（PDF）；即时生成，不保存。 A statement of one year’s gifts for whoever holds the link of each; made on request and kept nowhere.',
    requestBody: { required: true, content: json('StatementWish') },
    responses: {
      200: { description: 'The statement', content: { 'application/pdf': { schema: { type: 'string', contentEncoding: 'binary' } } } },
      ...refusals('token_invalid', 'not_found', 'body_invalid', 'body_too_large', 'content_type', 'internal'),
    },
  };
}

function openFile(): Operation {
  const bytes = { schema: { type: 'string', contentEncoding: 'binary' } };
  const kinds = {
    'application/pdf': bytes,
    'image/png': bytes,
    'image/svg+xml': bytes,
    'application/ofd': bytes,
    'application/xml': bytes,
    'text/plain': { schema: { type: 'string' } },
    'application/json': { schema: { type: 'object' } },
  };
  return {
    operationId: 'openFile',
    summary: '打开一份文件；地址本身就是凭证。 Opens a file; the address itself is the right to it.',
    parameters: [inPath('capability')],
    responses: { 200: { description: 'The file', content: kinds }, ...refusals('not_found', 'link_expired', 'internal') },
  };
}

function takeNotice(): Operation {
  const said = { 'application/json': { schema: {} }, 'text/plain': { schema: { type: 'string' } } };
  return {
    operationId: 'takeNotice',
    summary: '支付通知，按原始字节验签，入账后才应答。 A gateway’s notice: verified over its raw bytes and answered after it was settled.',
    parameters: [inPath('gateway')],
    requestBody: { required: true, content: { 'application/json': { schema: {} } } },
    responses: {
      200: { description: 'Settled, or known, or nothing to settle; worded as the gateway wants it', content: said },
      400: { description: 'Not accepted; worded as the gateway wants it', content: said },
      ...refusals('not_found', 'body_too_large', 'internal'),
    },
  };
}

function describe(): Operation {
  return {
    operationId: 'describe',
    summary: '本文件。 This document.',
    responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } }, ...refusals('internal') },
  };
}

/** The refusals of an operation by their status, each with its codes and what a visitor reads. */
function refusals(...codes: readonly Refusal[]): { readonly [status: string]: Answer } {
  const byStatus = Map.groupBy(codes, (code) => STATUS[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => {
      const schema = { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: same }, status: { const: status } } }] };
      const description = same.map((code) => `\`${code}\`: ${SENTENCES[code].zh} ${SENTENCES[code].en}`).join('\n\n');
      return [status, { description, content: { 'application/problem+json': { schema } } }];
    }),
  );
}

const PROBLEM: Schema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  additionalProperties: false,
  properties: {
    type: { const: 'about:blank' },
    title: { type: 'string' },
    status: { enum: [...new Set(Object.values(STATUS))].sort((a, b) => a - b) },
    code: { enum: Object.keys(STATUS) },
    detail: { type: 'string', description: 'What happened and what to do, in the language that was asked for' },
    field: { type: 'string', description: 'Path of the field to mend' },
    characters: { type: 'array', items: { type: 'string' }, description: 'Characters that cannot be taken' },
  },
};

const json = (name: string): Content => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });

const inQuery = (name: string): Schema => ({ name, in: 'query', required: true, schema: { type: 'string' } });

const inPath = (name: string, schema: Schema = { type: 'string' }): Schema => ({ name, in: 'path', required: true, schema });

const codesOf = <Code extends Refusal>(table: Record<Code, true>): readonly Code[] => Object.keys(table) as Code[];

/** The schema of what is sent or answered, without the keyword that says which dialect it is: 3.1 has one for all. */
function schemaOf(shape: z.ZodMiniType): Schema {
  const { $schema, '~standard': _, ...schema } = z.toJSONSchema(shape, { io: 'input' });
  return schema;
}
