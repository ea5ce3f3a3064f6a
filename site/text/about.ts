import type { Lang } from '../../functions/disclosure/text.ts';

type Section = { readonly heading: string; readonly paragraphs: readonly string[] };
type Kept = {
  readonly heading: string;
  readonly before: string;
  readonly columns: readonly string[];
};
type About = {
  readonly title: string;
  readonly sections: readonly Section[];
  readonly posters: { readonly heading: string; readonly before: string };
  readonly kept: Kept;
};

/** What the portal is and is not, how to check it, and what is kept where. */
export const aboutText: Readonly<Record<Lang, About>> = {
  zh: {
    title: '说明',
    sections: [
      {
        heading: '这是什么',
        paragraphs: [
          '本会收到的每一笔捐赠，付款后随即写入公开账本，并出现在当天的公示里。每天一期，连续编号，没有捐赠的日子也有一期。',
          '公示中的每个数字都由账本中的记录算出。账本由本会签名，写下的记录不能改、不能删、不能在中间插入，任何改动都能被发现。',
        ],
      },
      {
        heading: '这不是什么',
        paragraphs: [
          '账本证明的是：公示过的内容没有被悄悄改动。它不能证明钱已到账，不能证明所有捐赠都已登记，也不能证明钱用得是否得当。这些由支付机构的账单、捐赠人自己的查询和审计来核对。',
          '捐赠确认单不是财政票据，不作为税前扣除凭证。',
        ],
      },
      {
        heading: '怎样核对',
        paragraphs: [
          '每一行公示都有编号，每张证书都有二维码。在核对页输入编号，浏览器会下载账本的相关部分，自己算出结果，不依赖本会的判断。',
          '结期后的 JSON 与 CSV 文件含该期全部公开事实，可以自行加总。补登的捐赠按位置判断：付款日早于本期，即为补登。',
        ],
      },
    ],
    posters: {
      heading: '海报',
      before: '本会张贴的捐赠海报如下，可下载印制，也可用来对照：码上有粘贴痕迹，或扫码后网址与海报所印不同，请勿付款。',
    },
    kept: {
      heading: '什么保存在哪里',
      before: '公开账本里没有姓名、寄语、流水号和准确时间，只有它们的加盐摘要。姓名只有经捐赠人单独同意才显示，不同意也可以捐赠。',
      columns: ['内容', '在哪里', '谁能看到', '多久'],
    },
  },
  en: {
    title: 'About',
    sections: [
      {
        heading: 'What this is',
        paragraphs: [
          'Every gift that the society receives is written into a public log as soon as it is paid, and stands in that day’s issue. There is one issue a day, numbered without gaps; a day without gifts has its issue too.',
          'Every figure in an issue is computed from entries of the log. The society signs the log. An entry cannot be changed, removed or slipped in between others without being noticed.',
        ],
      },
      {
        heading: 'What it is not',
        paragraphs: [
          'The log proves that what was published has not been quietly changed. It does not prove that the money came, that every gift was entered, or that it was well spent. The payment companies’ statements, each donor’s own check and the audit are there for that.',
          'The acknowledgement of a gift is not a fiscal bill and does not count for tax deduction.',
        ],
      },
      {
        heading: 'How to check',
        paragraphs: [
          'Every row has a number and every certificate a QR code. Enter the number on the checking page: the browser fetches the parts of the log that matter and computes the result itself, without relying on our word.',
          'The JSON and CSV files of a closed issue hold all its public facts, to be added up by anyone. A gift is late by its position: its day of payment lies before the issue in which it stands.',
        ],
      },
    ],
    posters: {
      heading: 'Posters',
      before:
        'These are the posters that the society puts up, to be printed, and to be held against what hangs on a wall: if a code was pasted over, or the address after scanning is not the printed one, do not pay.',
    },
    kept: {
      heading: 'What is kept where',
      before:
        'The public log holds no name, message, serial number or exact time, only salted digests of them. A name is shown only if the donor consents to that separately; one can give without.',
      columns: ['What', 'Where', 'Who sees it', 'How long'],
    },
  },
};
