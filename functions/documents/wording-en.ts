import { dayOf, shanghaiTime } from '../domain/time.ts';
import type { Wording } from './wording.ts';

/** The documents in English. */
export const EN: Wording = {
  receipt: 'Donation acknowledgement',
  certificate: 'Certificate of Donation',
  demonstration: 'DEMONSTRATION',
  demonstrationNote: 'Issued by an invented society for demonstration; it stands for no real gift.',
  labels: {
    number: 'No.',
    amount: 'Amount given',
    donor: 'Donor',
    campaign: 'Campaign',
    purpose: 'Purpose',
    branch: 'Received by',
    restricted: 'Restricted to',
    message: 'Message',
    paidAt: 'Paid at',
    channel: 'Channel',
    orderNo: 'Order no.',
    serial: 'Payment serial',
    published: 'Published',
    publicRow: 'Public row',
    fiscalBill: 'Fiscal e-bill',
    code: 'Unified social credit code',
  },
  anonymous: 'A kind-hearted person',
  fiscalBillNone: 'not applied for',
  notABill: 'This acknowledgement is not a fiscal bill and gives no right to a tax deduction.',
  scan: 'Scan to verify',
  scanNote: 'or open this page and type the number',
  offline: {
    title: 'Offline verification',
    what: 'This code holds the public record of your gift and the proof of its place in the log; it can be checked without a network.',
    warning: 'Whoever takes a picture of it can open your name as it is shown in public.',
  },
  published: (facts) => `Issue ${facts.issue}, record ${facts.recordNumber}, ${moment(facts.publishedAtMs)}`,
  time: (atMs) => `${moment(atMs)} (Beijing time)`,
  date: (atMs) => {
    const [year, month = 1, day] = dayOf(atMs).split('-').map(Number);
    return `${day} ${MONTHS[month - 1]} ${year}`;
  },
  currency: { CNY: 'CNY', USD: 'USD', EUR: 'EUR', GBP: 'GBP', HKD: 'HKD' },
  certify: (facts, amount) =>
    `We certify the gift of ${amount} on ${EN.date(facts.paidAtMs)} for the campaign ${facts.campaign.en}. It is entered in disclosure issue\u00a0${facts.issue} as record\u00a0${facts.recordNumber}, where anyone can check it.`,
  thanks: 'With our sincere thanks.',
  remembering: 'With our thanks.',
};

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const moment = (atMs: number): string => `${EN.date(atMs)} ${shanghaiTime(atMs)}`;
