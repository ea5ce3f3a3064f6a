import type { StartRefusal } from '../actions/start-donation.ts';

/** Every refusal that a visitor can meet. Codes are stable; sentences may be bettered. */
export type Refusal =
  | StartRefusal
  | 'body_invalid'
  | 'body_too_large'
  | 'content_type'
  | 'not_found'
  | 'token_invalid'
  | 'not_published_yet'
  | 'gift_unclaimed'
  | 'gift_erased'
  | 'gift_refunded'
  | 'nothing_shown'
  | 'link_expired'
  | 'notice_refused'
  | 'too_many'
  | 'internal';

type Status = 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 502 | 503;

/** HTTP status of every refusal. */
export const STATUS = {
  campaign_unknown: 404,
  campaign_closed: 422,
  place_unknown: 422,
  amount_out_of_bounds: 422,
  currency_not_taken: 422,
  method_unknown: 422,
  name_empty: 422,
  name_too_long: 422,
  name_characters: 422,
  text_characters: 422,
  consent_missing: 422,
  key_reused: 409,
  already_paid: 409,
  gateway_unavailable: 503,
  gateway_refused: 502,
  body_invalid: 400,
  body_too_large: 413,
  content_type: 415,
  not_found: 404,
  token_invalid: 401,
  not_published_yet: 409,
  gift_unclaimed: 409,
  gift_erased: 410,
  gift_refunded: 410,
  nothing_shown: 409,
  link_expired: 410,
  notice_refused: 401,
  too_many: 429,
  internal: 500,
} as const satisfies Record<Refusal, Status>;

type Sentence = { readonly zh: string; readonly en: string };

