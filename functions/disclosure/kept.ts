import type { Lang } from './text.ts';

/** One kind of what is kept: in words for whoever reads the portal, with fields and stores for whoever runs it. */
export type KeptRow = {
  /** Names of the fields, as the table `records` has them; none where it is no field of a gift. */
  readonly fields: readonly string[];
  /** Stores in Markdown, as an operator knows them. */
  readonly stores: string;
} & { readonly [lang in Lang]: { readonly what: string; readonly where: string; readonly who: string; readonly term: string } };

/** What is kept where, for how long, who sees it (M15). The page 说明 and the runbook are both made from it. */
export const KEPT: readonly KeptRow[] = [
  {
    fields: ['name', 'donorKind'],
    stores: '`records`',
    zh: { what: '填写的姓名', where: '本会数据库，证书和确认单', who: '凭链接的捐赠人，证书的持有人', term: '依法保存账目的期限，或到依法删除为止' },
    en: {
      what: 'the donor’s name as typed',
      where: 'the society’s database, the donor’s documents',
      who: 'the donor, by the link that was kept; whoever holds the certificate',
      term: 'as long as books must be kept, or until erased',
    },
  },
  {
    fields: ['shown', 'display', 'held'],
    stores: '`records`; its opening in `public` (`open/…`), and on pages',
    zh: { what: '公示的姓名', where: '本会数据库，公示页，单独的公开文件', who: '所有人；待审核的除外', term: '到捐赠人撤回为止' },
    en: {
      what: 'the name as the public sees it',
      where: 'the society’s database, the pages, a public file of its own',
      who: 'everybody, unless it is held for staff',
      term: 'until the donor takes it back',
    },
  },
  {
    fields: ['note'],
    stores: '`records`; its opening in `public` (`open/…`), and on pages',
    zh: { what: '寄语', where: '同公示的姓名', who: '所有人；待审核的除外', term: '到捐赠人撤回为止' },
    en: { what: 'the message', where: 'as the shown name', who: 'everybody, unless it is held for staff', term: 'until the donor takes it back' },
  },
  {
    fields: ['dedication'],
    stores: '`records`; the certificate in `private`',
    zh: { what: '题献：家庭、集体、缅怀或致敬的人的称呼', where: '本会数据库，证书', who: '凭链接的捐赠人，证书的持有人；从不公示', term: '到依法删除为止' },
    en: {
      what: 'a dedication: the name of a family, a group, or whom the gift remembers or honours',
      where: 'the society’s database, the certificate',
      who: 'the donor, by the link that was kept; whoever holds the certificate; never the public',
      term: 'until erased',
    },
  },
  {
    fields: ['consent', 'consentAtMs', 'adult'],
    stores: '`records`',
    zh: { what: '同意公示的记录', where: '本会数据库', who: '本会', term: '作为同意的凭据，到依法删除为止' },
    en: { what: 'that showing was agreed to', where: 'the society’s database', who: 'the society', term: 'as proof of it, until erased' },
  },
  {
    fields: ['intent'],
    stores: '`records`',
    zh: { what: '定向用途的文字', where: '本会数据库，确认单', who: '凭链接的捐赠人，本会', term: '依法保存账目的期限，或到依法删除为止' },
    en: {
      what: 'what the gift is for, in words',
      where: 'the society’s database, the acknowledgement',
      who: 'the donor; the society',
      term: 'as long as books must be kept, or until erased',
    },
  },
  {
    fields: ['receipt'],
    stores: '`records`',
    zh: { what: '票据抬头与税号', where: '本会数据库', who: '本会', term: '依法保存账目的期限，或到依法删除为止' },
    en: {
      what: 'wishes for the receipt, with title and tax number',
      where: 'the society’s database',
      who: 'the society',
      term: 'as long as books must be kept, or until erased',
    },
  },
  {
    fields: ['serial', 'ref', 'at', 'paidAtMs', 'settledAtMs', 'orderedAtMs'],
    stores: '`records`',
    zh: { what: '付款流水号、准确时间', where: '本会数据库', who: '凭链接的捐赠人，审计', term: '依法保存账目的期限（原始凭证 30 年），删除姓名之后也保留' },
    en: {
      what: 'number of the payment, exact time',
      where: 'the society’s database',
      who: 'the donor; auditors',
      term: 'as long as books must be kept (original vouchers 30 years), also after an erasure',
    },
  },
  {
    fields: ['payer', 'payerTail', 'remark'],
    stores: '`records`',
    zh: { what: '银行对账单上的付款人、账号末几位和附言（待认领款项）', where: '本会数据库', who: '本会；从不公示', term: '依法保存账目的期限，或到依法删除为止' },
    en: {
      what: 'payer, last digits of the account, and remark on the bank’s statement, of payments that came without an order',
      where: 'the society’s database',
      who: 'the society; never the public',
      term: 'as long as books must be kept, or until erased',
    },
  },
  {
    fields: ['payee'],
    stores: '`records`',
    zh: { what: '接受款物的个人的姓名', where: '本会数据库', who: '本会，审计；从不公示', term: '依法保存账目的期限' },
    en: {
      what: 'the name of a person who received money or goods',
      where: 'the society’s database',
      who: 'the society, auditors; never the public',
      term: 'as long as books must be kept',
    },
  },
  {
    fields: ['salt', 'salts'],
    stores: '`records`',
    zh: { what: '打开账本摘要所用的盐', where: '本会数据库', who: '本会；捐赠人得到自己的一份', term: '与它所打开的内容相同' },
    en: {
      what: 'salts, from which commitments can be opened',
      where: 'the society’s database',
      who: 'the society; the donor gets those of the own gift',
      term: 'each as long as what it opens; the one for all fields goes with the first withdrawal',
    },
  },
  {
    fields: ['withdrawnAtMs', 'erasedAtMs'],
    stores: '`records`; an entry in `ledger` and `log`, without name or reason',
    zh: { what: '撤回或删除的事实与日期', where: '公开账本，本会数据库', who: '所有人', term: '永久' },
    en: { what: 'that something was taken back or erased, and when', where: 'the public log, the society’s database', who: 'everybody', term: 'for ever' },
  },
  {
    fields: [
      'id',
      'pk',
      'sk',
      'state',
      'lang',
      'campaign',
      'place',
      'cur',
      'amt',
      'method',
      'gateway',
      'orderNo',
      'expiresAtMs',
      'openUntilMs',
      'attempts',
      'turnAtMs',
      'entryId',
      'claim',
      'claimOf',
      'ground',
      'goods',
      'wish',
      'dueShard',
      'dueAt',
    ],
    stores: '`records`',
    zh: { what: '订单的其他内容', where: '本会数据库', who: '本会', term: '依法保存账目的期限' },
    en: {
      what: 'the rest of the order',
      where: 'the society’s database',
      who: 'the society',
      term: 'as long as books must be kept; no gift has a term after which the database drops it',
    },
  },
  {
    fields: ['query', 'donation', 'openedAtMs', 'askedAtMs', 'heard', 'endedAtMs', 'ended'],
    stores: '`records`; its own name, age and state in `public` (`queries.json`) while it is open',
    zh: {
      what: '“我付了款，记录在哪里”的询问',
      where: '本会数据库；未答复期间列在公开清单，只有代号、时间与状态',
      who: '本会；公开清单所有人',
      term: '依法保存账目的期限',
    },
    en: {
      what: 'that a donor asked where the gift is',
      where: 'the society’s database; while open in a public list, by a name of its own, with age and state',
      who: 'the society; the list everybody',
      term: 'as long as books must be kept',
    },
  },
  {
    fields: ['attempts', 'expiresAt'],
    stores: '`records`, `TRY#…`, under a keyed digest of the address that changes every ten minutes',
    zh: { what: '查询次数', where: '本会数据库，只存每十分钟更换的地址摘要', who: '无人', term: '二十分钟，之后由数据库删除' },
    en: {
      what: 'how often an address looked something up',
      where: 'the society’s database, as a digest that changes every ten minutes',
      who: 'nobody',
      term: 'twenty minutes, then the database drops it',
    },
  },
  {
    fields: [],
    stores: '`private`, `documents/…`; number and digest in `records`',
    zh: { what: '捐赠确认单、捐赠证书', where: '本会文件库', who: '凭链接的捐赠人，下载地址五分钟内有效', term: '依法保存账目的期限，或到依法删除为止' },
    en: {
      what: 'acknowledgement and certificate',
      where: 'the society’s file store',
      who: 'the holder of the link, by an address that is valid for five minutes',
      term: 'as long as books must be kept, or until erased',
    },
  },
  {
    fields: [],
    stores: '`ledger`, `log`',
    zh: { what: '金额、项目、捐赠点、支付方式、付款日', where: '公开账本', who: '所有人', term: '永久' },
    en: {
      what: 'the public entry: day, branch, campaign, place, means of payment, amount, salted digests',
      where: 'the public log',
      who: 'everybody',
      term: 'for ever',
    },
  },
  {
    fields: [],
    stores: 'nothing at the edge; in CloudWatch route, status and time, neither address nor path',
    zh: { what: '谁访问过网站', where: '不记录地址与访问的页面，只记录接口的种类、结果和时间', who: '运维人员', term: '一个月' },
    en: {
      what: 'who visited the site',
      where: 'neither address nor page; of the interface only route, status and time',
      who: 'operators',
      term: 'one month',
    },
  },
];
