import { dayOf, shanghaiTime } from '../domain/time.ts';
import type { DocumentFacts } from './documents.ts';
import type { Wording } from './wording.ts';

/** The documents in Chinese. */
export const ZH: Wording = {
  receipt: '捐赠确认单',
  certificate: '捐赠证书',
  demonstration: '演示文件',
  demonstrationNote: '虚构机构的演示文件，不代表真实捐赠。',
  labels: {
    number: '编号',
    amount: '捐赠金额',
    donor: '捐赠人',
    campaign: '捐赠项目',
    purpose: '用途',
    branch: '接收单位',
    restricted: '定向意愿',
    message: '留言',
    paidAt: '支付时间',
    channel: '支付渠道',
    orderNo: '订单号',
    serial: '支付流水号',
    published: '公示',
    publicRow: '公示所见',
    fiscalBill: '财政电子票据',
    code: '统一社会信用代码',
  },
  anonymous: '爱心人士',
  fiscalBillNone: '未申请',
  notABill: '本确认单不是财政票据，不作为税前扣除凭证。',
  scan: '扫码验证',
  scanNote: '或打开下面的网页，输入编号',
  offline: {
    title: '离线核验',
    what: '此码记有这一捐赠的公示记录和证明，可以离线核验。',
    warning: '拍下此码的人，可以打开您公示的名字。',
  },
  published: (facts) => `第\u00a0${facts.issue}\u00a0期　记录号\u00a0${facts.recordNumber}　${moment(facts.publishedAtMs)}`,
  time: (atMs) => `${moment(atMs)}（北京时间）`,
  date: (atMs) => {
    const [year, month, day] = dayOf(atMs).split('-').map(Number);
    return `${year}\u00a0年\u00a0${month}\u00a0月\u00a0${day}\u00a0日`;
  },
  currency: { CNY: '人民币', USD: '美元', EUR: '欧元', GBP: '英镑', HKD: '港币' },
  certify: (facts, amount) => {
    return `${giverOf(facts)}于 ${ZH.date(facts.paidAtMs)}向“${facts.campaign.zh}”捐赠${amount}，已记入第\u00a0${facts.issue}\u00a0期捐赠公示，记录号\u00a0${facts.recordNumber}，人人可以核验。`;
  },
  thanks: '谨致谢忱，特发此证。',
  remembering: '谨致谢意，以此证存念。',
};

const giverOf = ({ donor, dedication }: DocumentFacts): string => {
  if (dedication?.kind === 'family') return '您和家人';
  if (dedication?.kind === 'group') return '诸位';
  return donor.kind === 'organisation' ? '贵单位' : '您';
};

const moment = (atMs: number): string => `${ZH.date(atMs)}\u00a0${shanghaiTime(atMs)}`;
