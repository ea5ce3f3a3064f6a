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
      {
        heading: '退款',
        paragraphs: [
          '公益捐赠一般不能任意撤回。误付、重复支付、金额有误、捐赠无效，或用途不能实现的，请凭公示编号与本会联系。退款由一人申请、另一人确认，款项退回原来的付款账户；当天的公示登记一行负数并写明原因，原来的一行保留，两行互相指向。',
          '未满十八周岁的人捐了款，监护人不同意的，可以要求退回，不必说明理由。请监护人与本会联系，说明公示编号，或付款的日期、金额和流水号，并出示身份证件和能说明监护关系的材料，例如户口簿。系统只记下材料的摘要，不保存内容。',
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
      {
        heading: 'Refunds',
        paragraphs: [
          'A gift for the public good is not taken back at will. Where it was paid by mistake, twice, or with a wrong amount, where it is void, or its purpose cannot be met, please contact the society with the number of the public row. One person asks for the refund, another confirms it, and the money goes back to the account that paid. The issue of that day has a negative row with the reason; the first row stays, and the two point at each other.',
          'Where somebody under eighteen gave and a guardian does not agree, the guardian can ask for the money back without a reason. Please contact the society with the number of the row, or with day, amount and serial number of the payment, and show an identity document and something that tells of the guardianship. The system keeps a digest of what was shown, and not what it says.',
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
