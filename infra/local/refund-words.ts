import type { RefundReason } from '../../functions/domain/entry-moves.ts';
import type { RefundState } from '../../functions/domain/refund-state.ts';

/** Why a refund was not taken, and what to do. What an entry of any kind is refused for stands by its code alone. */
export const REFUND_SENTENCES: { readonly [code: string]: string | undefined } = {
  asked_wrongly: '命令与网站版本不符。The command and the portal are of different versions.',
  signature_wrong: '签名不成立。The signature does not hold.',
  statement_elsewhere: '签的是另一个账本。This was signed for another log: check SOCIETY_FILE.',
  statement_stale: '签署时间超过 14 天或在将来。It was signed more than 14 days ago, or by a clock that is ahead: sign again.',
  signer_unknown: '密钥未登记、未生效或已停用。Your key is not enrolled, not in force yet, or ended: npm run staff -- list.',
  number_malformed: '编号不完整或抄错一位。This is no number of ours; one character may be wrong.',
  number_unknown: '公示中没有这个编号。Nothing of that number is published.',
  not_a_gift: '这个编号不是捐款。That entry is no gift of money.',
  refund_exceeds: '超过这笔捐款未退的部分。More than what is left of the gift.',
  refund_in_part: '只有金额有误可以部分退款，其他原因退全部余额。Only a wrong amount is put right in part: ask for all that is left.',
  refund_under_way: '这笔捐款已有一笔退款在办。A refund of this gift is under way: wait for its end.',
  evidence_missing:
    '监护人申请须附其出示材料的文件（--evidence），本系统只存摘要。For a guardian name the file with what was shown (--evidence); only its digest is kept.',
  way_gateway: '这笔钱原路退回，不走人工转账。This gift goes back through its gateway to whoever paid: leave --by-hand out.',
  way_by_hand: '此渠道不能原路退回，请用 --by-hand，由银行转账。This channel takes nothing back: add --by-hand, and pay by the bank.',
  window_over: '已过支付机构的退款期限，请用 --by-hand，由银行转账。The gateway’s time for refunds is over: add --by-hand, and pay by the bank.',
  role_missing: '您的密钥只能申请，不能确认。Your key asks and does not confirm.',
  same_person: '申请与确认须是两个人。Whoever asked does not confirm: it takes another person.',
  asker_gone: '申请人的密钥已停用，申请不再有效，请重新申请。The key of whoever asked was ended: somebody has to ask again.',
  ask_lapsed: '申请已超过 14 天，请重新申请。The ask is older than 14 days: ask again.',
  fund_short:
    '该项目的结存不够：款项已使用。先从其他资金划转（npm run enter，transfer）再确认。The fund holds less, since it was spent: transfer to it first, then confirm.',
  target_pending: '关于这笔捐款的另一条记录正在公示，请稍后再试。Something about this gift is on its way: try again in a moment.',
  refund_unknown: '没有这个退款编号，或其申请被改动。There is no such refund, or its ask was changed.',
  state_wrong: '退款已不在这一步，请看 npm run refund -- list 编号。The refund is at another step: look with list.',
  reference_missing: '请写明银行回单号（--reference）。Name the number of the bank’s paper (--reference).',
  money_may_move: '支付机构没有说这笔钱未动，不能放弃。The gateway does not say that nothing moved, so that it cannot be given up.',
  busy: '登记表正忙，请稍后再试。Others entered something at every attempt, or publication stands still: try again.',
};

/** Where a refund stands, in words. */
export const STATE_WORDS: Readonly<Record<RefundState, string>> = {
  asked: '已申请，等待另一人确认 asked for; another person confirms',
  withdrawn: '申请已撤回 the ask was withdrawn',
  confirmed: '已确认，先冲红财政票据 confirmed; its fiscal bill is reversed first',
  cleared: '票据已处理 its bill is out of the way',
  sending: '正在请支付机构退款 the gateway is being asked',
  under_way: '支付机构办理中 under way at the gateway',
  not_enough: '商户余额不足，会再试 the account holds too little now; it is tried again',
  paying: '等待银行转账，完成后用 paid 登记回单号 to be paid by the bank; then: paid NUMBER --reference …',
  failed: '支付机构退不了 the gateway does not pay it: again, or give-up',
  given_up: '已放弃，款项解除冻结 given up; what it held is free',
  done: '款已退回，正在登记 the money is back; its entry comes',
  entered: '款已退回，并已登记公示 the money is back, and the record says so',
};

export const REASON_WORDS: Readonly<Record<RefundReason, string>> = {
  mistake: '误付 paid by mistake',
  duplicate: '重复支付 paid twice',
  wrong_amount: '金额有误 wrong amount',
  void_act: '捐赠无效 void',
  guardian: '监护人不同意 a guardian does not agree',
  impossible: '用途不能实现 its purpose cannot be met',
};
