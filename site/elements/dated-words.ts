import type { Lang } from '../../functions/disclosure/text.ts';

const zh = {
  where: '我付了款，记录在哪里',
  whereNote: '按下后立即查询，必要时向支付通道查证，并记下这次询问。回答注明时间并由本会签名，可以留作凭据。',
  asking: '正在查询。',
  unreachable: '没有收到回应，询问可能没有记下。请再按一次。',
  states: {
    published: (number: string) => `已写入公开账本，编号 ${number}。`,
    settled: () => '款已收到，正在等待写入公开账本，通常只需几秒。',
    unpaid: () => '支付通道答复：目前没有这笔付款。如果银行或支付软件显示已扣款，请保存这份回答并与我们联系。',
    unknown: () => '支付通道暂时没有答复。询问已记下，稍后再按一次。',
    not_found: () => '账本中没有这个流水号和金额的付款。刚付款的，请几分钟后再查；确已扣款的，请保存这份回答并与我们联系。',
  },
  asOf: (at: string) => `以上为 ${at}（北京时间）的情况。`,
  listed: (query: string) => `这次询问的代号是 ${query}，写入账本之前列在公开清单里，只有代号与时间。`,
  list: '公开的询问清单',
  signed: '签名的回答，请保存',
  proof: '证明文件，可用任何 tlog-proof 程序核对',
  save: '保存为文件',
  lookupTitle: '凭流水号查询',
  lookupNote: '没有保存链接也可以查询：填写支付软件或银行账单上的交易单号和金额。回答只有编号与证明，没有姓名。',
  serial: '交易单号',
  amount: '金额（元）',
  lookUp: '查询',
  serialFault: '请填写账单上的交易单号，4 至 64 位字母或数字。',
  amountFault: '请填写付款金额，例如 66.66。',
  check: '核对这个编号',
  openTitle: '尚未答复的询问',
  openNote: '捐赠人问“我付了款，记录在哪里”，记录写入账本之前列在这里。任何人都可以看到有多少、等了多久；代号之外没有任何个人信息。',
  openNone: '目前没有。',
  openOne: (query: string, since: string, age: string) => `${query} · 自 ${since} · 已等 ${age}`,
  openStates: { settled: '已收款，待写入', unpaid: '支付通道尚无此款', unknown: '支付通道未答复' },
  openAsOf: (at: string) => `截至 ${at}（北京时间），每分钟更新。`,
  openUnread: '清单暂时读不到。',
  file: '清单文件（JSON）',
  age: (days: number, hours: number, minutes: number) => (days > 0 ? `${days} 天 ${hours} 小时` : hours > 0 ? `${hours} 小时 ${minutes} 分` : `${minutes} 分`),
  noScript: '查询需要浏览器运行一段小程序。清单文件不需要。',
  witnessed: (names: string) => `包含这一笔的账本已由见证人联署：${names}。核对页会验证这些签名。`,
  provisional: '目前只有账本自己的签名，见证人的联署随后补上。',
};

/** Words of dated answers, of the lookup and of the list of queries. */
export type DatedWords = typeof zh;

const en: DatedWords = {
  where: 'I paid, where is it?',
  whereNote:
    'Looks now, asks the payment service where needed, and records that you asked. The answer is dated and signed by the society; keep it as evidence.',
  asking: 'Looking.',
  unreachable: 'There was no answer, and the question may not be recorded. Please press again.',
  states: {
    published: (number) => `It stands in the public record as no. ${number}.`,
    settled: () => 'The payment has arrived and waits to be written into the public record, which usually takes seconds.',
    unpaid: () => 'The payment service says that there is no such payment yet. If your bank or app shows that it was taken, keep this answer and contact us.',
    unknown: () => 'The payment service does not answer just now. Your question is recorded; please press again later.',
    not_found: () =>
      'No payment of this serial and amount is in the record. If you have only just paid, try again in some minutes; if it was taken for certain, keep this answer and contact us.',
  },
  asOf: (at) => `This is how it stood at ${at}, Beijing time.`,
  listed: (query) => `Your question is called ${query}; until the gift is in the record it stands in a public list, with that name and its time only.`,
  list: 'The public list of questions',
  signed: 'The signed answer, to be kept',
  proof: 'Proof file, for any tlog-proof program',
  save: 'Save as a file',
  lookupTitle: 'Look up by serial number',
  lookupNote:
    'Without the link: enter serial number and amount as your payment app or bank statement shows them. The answer has a record number and a proof, and no name.',
  serial: 'Serial number',
  amount: 'Amount (yuan)',
  lookUp: 'Look up',
  serialFault: 'Please enter the serial number of the statement, 4 to 64 letters or digits.',
  amountFault: 'Please enter the amount that was paid, such as 66.66.',
  check: 'Check this number',
  openTitle: 'Questions not answered yet',
  openNote:
    'Donors who asked “I paid, where is it?” stand here until the gift is in the record. Anybody can see how many there are and how long they wait; nothing personal is in the list.',
  openNone: 'There are none.',
  openOne: (query, since, age) => `${query} · since ${since} · waiting ${age}`,
  openStates: { settled: 'paid, to be written', unpaid: 'not known to the payment service', unknown: 'the payment service did not answer' },
  openAsOf: (at) => `As of ${at}, Beijing time; renewed each minute.`,
  openUnread: 'The list cannot be read just now.',
  file: 'The list as a file (JSON)',
  age: (days, hours, minutes) => (days > 0 ? `${days} d ${hours} h` : hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min`),
  noScript: 'Looking up needs a small script in the browser. The file does not.',
  witnessed: (names) => `The record up to this gift is cosigned by: ${names}. The check page verifies the signatures.`,
  provisional: 'So far only the log itself has signed; the witnesses follow.',
};

/** Chinese first. */
export const datedWords: Readonly<Record<Lang, DatedWords>> = { zh, en };
