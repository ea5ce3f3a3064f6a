import type { Lang } from '../../functions/disclosure/text.ts';
import type { DedicationKind } from '../../functions/domain/dedication.ts';

const zh = {
  open: '以家庭、集体名义，或缅怀、致敬（可不填）',
  note: '只写在您自己的证书上，公示和确认单里没有。证书由本会签名；这几个字不在公开账本里。',
  kind: '证书上写',
  none: '不写',
  kinds: { family: '一个家庭', group: '班级、团队等集体', memorial: '缅怀一位逝者', honour: '向一位或一群人致敬' } satisfies Record<DedicationKind, string>,
  name: {
    family: '家庭的称呼，例如“王建国一家”',
    group: '集体的全称',
    memorial: '逝者的姓名',
    honour: '向谁致敬',
  } satisfies Record<DedicationKind, string>,
  members: '人数（可不填）',
  preview: '证书上的写法',
  faults: {
    name_empty: () => '请填写要写在证书上的称呼，或选择“不写”。',
    name_too_long: () => '最长 200 个字，请缩短。',
    name_characters: (detail: string) => `这里有证书上写不出的字或符号：${detail}。请换一种写法，其余文字原样保留。`,
    members: () => '人数请填 2 至 99,999 之间的整数，也可以不填。',
  },
};

/** What the give page says of dedications in one language; apart from its other words, since few donors open it. */
export type DedicationWords = typeof zh;

const en: DedicationWords = {
  open: 'Give as a family or a group, or in memory or in honour of somebody (optional)',
  note: 'Stands on your own certificate and neither in the public record nor on the acknowledgement. We sign the certificate; these words are not in the public log.',
  kind: 'The certificate says',
  none: 'Nothing of this',
  kinds: { family: 'A family', group: 'A class, a team, a group', memorial: 'In memory of', honour: 'In honour of' },
  name: {
    family: 'Name of the family, such as 王建国一家',
    group: 'Full name of the group',
    memorial: 'Name of the person remembered',
    honour: 'Who is honoured',
  },
  members: 'Number of people (optional)',
  preview: 'As the certificate writes it',
  faults: {
    name_empty: () => 'Please fill in what the certificate shall say, or choose “Nothing of this”.',
    name_too_long: () => 'At most 200 characters. Please shorten it.',
    name_characters: (detail) => `Our certificates cannot show these characters: ${detail}. Please write them another way; the rest stays as typed.`,
    members: () => 'Please give a whole number from 2 to 99,999, or none.',
  },
};

/** Words about dedications, Chinese first. */
export const dedicationWords: Readonly<Record<Lang, DedicationWords>> = { zh, en };
