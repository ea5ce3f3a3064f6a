import type { Lang } from '../../functions/disclosure/text.ts';

const zh = {
  title: '年度捐赠汇总',
  note: '把一年里的捐赠汇总成一份 PDF。本会不知道哪些捐赠是您的，只列出您出示链接的各笔；这一笔已包括在内。汇总不保存，也不是财政票据。',
  year: '年度',
  links: '其他捐赠的链接，每行一个',
  linksNote: '没有其他捐赠的，可以不填。最多二百个。',
  button: '生成汇总（PDF）',
  working: '正在生成，请稍候。',
  wrongLink: (line: number) => `第 ${line} 个链接不完整，没有生成。请粘贴付款后保存的完整链接。`,
  refusedLink: (line: number) => `第 ${line} 个链接不正确，没有生成。请核对后再试。`,
  nothing: '这些链接里没有该年度已公示的捐赠。请换一个年度，或补上其他链接。',
  failed: '暂时没有生成，捐赠不会因此丢失。请稍后再按一次。',
  tooMany: '一次最多二百个链接。请分几次生成。',
  ready: '保存汇总',
};

/** What the annual statement's form says in one language. */
export type YearWords = typeof zh;

const en: YearWords = {
  title: 'Statement of a year',
  note: 'Puts the gifts of one year into one PDF. We do not know which gifts are yours: it lists those whose links you show; this one is included. It is not kept, and is not a fiscal bill.',
  year: 'Year',
  links: 'Links of other gifts, one a line',
  linksNote: 'Leave it empty if there are none; two hundred at most.',
  button: 'Make the statement (PDF)',
  working: 'Being made, one moment.',
  wrongLink: (line) => `Link ${line} is incomplete; nothing was made. Please paste the whole link that was kept after paying.`,
  refusedLink: (line) => `Link ${line} is not right; nothing was made. Please check it and try again.`,
  nothing: 'None of these links is of a published gift of that year. Please choose another year, or add other links.',
  failed: 'It could not be made just now; no gift is lost by it. Please press again in a moment.',
  tooMany: 'At most two hundred links at once. Please make several statements.',
  ready: 'Save the statement',
};

export const yearWords: Readonly<Record<Lang, YearWords>> = { zh, en };
