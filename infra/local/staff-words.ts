import type { RegisterRefusal } from '../../functions/domain/staff-register.ts';

/** Why a change of the staff's keys was not taken, and what to do. */
export const STAFF_SENTENCES: Readonly<Record<RegisterRefusal | 'signature_wrong' | 'asked_wrongly', string>> = {
  asked_wrongly: '命令与网站版本不符。The command and the portal are of different versions.',
  signature_wrong: '签名不成立。The signature does not hold: was the file changed on its way?',
  statement_elsewhere: '签的是另一个账本。This was signed for another log: check SOCIETY_FILE.',
  register_moved: '登记表刚有变动，请再运行一次。The register has just changed: run the command again.',
  signer_unknown: '签名的密钥未登记、未生效或已停用。The key that signed is not enrolled, not in force yet, or ended.',
  own_key: '本人不能为自己的密钥作保。Nobody vouches for the own key: another enrolled person signs.',
  key_not_held: '申请文件与密钥不符。The request does not show that its key is held: make it again with npm run staff -- key.',
  key_known: '此密钥已登记过；停用过的不再启用。This key was enrolled before; an ended one is never taken again: make a new one.',
  key_unknown: '没有等待登记或可停用的这把密钥。There is no such key, or it is ended already.',
  person_known: '此人已有密钥；先停用旧的。This person has a key: end it first (revoke or lost).',
  signed_before: '同一人已签过，须由另一人签。This person has signed already: it takes another one.',
};
