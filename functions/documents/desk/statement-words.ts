/** What the annual statement says; Chinese first. */
export const STATEMENT_WORDS = {
  title: { zh: '年度捐赠汇总', en: 'Annual statement of gifts' },
  year: (year: number) => `${year} 年`,
  total: { zh: '合计', en: 'Total' },
  count: (count: number) => ({ zh: `${count} 笔`, en: count === 1 ? '1 gift' : `${count} gifts` }),
  columns: {
    row: { zh: '序号', en: 'No.' },
    on: { zh: '付款日', en: 'Paid on' },
    number: { zh: '编号', en: 'Number' },
    campaign: { zh: '捐赠项目', en: 'Campaign' },
    donor: { zh: '捐赠人', en: 'Donor' },
    mark: { zh: '标记', en: 'Mark' },
    sum: { zh: '金额（元）', en: 'Sum (CNY)' },
  },
  refunded: '已退款',
  corrected: '已更正',
  left: (waiting: number, others: number) => ({
    zh: [...(waiting === 0 ? [] : [`另有 ${waiting} 笔尚未公示，未列入`]), ...(others === 0 ? [] : [`另有 ${others} 笔不在本年，未列入`])].join('；'),
    en: [
      ...(waiting === 0 ? [] : [`${waiting} not in the public record yet and left out`]),
      ...(others === 0 ? [] : [`${others} of other years and left out`]),
    ].join('; '),
  }),
  notes: [
    {
      zh: '本汇总不是财政票据，不作为税前扣除凭证。金额为扣除退款、计入更正之后的数额。',
      en: 'This statement is not a fiscal bill and gives no right to a tax deduction. Sums are net of refunds and corrections.',
    },
    {
      zh: '应链接持有人的请求即时生成，只列其出示链接的捐赠，本会不保存本文件。每笔可凭编号在下面的网页核对。',
      en: 'Made at the request of whoever holds the links, of those gifts only; we keep no copy. Each number can be checked on the page below.',
    },
  ],
} as const;
