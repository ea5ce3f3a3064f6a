import type { Lang } from '../../functions/disclosure/text.ts';

const zh = {
  title: '财政票据',
  note: '捐赠确认单不是财政票据。财政票据由财政部门的平台开具，申请后才开。',
  none: (day: string) => `需要财政票据的，请在 ${day} 之前（含当天）申请。`,
  too_late: (day: string) => `申请财政票据的期限（${day}）已过。如有需要，请与我们联系。`,
  payer: '抬头（交款人）',
  payerNote: '将原样印在票据上，不会缩短。可以与公示的姓名不同，不会公示。',
  taxId: '统一社会信用代码（单位填写，18 位）',
  ask: '申请财政票据',
  again: '修改后重新申请',
  asking: '正在提交，请稍候。',
  failed: '没有收到回应，不确定是否已提交。请再按一次，重复按不会开出第二张。',
  wanted: (title: string) => `已申请，抬头“${title}”。写入公示后自动提交财政票据平台。`,
  submitted: '已提交财政票据平台，等待开具。不需要守着本页，凭链接随时可以回来看。',
  out_of_stock: '财政部门分配的票号暂时用完，正在等待补充。不需要再申请，有票号后自动开具。捐赠、确认单和证书不受影响。',
  rejected: (words: string) => `平台没有接受这张票据，没有开具。${words === '' ? '抬头或税号有误。' : `平台的说明：${words}。`}请修改后重新申请。`,
  issued: '已开具。',
  red: '票据正在冲红（收回），完成后会写在这里。',
  red_refused: '平台没有同意冲红，工作人员正在处理。',
  reversed: '票据已经冲红，不再有效。',
  cancelled: '这笔捐赠不再开具财政票据。有疑问请与我们联系。',
  code: '票据代码',
  number: '票据号码',
  checkCode: '校验码',
  day: '开票日期',
  redNumber: '红字票据',
  secret: '知道代码、号码和校验码的人可以打开这张票据，请不要公开校验码。',
  specimen: '这是演示样张，不是财政票据，没有任何效力，也不能查验。',
  check: '凭以上各项和金额，可在全国财政电子票据查验平台（pjcy.mof.gov.cn）查验。',
  open: '打开票据文件',
  opening: '正在打开，请稍候。',
};

/** What the part of the thanks page about the fiscal bill says in one language. */
export type BillWords = typeof zh;

const en: BillWords = {
  title: 'Fiscal bill (财政票据)',
  note: 'The acknowledgement is not a fiscal bill. Fiscal bills are issued by the finance department’s platform, for those who ask.',
  none: (day) => `If you need a fiscal bill, please ask for it by ${day}, that day included.`,
  too_late: (day) => `The time to ask for a fiscal bill ended on ${day}. If you need one, please contact us.`,
  payer: 'Made out to (交款人)',
  payerNote: 'Printed on the bill as typed, never shortened. It may differ from the name shown in public, and is not made public.',
  taxId: 'Unified social credit code (organisations, 18 characters)',
  ask: 'Ask for a fiscal bill',
  again: 'Ask again with these changes',
  asking: 'Being sent, one moment.',
  failed: 'There was no answer, so that it is not certain whether it was sent. Please press again; repeating makes no second bill.',
  wanted: (title) => `Asked for, made out to “${title}”. It goes to the finance platform once the gift is in the public record.`,
  submitted: 'Sent to the finance platform, which has not issued it yet. There is no need to wait here: come back by your link at any time.',
  out_of_stock:
    'The numbers that the finance department allotted are used up for now. There is no need to ask again: the bill is issued when new ones come. Your gift and documents are not affected.',
  rejected: (words) =>
    `The platform did not take this bill; nothing was issued. ${words === '' ? 'The title or the tax number is wrong.' : `It says: ${words}.`} Please change it and ask again.`,
  issued: 'Issued.',
  red: 'The bill is being reversed; this page will say when that is done.',
  red_refused: 'The platform did not agree to reverse the bill; staff are looking into it.',
  reversed: 'The bill was reversed and counts no longer.',
  cancelled: 'No fiscal bill will be issued for this gift. If in doubt, please contact us.',
  code: 'Code (票据代码)',
  number: 'Number (票据号码)',
  checkCode: 'Check code (校验码)',
  day: 'Issued on',
  redNumber: 'Red bill',
  secret: 'Whoever knows code, number and check code can open the bill: do not make the check code public.',
  specimen: 'This is a specimen of a demonstration. It is no fiscal bill, has no force, and cannot be checked anywhere.',
  check: 'With these and the amount, the bill can be checked at the national platform pjcy.mof.gov.cn.',
  open: 'Open the file of the bill',
  opening: 'Being opened, one moment.',
};

export const billWords: Readonly<Record<Lang, BillWords>> = { zh, en };
