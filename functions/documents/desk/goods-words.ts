/** What the acknowledgement of goods says besides the words of that of money; Chinese first. */
export const GOODS_WORDS = {
  title: { zh: '捐赠物资确认单', en: 'Acknowledgement of goods' },
  number: { zh: '编号', en: 'No.' },
  labels: {
    donor: { zh: '捐赠人', en: 'Donor' },
    campaign: { zh: '捐赠项目', en: 'Campaign' },
    branch: { zh: '接收单位', en: 'Received by' },
    place: { zh: '接收地点', en: 'Place' },
    on: { zh: '捐赠日期', en: 'Given on' },
    restricted: { zh: '定向意愿', en: 'Restricted to' },
    published: { zh: '公示', en: 'Published' },
    message: { zh: '留言', en: 'Message' },
  },
  columns: {
    row: { zh: '序号', en: 'No.' },
    name: { zh: '品名', en: 'Goods' },
    spec: { zh: '规格', en: 'Specification' },
    count: { zh: '数量', en: 'Count' },
    unit: { zh: '单位', en: 'Unit' },
    value: { zh: '捐赠人申报价值', en: 'Value stated' },
    basis: { zh: '依据', en: 'By' },
  },
  basis: { invoice: '发票', customs: '报关单', contract: '合同', letter: '函件' },
  unvalued: '未提供',
  total: { zh: '申报价值合计', en: 'Value stated in all' },
  counted: (lines: number, unvalued: number) => ({
    zh: unvalued === 0 ? `共 ${lines} 项` : `共 ${lines} 项，其中 ${unvalued} 项未提供价值，只计数量`,
    en: unvalued === 0 ? `${lines} lines` : `${lines} lines, ${unvalued} of them without a stated value and counted only`,
  }),
  notOurs: {
    zh: '物资价值由捐赠人提供并对其负责，本会不作估价。本确认单不是财政票据，不作为税前扣除凭证。',
    en: 'Values are the donor’s own statement; we do not price goods. This acknowledgement is not a fiscal bill and gives no right to a tax deduction.',
  },
} as const;