/** What a visitor reads: what happened, that nothing was lost, what to do (M19). */
export const SENTENCES = {
  campaign_unknown: { zh: '没有这个捐赠项目。请从首页重新选择项目。', en: 'There is no such campaign. Please choose one from the home page.' },
  campaign_closed: {
    zh: '这个项目目前不接受捐赠，没有产生任何付款。请选择其他项目。',
    en: 'This campaign is not taking gifts now; nothing was charged. Please choose another one.',
  },
  place_unknown: {
    zh: '这张海报的编号无法识别。请核对网址，或从首页进入。',
    en: 'This poster is not known. Please check the address, or start from the home page.',
  },
  amount_out_of_bounds: { zh: '金额超出可接受的范围。请修改金额后再试。', en: 'The amount is outside what can be taken. Please change it and try again.' },
  currency_not_taken: { zh: '目前只接受人民币。', en: 'Only yuan can be taken at present.' },
  method_unknown: { zh: '这种支付方式不可用。请换一种方式。', en: 'This way to pay is not available. Please choose another.' },
  name_empty: { zh: '要公示姓名，请先填写姓名；也可以选择匿名。', en: 'To have a name shown, please fill it in; or choose to stay anonymous.' },
  name_too_long: { zh: '姓名最长 200 个字。请缩短后再试。', en: 'A name has at most 200 characters. Please shorten it.' },
  name_characters: {
    zh: '姓名中有证书上写不出的字或符号，没有扣款。请换一种写法后再试，其余文字会原样保留；必须用这个字的，请与我们联系。',
    en: 'The name has characters that our certificates cannot show. Nothing was charged. Please write them another way; everything else stays as typed. If it must be these, contact us.',
  },
  text_characters: {
    zh: '文字中有收据上写不出的字或符号（例如表情），没有扣款。请去掉后再试，其余文字会原样保留。',
    en: 'The text has characters that our documents cannot show, such as emoji. Nothing was charged. Please take them out; everything else stays as typed.',
  },
  consent_missing: {
    zh: '公示姓名需要单独勾选同意。不勾选也可以捐赠，公示为「爱心人士」。',
    en: 'Showing a name needs its own tick. You can give without it, and will appear as 爱心人士.',
  },
  key_reused: {
    zh: '这笔捐赠的内容已变更。请刷新页面后重新提交，先前的一笔没有丢失。',
    en: 'This gift was sent before with other contents. Please reload and send it again; the first one is not lost.',
  },
  already_paid: {
    zh: '这笔捐赠已经付款，不需要再付。请打开感谢页查看。',
    en: 'This gift is paid already; there is nothing more to pay. Please open its page.',
  },
  gateway_unavailable: {
    zh: '支付通道暂时没有回应，没有扣款，您填写的内容已保存。请稍后再按一次。',
    en: 'The payment service does not answer. Nothing was charged and what you entered is kept. Please press again in a moment.',
  },
  gateway_refused: {
    zh: '支付通道没有接受这笔订单，没有扣款。请换一种方式，或与我们联系。',
    en: 'The payment service did not take the order; nothing was charged. Please choose another way, or contact us.',
  },
  body_invalid: {
    zh: '提交的内容不完整或格式不对，没有保存。请检查标出的一项。',
    en: 'What was sent is incomplete or malformed, and was not stored. Please check the field named.',
  },
  body_too_large: { zh: '提交的内容过大，没有保存。', en: 'What was sent is too large, and was not stored.' },
  content_type: { zh: '请以 application/json 提交。', en: 'Please send application/json.' },
  not_found: { zh: '没有找到。', en: 'Not found.' },
  token_invalid: {
    zh: '链接不完整或不正确。请使用感谢页上保存的完整链接。',
    en: 'The link is incomplete or wrong. Please use the whole link that was kept from the page after giving.',
  },
  not_published_yet: {
    zh: '这笔捐赠还没有写入公示，通常只需几秒。请稍后再试。',
    en: 'This gift is not in the public record yet; it usually takes seconds. Please try again shortly.',
  },
  gift_unclaimed: {
    zh: '这笔付款还没有人认领，认领后才能出具。付款没有丢失，请凭支付流水号与我们联系。',
    en: 'Nobody has claimed this payment yet, and documents come after that. It is not lost; please contact us with the payment’s serial number.',
  },
  gift_refunded: {
    zh: '这笔捐赠已全部退回，不再出具新的确认单和证书。公示中的捐赠与退款两行仍可核对。',
    en: 'The whole of this gift went back, so that no new document is drawn of it. The rows of the gift and of its refund can still be checked.',
  },
  gift_erased: {
    zh: '这笔捐赠的个人信息已依法删除，凭证不再提供。公示中的一笔仍可核对。',
    en: 'What was personal about this gift was erased, and its documents with it. The public entry can still be checked.',
  },
  nothing_shown: { zh: '这笔捐赠没有公示姓名或寄语，不需要撤回。', en: 'This gift shows neither a name nor a message; there is nothing to take back.' },
  link_expired: { zh: '下载链接已过期。请回到感谢页重新打开。', en: 'This download link has expired. Please open it again from the page of your gift.' },
  notice_refused: { zh: '通知未通过验证。', en: 'The notice was not accepted.' },
  too_many: { zh: '请求过于频繁。请稍后再试。', en: 'Too many requests. Please try again later.' },
  internal: { zh: '系统出错，您的捐赠不会因此丢失。请稍后再试。', en: 'Something went wrong here; no gift is lost by it. Please try again later.' },
} as const satisfies Record<Refusal, Sentence>;

type Options = { readonly lang: 'zh' | 'en'; readonly field?: string; readonly characters?: readonly string[] };

/** An RFC 9457 problem in the visitor's language; `field` names what to mend. */
export function problem(code: Refusal, options: Options): Response {
  return problemOf({ code, status: STATUS[code], detail: SENTENCES[code][options.lang] }, options);
}

/** The same for a refusal whose status and sentence stand elsewhere. */
export function problemOf({ code, status, detail }: { readonly code: string; readonly status: number; readonly detail: string }, options: Options): Response {
  const body = {
    type: 'about:blank',
    title: code,
    status,
    code,
    detail,
    ...(options.field === undefined ? {} : { field: options.field }),
    ...(options.characters === undefined || options.characters.length === 0 ? {} : { characters: options.characters }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store', 'content-language': options.lang },
  });
}

/** English only where the browser asks for it before Chinese. */
export function languageOf(header: string | undefined): 'zh' | 'en' {
  const first = (header ?? '').split(',').find((part) => /^\s*(zh|en)\b/i.test(part));
  return first !== undefined && /^\s*en\b/i.test(first) ? 'en' : 'zh';
}
