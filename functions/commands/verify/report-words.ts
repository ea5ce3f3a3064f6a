import { groupDigits } from '../../disclosure/digits.ts';
import { encodeBase64 } from '../../domain/ledger/base64.ts';
import { formatVerifierKey } from '../../domain/ledger/note.ts';
import type { Code, Counted } from './finding.ts';
import { FINDING_WORDS, REMARK_WORDS } from './finding-words.ts';
import type { Witnesses } from './judge-witnesses.ts';
import type { Grown } from './last-seen.ts';
import type { Verified } from './verify-record.ts';

const SHOWN = 5;

/** The report as an auditor reads it: what was read, what was compared, what does not hold, what must be known, and what all this does not prove. Chinese first. */
export function reportWords(verified: Verified, { seconds, stateFile }: { readonly seconds: number; readonly stateFile: string }): string {
  const { notes } = verified;
  const lines = [
    ...heading(verified, stateFile),
    '',
    '核对了什么 · What was compared',
    ...compared(verified),
    ...filesRead(verified, seconds),
    ...(notes.remarks.length === 0 ? [] : ['', '需要知道 · To be known', ...remarks(verified)]),
    ...(notes.found.size === 0 ? [] : ['', '不成立 · What does not hold', ...findings(verified)]),
    '',
    ...(verified.reached === 'disclosures' ? [] : [STOPPED[verified.reached], '']),
    ...NOT_PROVEN,
    '',
    verdict(verified),
  ];
  return `${lines.join('\n')}\n`;
}

/** Tells whether everything holds: no finding, and nothing left out because the log itself did not hold. */
export function holds({ notes, reached }: Verified): boolean {
  return notes.found.size === 0 && reached === 'disclosures';
}

function heading({ place, origin, keys, signed, grown, witnesses }: Verified, stateFile: string): readonly string[] {
  return [
    `核对公开记录 · Verifying the public record of ${place}`,
    ...(origin === undefined ? [] : [`  账本 log     ${origin}`]),
    ...keys.map((key) => `  公钥 key     ${formatVerifierKey(key)}`),
    ...(signed === undefined ? [] : [`  检查点 head  ${groupDigits(signed.checkpoint.size)} 条 entries, root ${encodeBase64(signed.checkpoint.root)}`]),
    ...(witnesses === undefined ? [] : witnessLines(witnesses)),
    ...(grown === undefined ? [] : [`  与上次相比   ${GROWN[grown]}`, `  状态 state   ${stateFile}`]),
  ];
}

/** Witnessed and provisional are never mixed, and a log without witnesses is said to have none. */
function witnessLines({ policy, witnessed }: Witnesses): readonly string[] {
  if (policy === undefined) return ['  见证 witness 无，只有账本自己的签名 · none, the log’s own signature alone'];
  if (witnessed === undefined) return ['  见证 witness 尚无达到规则要求的联署，全部为暂定 · no checkpoint has the quorum yet: all is provisional'];
  const by = witnessed.by.map(({ witness, seconds }) => `    ${witness.name}  ${new Date(seconds * 1000).toISOString()}`);
  return [`  见证 witness 前 ${groupDigits(witnessed.checkpoint.size)} 条已见证，其后为暂定 · entries to here are witnessed, later ones provisional`, ...by];
}

const GROWN: Readonly<Record<Grown, string>> = {
  first_seen: '首次核对，已记下 · first run, remembered',
  grown: '只增不改 · it has only grown',
  same: '没有变化 · unchanged',
  older_copy: '较早的副本，与上次一致 · an older copy, consistent',
  older_copy_unproven: '较短的副本，未能证明一致 · a shorter copy, consistency not provable from here',
  forked: '分叉 · FORK',
};

const COUNTED_WORDS: readonly (readonly [Counted, string])[] = [
  ['entries', '条目：规范写法、字段、编号唯一、先登记后使用、签名覆盖 · entries: canonical, fields, unique, defined before use, under the signature'],
  ['bundles', '条目包，逐条哈希 · bundles, leaf by leaf'],
  ['tiles', '哈希块，由条目重算，逐字节 · tiles recomputed from the entries, byte by byte'],
  ['checkpoints', '留存的检查点：签名，且为现有账本的开头 · kept checkpoints: signed, and beginnings of this log'],
  ['cosignatures', '见证人的联署 · cosignatures of witnesses'],
  ['closes', '结期：连续、合计、摘要、说明逐字节 · closes: consecutive, totals, digest, statement byte by byte'],
  ['openings', '公开的姓名，与账本承诺相符 · shown names, each fit for its commitment'],
  ['issues', '期 · issues'],
  ['rows', '行，对照条目 · rows held against entries'],
  ['pages', '公示页（中文、英文、JSON），重新绘制比较 · pages of rows, drawn again and compared'],
  ['json_rows', '全期 JSON 行 · rows of whole issues as JSON'],
  ['csv_rows', '全期 CSV 行 · rows of whole issues as CSV'],
  ['papers', '全期 PDF，逐字节重绘 · issues as PDF, drawn again byte for byte'],
  ['front_pages', '首页、今日、项目、历期页 · home, today, campaigns and list of issues'],
];

