import type { Lang } from '../../functions/disclosure/text.ts';

type PageTexts = {
  readonly giveTitle: string;
  readonly thanksTitle: string;
  readonly verifyTitle: string;
  readonly notFoundTitle: string;
  readonly notFound: string;
  readonly placeMoving: string;
  readonly placeRevoked: string;
  readonly otherCampaigns: string;
};

/** Wording of the pages that carry no figures. */
export const pageTexts: Readonly<Record<Lang, PageTexts>> = {
  zh: {
    giveTitle: '捐赠',
    thanksTitle: '这笔捐赠的记录',
    verifyTitle: '核对',
    notFoundTitle: '没有这一页',
    notFound: '这个地址没有内容。公示与账本都没有变动，请从首页或编号查找。',
    placeMoving: '正在打开捐赠页。没有自动打开时，请按下面的按钮。',
    placeRevoked: '这张海报已停用，不再接受捐赠。已经写下的捐赠仍可在公示中查到。',
    otherCampaigns: '其他项目',
  },
  en: {
    giveTitle: 'Give',
    thanksTitle: 'The record of this gift',
    verifyTitle: 'Check',
    notFoundTitle: 'There is no such page',
    notFound: 'Nothing is kept at this address. The issues and the log are unchanged; please look from the front page or by number.',
    placeMoving: 'The giving page is about to open. If it does not, please use the button.',
    placeRevoked: 'This poster is no longer in use and takes no gifts. Gifts already written down can still be found in the issues.',
    otherCampaigns: 'Other campaigns',
  },
};
