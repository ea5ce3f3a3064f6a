import type { ClaimRead } from './verify-claim.ts';
import type { Step, StepId, Verdict } from './verify-finding.ts';
import type { NameFit } from './verify-name.ts';

type ClaimFault = Extract<ClaimRead, { ok: false }>['code'];
type Compared = readonly string[];
type Sentence = (compared: Compared) => string;
type HoldingStep = 'key' | 'checkpoint' | 'entry' | 'inclusion';

/** What the check page says in Chinese. */
export const zh = {
  number: '编号',
  numberNote: '例如 1-12345-7，印在公示的每一行、确认单和证书上。',
  check: '核对',
  checking: '正在下载账本的有关部分并计算。',
  result: '结果',
  verdicts: { valid: '有效', changed: '已更正或撤回', altered: '与账本不符', not_ours: '不是本会的记录', unreachable: '未能核对' } satisfies Record<
    Verdict,
    string
  >,
  sentences: {
    holds: () => '公开账本里有这一笔，与本会签名的账本一致。请把手里的凭证与下面逐项对照。',
    other_entry: () => '公开账本里有这条记录，与本会签名的账本一致。它登记的是机构、项目、捐赠点、结期等事项，不是捐赠。',
    no_connection: () => '没有连上，账本的文件没有读到，这次没有结论。这不说明凭证有问题。请稍后再试。',
    files_missing: () => '账本的文件暂时不全，这次没有结论。这不说明凭证有问题。请稍后再试。',
    log_unreadable: () => '账本的说明文件无法读取，这次没有结论。请稍后再试，或与我们联系。',
    other_origin: () => '这里的账本不是本页所属的那一本，不能用来核对。',
    key_replaced: () => '账本换了签名密钥，而这个浏览器先前见过的密钥不在其中。请不要据此相信页面上的内容，并告诉审计或监督机构。',
    bad_signature: () => '账本的签名不成立，读到的不是本会签名的账本。请不要据此相信页面上的内容。',
    history_differs: () => '账本与这个浏览器先前看到的不连续：已经写下的内容被改动或删去。请保存本页，并告诉审计或监督机构。',
    beyond_end: ([, size]: Compared) => `账本现有 ${size} 条记录，没有这个编号。刚刚付款的，请过一会儿再查。`,
    not_a_gift: () => '这个编号在账本里不是捐赠，凭证上的编号不会是它。',
    entry_damaged: () => '账本中这个位置的内容已损坏，与签名不符。',
    leaf_differs: () => '账本里有这个编号，但内容与二维码中的摘要不同。这张凭证不是为这一笔开的，或者其中之一被改动。',
    proof_fails: () => '这条记录算不出签名的总摘要，说明记录或账本被改动。',
    name_differs: () => '这一笔在账本里，但公开的姓名与记录不符。',
    name_withdrawn: () => '这一笔在公开账本里，没有改动；姓名已应捐赠人的要求隐去。',
  },
  steps: '逐步核对',
  states: { holds: '相符', fails: '不符', open: '未比较' } satisfies Record<Step['state'], string>,
  titles: {
    key: '谁的账本',
    checkpoint: '账本的签名',
    history: '与先前所见比较',
    entry: '这条记录',
    inclusion: '在账本中的位置',
    name: '公开的姓名',
  } satisfies Record<StepId, string>,
  holding: {
    key: ([origin]: Compared) => `账本的名称是 ${origin}，与本页建立时写入的名称相同。`,
    checkpoint: ([size]: Compared) => `本会的密钥签过这份账本，签名成立。账本现有 ${size} 条记录。`,
    entry: ([, leafStart]: Compared) => (leafStart === undefined ? '记录的格式完整，已算出它的摘要。' : `记录的摘要开头与二维码中的 ${leafStart} 相同。`),
    inclusion: ([index, size]: Compared) => `从第 ${index} 条记录起逐层合并相邻的摘要，得到 ${size} 条记录的总摘要，与签名的总摘要相同。`,
  } satisfies Record<HoldingStep, Sentence>,
  found: {
    no_connection: () => '没有连上，没有读到文件。',
    files_missing: () => '文件暂时没有，没有比较。',
    log_unreadable: () => '账本的说明文件里没有可用的密钥。',
    other_origin: ([expected, found]: Compared) => (expected === undefined ? '签名的是另一本账本。' : `本页要的是 ${expected}，读到的是 ${found || '空白'}。`),
    key_replaced: () => '先前见过的密钥已不在账本的密钥之中。',
    bad_signature: () => '账本的密钥对不上签名。',
    first_visit: ([size]: Compared) => `这个浏览器第一次看到这本账本。已记下 ${size} 条时的样子，下次会与它比较。`,
    same_history: ([before, now]: Compared) => `先前看到 ${before} 条，现在 ${now} 条；先前的部分没有变化。`,
    older_copy: ([before, now]: Compared) => `这次读到的是较早的一份（${now} 条，先前见过 ${before} 条），两份一致。`,
    not_comparable: ([before, now]: Compared) => `先前看到 ${before} 条，现在 ${now} 条；用来比较的文件没有读到。`,
    history_differs: ([before, now]: Compared) => `先前看到 ${before} 条，现在 ${now} 条；先前的部分变了。`,
    beyond_end: ([index, size]: Compared) => `要找第 ${index} 条，账本只有 ${size} 条（从 0 数起）。`,
    not_a_gift: () => '这条记录不是捐赠。',
    entry_damaged: () => '这个位置没有完整的记录。',
    leaf_differs: ([claimed, found]: Compared) => `二维码写的是 ${claimed}，账本里是 ${found}。`,
    proof_fails: () => '算出的总摘要与签名的总摘要不同。',
    name_opened: ([shown]: Compared) => `公开的姓名“${shown}”与记录中的加盐摘要相符。`,
    name_anonymous: () => '匿名捐赠，公示为“爱心人士”，与记录中的加盐摘要相符。',
    name_held: () => '姓名由工作人员看过后再显示，目前没有公开。',
    name_withdrawn: () => '姓名已应捐赠人的要求隐去。金额、项目和日期不变。',
    name_unopened: () => '姓名的公开文件没有读到，没有比较。',
    name_unclaimed: () => '这笔款项还没有认领，没有姓名。',
    name_differs: () => '公开的姓名与记录中的加盐摘要不符。',
  },
  compared: '比较的数值',
  labels: {
    key: ['账本名称', '密钥编号'],
    checkpoint: ['记录数', '总摘要'],
    history: ['先前', '现在'],
    entry: ['摘要', '二维码中的摘要开头'],
    inclusion: ['位置', '记录数', '记录的摘要', '总摘要'],
    name: ['姓名'],
  } satisfies Record<StepId, readonly string[]>,
  gift: '账本里的这一笔',
  amount: '金额',
  campaign: '项目',
  place: '捐赠点',
  day: '付款日',
  channel: '支付方式',
  shown: '公示姓名',
  restricted: '定向',
  row: (issue: number, row: number) => `公示第 ${issue} 期第 ${row} 行`,
  rowName: '公示位置',
  compareTitle: '核对证书上的姓名',
  compareNote: '姓名没有公开时，可以在这里输入证书上写的姓名，与记录中的摘要比较。输入的内容不会离开这台设备。',
  compareName: '证书上的姓名',
  compareButton: '比较',
  compareAnswers: {
    whole: '相符：这一笔公示的就是这个姓名。',
    masked: '部分相符：这一笔只公示第一个字，与这个姓名的第一个字相同。其余的字无法在这里核对。',
    differs: '不符：这一笔公示的不是这个写法。请逐字对照，包括空格和间隔号。',
  } satisfies Record<NameFit, string>,
  limits: '这项核对不能证明什么',
  limitList: [
    '不能证明手里的纸张是原件。请把纸上的编号、金额、项目和日期与上面逐项对照。',
    '不能证明款项已经到账，也不能证明每一笔捐赠都已写入。这些由支付机构的账单和每位捐赠人自己的查询来核对。',
    '不能证明款项用得是否得当。用途由后续公示和审计来说明。',
  ],
  how: '怎样核对',
  howText: '浏览器下载公开账本的有关部分，自己验证签名、算出摘要，并与先前见过的账本比较。过程中不询问本会“对不对”，也不发送您手里的编号以外的任何内容。',
  faults: {
    malformed: '这不是完整的编号或链接。请重新扫描二维码，或照原件输入编号，例如 1-12345-7。',
    check_character: '编号的最后一位与前面的数字对不上，可能有一位抄错。请对照原件再输入一次。',
    other_generation: '这个编号属于另一本账本，本页核对不了。',
  } satisfies Record<ClaimFault, string>,
  forget: '忘记先前见过的账本',
  forgetNote: '演示站点重新建立后，账本会换成新的。确实重新建立过，才使用这个按钮。',
  noScript: '核对需要浏览器运行一段小程序，在您的设备上计算。请打开浏览器的脚本功能。阅读公示不需要。',
};

/** The wording that each language has, with the same parts. */
export type VerifyWords = typeof zh;
