/** What the printed issue says besides the words it has from the page; Chinese first. */
export const ISSUE_WORDS = {
  title: { zh: '捐赠公示', en: 'Disclosure of gifts' },
  closed: { zh: '已结期', en: 'Closed' },
  gifts: { zh: '捐款', en: 'Gifts' },
  row: { zh: '行', en: 'Row' },
  number: { zh: '编号', en: 'Number' },
  day: { zh: '付款日', en: 'Paid on' },
  campaign: { zh: '项目 · 捐赠点', en: 'Campaign · place' },
  branch: { zh: '接收单位', en: 'Received by' },
  channel: { zh: '支付方式', en: 'Paid by' },
  mark: { zh: '标记', en: 'Mark' },
  sum: { zh: '金额（元）', en: 'Sum (CNY)' },
  scan: { zh: '扫码看本期网页', en: 'Scan to read this issue online' },
  digest: { zh: '结期摘要（SHA-256）', en: 'Digest of the close' },
  checkpoint: { zh: '公开账本检查点', en: 'Checkpoint of the public log' },
  size: (size: string) => ({ zh: `前 ${size} 条`, en: `first ${size} entries` }),
  noNames: {
    zh: '本文件只印公开事实，不印姓名与寄语；姓名随网页公示，捐赠人可随时收回。补登指付款日已结期、其后才写入的捐赠。',
    en: 'This paper carries public facts and neither names nor messages: those stand on the pages, where donors can take them back. 补登 marks a gift written down after its day was closed; 定向, a restricted one.',
  },
  check: {
    zh: '每一行的编号指向公开账本中的一条记录，账本由本会签名，任何改动都能被发现。网页上的检查点、结期摘要应与此处一致。',
    en: 'Each number points at an entry of the public log, which the society signs. The checkpoint and the digest online must be those printed here.',
  },
  demonstration: { zh: '演示文件', en: 'DEMONSTRATION' },
  demonstrationNote: {
    zh: '由虚构的示范机构出具，机构、数据与付款均为虚构。',
    en: 'Issued by an invented society; its figures and payments are invented.',
  },
} as const;