function compared({ notes }: Verified): readonly string[] {
  return COUNTED_WORDS.filter(([what]) => notes.compared[what] > 0).map(([what, words]) => `  ${groupDigits(notes.compared[what]).padStart(11)}  ${words}`);
}

function filesRead({ files, bytes }: Verified, seconds: number): readonly string[] {
  const count = groupDigits(Object.values(files).reduce((sum, one) => sum + one, 0));
  const many = Object.entries(files).filter(([part]) => part.endsWith('/'));
  const alone = Object.keys(files).filter((part) => !part.endsWith('/'));
  const took = `${megabytes(bytes)} MB, ${seconds.toFixed(1)} s`;
  return [
    '',
    `读了哪些文件 · Which files were read: ${count} (${took})`,
    ...many.map(([part, one]) => `  ${groupDigits(one).padStart(11)}  ${part}`),
    `               ${alone.join('  ')}`,
  ];
}

function remarks({ notes }: Verified): readonly string[] {
  return notes.remarks.flatMap(({ code, count, files, indices, details }) => {
    const { zh, en } = REMARK_WORDS[code];
    const where = [...files.slice(0, SHOWN), ...indices.slice(0, SHOWN).map((index) => `#${index}`), ...details.slice(0, SHOWN)];
    const more = Math.max(files.length, indices.length, details.length) > SHOWN ? ' …' : '';
    return [`  ${code} × ${groupDigits(count)}  ${zh} · ${en}`, ...(where.length === 0 ? [] : [`      ${where.join('  ')}${more}`])];
  });
}

function findings({ notes }: Verified): readonly string[] {
  return [...notes.found].flatMap(([code, count]) => {
    const { zh, en } = FINDING_WORDS[code];
    const some = notes.findings.filter((one) => one.code === code).slice(0, SHOWN);
    const each = some.map(({ file, index, detail }) => `      ${file}${index === undefined ? '' : ` #${index}`}${detail === undefined ? '' : `  ${detail}`}`);
    return [`  ${code} × ${groupDigits(count)}  ${zh} · ${en}`, ...each, ...(count > some.length ? [`      … ${groupDigits(count - some.length)} more`] : [])];
  });
}

const STOPPED = {
  nothing: '没有可信的检查点，其余未核对。There is no trustworthy checkpoint; nothing else was compared.',
  checkpoint: '条目未能读全，其后未核对。Entries could not all be read; nothing behind them was compared.',
  log: '账本本身不成立，公示页未与之核对。The log itself does not hold; pages were not compared with it.',
} as const;

const NOT_PROVEN = [
  '本报告不证明：款项确已到账；每一笔都已登记；支出是否得当；未公开的姓名、寄语、单号与时间；别人看到的是同一个账本（请与他人比对检查点）。',
  '未核对：网页样式与脚本、收据与证书、海报、“已付款、尚未公示”的数字。',
  'Not proven: that money came, that every gift was entered, that it was well spent, whatever is committed to and not open, and that others are shown the same log: compare checkpoints.',
  'Not compared: styles and scripts of the site, receipts and certificates, posters, the figure of what is paid and not yet public.',
];

function verdict(verified: Verified): string {
  if (holds(verified)) return '结论：全部成立。Verdict: everything holds.';
  const count = [...verified.notes.found.values()].reduce((sum, one) => sum + one, 0);
  const forked = verified.notes.found.has('history_forked' satisfies Code);
  const loud = forked ? '！分叉！两个已签名的检查点互相矛盾，请保留证据文件并公开。A FORK: keep the evidence files and make them public.\n' : '';
  return `${loud}结论：不成立，共 ${groupDigits(count)} 处。Verdict: it does NOT hold; ${groupDigits(count)} findings.`;
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
