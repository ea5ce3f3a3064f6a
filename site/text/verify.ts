import type { Lang } from '../../functions/disclosure/text.ts';

const zh = {
  number: '编号',
  numberNote: '例如 1-12345-7，印在公示的每一行、确认单和证书上。证书第二页二维码里的一长串数字也可以粘贴在这里。',
  check: '核对',
  result: '结果',
  files: '证书或证明文件',
  filesNote: '选一个文件，或把它拖到这一页：证书、确认单的 PDF，或 .tlog-proof 文件。文件只在这台设备上读取，不会上传。',
  saveTitle: '没有网络时也能核对',
  saveNote: '保存下面的文件，以后不连网也能打开：用证书第二页的二维码或 PDF 里附带的证明来核对。文件里存着本会账本的公钥。',
  saveLink: '保存离线核对文件',
  steps: '逐步核对',
  compared: '比较的数值',
  gift: '账本里的这一笔',
  compareTitle: '核对证书上的姓名',
  compareNote: '姓名没有公开时，可以在这里输入证书上写的姓名，与记录中的摘要比较。输入的内容不会离开这台设备。',
  compareName: '证书上的姓名',
  compareButton: '比较',
  rowName: '公示位置',
  limits: '这项核对不能证明什么',
  limitList: [
    '不能证明手里的纸张是原件。请把纸上的编号、金额、项目和日期与上面逐项对照。',
    '不能证明款项已经到账，也不能证明每一笔捐赠都已写入。这些由支付机构的账单和每位捐赠人自己的查询来核对。',
    '“后来的记录”出自本会公开的目录：目录里的每一条都逐条证明过，目录有没有漏，要由核对全部账本的人来看，例如审计和见证人。',
    '不能证明款项用得是否得当。用途由后续公示和审计来说明。',
  ],
  how: '怎样核对',
  howText: '浏览器下载公开账本的有关部分，自己验证签名、算出摘要，并与先前见过的账本比较。过程中不询问本会“对不对”，也不发送您手里的编号以外的任何内容。',
  withoutUs: '不用我们的软件来核对',
  forget: '忘记先前见过的账本',
  forgetNote: '演示站点重新建立后，账本会换成新的。确实重新建立过，才使用这个按钮。',
  noScript: '核对需要浏览器运行一段小程序，在您的设备上计算。请打开浏览器的脚本功能。阅读公示不需要。',
};

const en: typeof zh = {
  number: 'Number',
  numberNote:
    'Such as 1-12345-7; it stands in every row, on the acknowledgement and on the certificate. The long digits of the code on a certificate’s second page may be pasted here as well.',
  check: 'Check',
  result: 'Result',
  files: 'Certificate or proof file',
  filesNote:
    'Choose a file or drop it on this page: the PDF of a certificate or acknowledgement, or a .tlog-proof file. It is read on this device only and not uploaded.',
  saveTitle: 'Checking without a connection',
  saveNote:
    'Save the file below and open it later without a connection: it checks by the code on the certificate’s second page, or by the proof attached to the PDF. It holds the public key of the society’s log.',
  saveLink: 'Save the file for checking offline',
  steps: 'Step by step',
  compared: 'Values compared',
  gift: 'The gift in the log',
  compareTitle: 'Compare the name on a certificate',
  compareNote:
    'Where the name is not public, enter it here as the certificate has it, to hold it against the digest in the entry. What you enter does not leave this device.',
  compareName: 'Name on the certificate',
  compareButton: 'Compare',
  rowName: 'In the record',
  limits: 'What this check does not prove',
  limitList: [
    'Not that the paper in your hand is the original. Please compare its number, amount, campaign and day with the lines above.',
    'Not that the money came, nor that every gift was entered. The payment companies’ statements and each donor’s own check are there for that.',
    '“Later entries” come from a list that the society publishes: each one on it was proven here; whether one is missing is seen by those who check the whole log, such as auditors and witnesses.',
    'Not that the money was well used. Later issues and the audit speak of that.',
  ],
  how: 'How the check works',
  howText:
    'The browser fetches the parts of the public log that matter, verifies the signature, computes the digests and compares the log with what it saw before. It does not ask the society whether the answer is yes, and sends nothing but the place of the number you hold.',
  withoutUs: 'Check us without our software',
  forget: 'Forget the log seen before',
  forgetNote: 'When a demonstration is set up anew, it has a new log. Use this button only if that is what happened.',
  noScript: 'Checking needs a small script in the browser, which computes on your own device. Please allow scripts. Reading the record needs none.',
};

/** What stands on the check page before anything is checked, Chinese first. It is written into the page and not loaded by its script. */
export const verifyPageText: Readonly<Record<Lang, typeof zh>> = { zh, en };

const offlineZh = {
  title: '离线核对',
  asleep: '请先把这个文件保存到设备上，再从设备里打开。直接在网站上打开时，这里不工作。',
  digits: '证书第二页二维码里的数字',
  digitsNote: '用任何扫码程序读出二维码，把 # 后面的数字整串粘贴在这里；前面的网址一起粘贴也可以。',
  filesNote: '选一个文件，或把它拖到这一页：证书、确认单的 PDF，或 .tlog-proof 文件和它的 entry.json。什么都不会发送出去。',
  keys: '这个文件里的公钥',
  keysNote: '下面是保存这个文件时本会账本的公钥。请与公告、审计报告或别处得到的公钥对照，两处应当相同。',
};

const offlineEn: typeof offlineZh = {
  title: 'Checking without a connection',
  asleep: 'Please save this file to your device first and open it from there. Opened on the website itself it does not work.',
  digits: 'Digits of the code on the certificate’s second page',
  digitsNote: 'Read the code with any program and paste all the digits behind the #; the address before them may be pasted along.',
  filesNote:
    'Choose a file or drop it on this page: the PDF of a certificate or acknowledgement, or a .tlog-proof file and its entry.json. Nothing is sent anywhere.',
  keys: 'The key in this file',
  keysNote:
    'This is the public key of the society’s log at the time the file was saved. Please compare it with one from a notice, an audit report or somewhere else; the two must be the same.',
};

/** What stands in the file for checking without a network. */
export const offlinePageText: Readonly<Record<Lang, typeof offlineZh>> = { zh: offlineZh, en: offlineEn };
