import { momentText } from './moment-text.ts';
import type { VerifyWords } from './verify-words-zh.ts';

/** What the check page says in English. */
export const en: VerifyWords = {
  number: 'Number',
  checking: 'Fetching the parts of the log that matter, and computing.',
  verdicts: { valid: 'Valid', changed: 'Corrected or withdrawn', altered: 'Altered', not_ours: 'Not ours', unreachable: 'Could not be checked' },
  sentences: {
    holds: () => 'This gift stands in the public log as the society signed it. Please compare what you hold with the lines below.',
    other_entry: () =>
      'This entry stands in the public log as the society signed it. It defines a branch, a campaign or a place, closes an issue or the like; it is no gift.',
    no_connection: () =>
      'There was no connection and the files of the log were not read. This is no finding and says nothing against a document. Please try again later.',
    files_missing: () => 'Files of the log are missing for the moment. This is no finding and says nothing against a document. Please try again later.',
    log_unreadable: () => 'The description of the log could not be read. This is no finding. Please try again later, or contact us.',
    other_origin: () => 'The log found here is not the one this page belongs to, and cannot be used for a check.',
    key_replaced: () =>
      'The log has another signing key, and the one this browser saw before is no longer among them. Please do not rely on these pages, and tell an auditor or the supervising authority.',
    bad_signature: () => 'The signature of the log does not hold: this is not what the society signed. Please do not rely on these pages.',
    history_differs: () =>
      'The log does not continue what this browser saw before: something already written was changed or removed. Please keep this page, and tell an auditor or the supervising authority.',
    beyond_end: ([, size]) => `The log has ${size} entries and this number is not among them. If you have only just paid, please look again in a while.`,
    not_a_gift: () => 'Under this number the log has no gift, so that it cannot be the number of a document.',
    entry_damaged: () => 'The content at this place of the log is damaged and does not fit the signature.',
    leaf_differs: () =>
      'The log has this number, but its content differs from the digest in the code. The document was made for another gift, or one of the two was altered.',
    proof_fails: () => 'The signed digest cannot be computed from this entry: the entry or the log was altered.',
    name_differs: () => 'The gift stands in the log, but the name shown in public does not fit it.',
    later_withdraw: () => 'The gift stands in the public log unchanged; the name was withdrawn at the donor’s request.',
    later_erase: () => 'The gift stands in the public log unchanged; the name and what else was personal was erased as the law asks.',
    later_fix: () => 'The gift stands in the public log and was corrected later. What the correction says counts; see “Later entries”.',
    later_refund: ([, amount]) => `The gift stands in the public log, and a refund${amount ? ` of ${amount}` : ''} was entered later.`,
    later_void: () => 'The gift stands in the public log; a document made for it was voided later.',
    later_other: () => 'The gift stands in the public log, and a later entry points at it.',
    as_of: ([size, time]) =>
      `The proof in the document holds: ${time === undefined ? '' : `as of ${momentText(time)}, `}the gift was in the log when it had ${size} entries. It was not compared with today’s log; whether it was corrected or withdrawn since can only be told with a connection.`,
    other_key: () => 'This document was not signed with a key of the society’s log.',
    held_unsigned: () => 'The entry in the document does not fit the log that the society signed: entry, proof or signature was altered.',
    entry_not_held: () =>
      'Only the proof file is at hand, not the entry itself, and there was no connection. Please add entry.json, or try again with a connection.',
    held_name_differs: () => 'The proof in the document holds, but the name that the document opens does not fit the entry.',
    witness_differs: () =>
      'The log that the witnesses signed does not agree with the one found here. Please keep this page, and tell an auditor or the supervising authority.',
    since_differs: () =>
      'The log that the document rests on does not agree with today’s log: something already written was changed or removed. Please keep the document and this page, and tell an auditor or the supervising authority.',
    file_altered: () => 'The gift stands in the log, but this file was changed after it was signed. What the log says below counts.',
    file_added: () => 'The gift stands in the log, but something was added to this file after it was signed. What the log says below counts.',
  },
  states: { holds: 'fits', fails: 'does not fit', open: 'not compared' },
  titles: {
    file: 'The file itself',
    key: 'Whose log',
    checkpoint: 'The signature of the log',
    history: 'Compared with what was seen before',
    entry: 'The entry',
    inclusion: 'Its place in the log',
    witness: 'Witnesses',
    name: 'The name',
    since: 'Compared with today’s log',
    later: 'Later entries',
  },
  holding: {
    key: ([origin]) => `The log is called ${origin}, the name written into this page when it was built.`,
    checkpoint: ([size]) => `The society’s key has signed the log and the signature holds. The log has ${size} entries.`,
    entry: ([, leafStart]) =>
      leafStart === undefined ? 'The entry is complete and its digest was computed.' : `The digest of the entry begins with ${leafStart}, as the code says.`,
    inclusion: ([index, size]) =>
      `From entry ${index}, joining neighbouring digests level by level gives the digest over all ${size} entries, which is the one that was signed.`,
  },
  found: {
    no_connection: () => 'There was no connection; the files were not read.',
    files_missing: () => 'The files are not there for the moment; nothing was compared.',
    log_unreadable: () => 'The description of the log holds no usable key.',
    other_origin: ([expected, found]) =>
      expected === undefined ? 'What is signed is another log.' : `This page asks for ${expected} and found ${found || 'nothing'}.`,
    key_replaced: () => 'The key seen before is no longer among the keys of the log.',
    bad_signature: () => 'No key of the log fits the signature.',
    first_visit: ([size]) => `This browser sees the log for the first time. What it was like with ${size} entries is kept, to compare with next time.`,
    same_history: ([before, now]) => `There were ${before} entries before and there are ${now} now; the earlier part has not changed.`,
    older_copy: ([before, now]) => `This is an older copy (${now} entries, ${before} were seen before), and the two agree.`,
    not_comparable: ([before, now]) => `There were ${before} entries before and there are ${now} now; the files to compare them were not read.`,
    history_differs: ([before, now]) => `There were ${before} entries before and there are ${now} now; the earlier part has changed.`,
    beyond_end: ([index, size]) => `Entry ${index} was asked for; the log has ${size}, counted from 0.`,
    not_a_gift: () => 'This entry is no gift.',
    entry_damaged: () => 'There is no whole entry at this place.',
    leaf_differs: ([claimed, found]) => `The code says ${claimed}, the log has ${found}.`,
    proof_fails: () => 'The computed digest differs from the signed one.',
    name_opened: ([shown]) => `The name shown in public, “${shown}”, fits the salted digest in the entry.`,
    name_anonymous: () => 'An anonymous gift, shown as 爱心人士, a kind person; it fits the salted digest in the entry.',
    name_held: () => 'Staff look at the name before it is shown; it is not public yet.',
    name_withdrawn: () => 'The name was withdrawn at the donor’s request. Amount, campaign and day stay.',
    name_missing: () =>
      'The name is not public, and the log has no entry that says it was taken back; nothing was compared. If it was taken back just now, check again in a minute; if this stays so, contact us.',
    name_unopened: () => 'The public file with the name was not read; nothing was compared.',
    name_unclaimed: () => 'Nobody has claimed this payment yet; it has no name.',
    name_differs: () => 'The name shown in public does not fit the salted digest in the entry.',
    name_held_opened: ([shown, name]) =>
      `“${shown}”${name === undefined ? '' : ` and the full name “${name}”`} on the document fits the salted digest in the entry.`,
    name_not_held: () => 'The document opens no name; nothing was compared.',
    held_name_differs: ([shown]) => `“${shown}” on the document does not fit the salted digest in the entry.`,
    nothing_later: ([size]) => `The log has ${size} entries, and the public list names no correction, refund or withdrawal that points at this one.`,
    later_unread: () => 'The list of later entries was not read; nothing was compared.',
    later_withdraw: ([number]) => `A later entry, ${number}, points at this gift and says that its name was taken back. It stands in the signed log.`,
    later_erase: ([number]) => `A later entry, ${number}, points at this gift and says that what was personal was erased. It stands in the signed log.`,
    later_fix: ([number, amount]) =>
      `A later entry, ${number}, corrects this gift${amount ? `; the amount is ${amount} from then on` : ''}. It stands in the signed log.`,
    later_spend: ([number, amount]) =>
      `A later entry, ${number}, says what for: this gift is among those that a payment${amount ? ` of ${amount}` : ''} was made from.`,
    later_claim: ([number]) =>
      `A later entry of the record, ${number}, says that its donor has claimed this gift; the name shown is the one it opens. It stands in the signed record.`,
    later_hand: ([number]) => `A later entry, ${number}, says where to: these goods are among those that were handed out.`,
    later_refund: ([number, amount]) => `A later entry, ${number}, records a refund${amount ? ` of ${amount}` : ''} of this gift. It stands in the signed log.`,
    later_void: ([number]) => `A later entry, ${number}, voids a document made for this gift. It stands in the signed log.`,
    later_other: ([number]) => `A later entry, ${number}, points at this gift. It stands in the signed log.`,
    witnessed: ([size, ...lines]) =>
      `Witnessed: with ${size} entries, the log was signed by ${lines.map(witnessText).join(', ')}. Who they are and who runs them is written in /log/1/policy.txt.`,
    provisional: () => 'Provisional: only the society has signed; not enough witnesses have signed a log that holds this entry.',
    no_witness: () => 'No witness is appointed for this log; only the society has signed.',
    witness_differs: () => 'The log that the witnesses signed is no earlier or later state of this one.',
    file_whole: () => 'The file fits the digest in its own signature. Whose signature it is, a PDF reader tells.',
    file_altered: () => 'The file does not fit the digest in its own signature.',
    file_added: () => 'Something was added to the end of the file after it was signed.',
    file_unsigned: () => 'The file carries no signature of its own, so that the words on it were not checked. Please compare them with what the log says.',
    key_kept: ([origin]) => `There was no connection; the key kept in this page was used. The log is called ${origin}.`,
    other_key: ([id]) => `The signing key’s id is ${id}, which is none of the log’s.`,
    held_signed: ([index, size]) =>
      `From entry ${index} in the document, joining neighbouring digests level by level gives a digest over ${size} entries, and the society’s key has signed it.`,
    held_unsigned: () => 'The digest computed from the entry in the document was not signed by the society’s key.',
    entry_not_held: () => 'The entry itself is not at hand; no digest was computed.',
    since_same: ([before, now]) =>
      `The document rests on a log of ${before} entries, today’s has ${now}; the smaller is the beginning of the larger, unchanged.`,
    since_differs: ([before, now]) => `The document rests on a log of ${before} entries, today’s has ${now}; the two do not agree.`,
    as_of: ([size, time]) => `There was no connection. The proof is as of ${size} entries${time === undefined ? '' : `, witnessed ${momentText(time)}`}.`,
  },
  labels: {
    file: [],
    key: ['Name of the log', 'Key id'],
    checkpoint: ['Entries', 'Digest over all'],
    history: ['Before', 'Now'],
    entry: ['Digest', 'Beginning in the code'],
    inclusion: ['Place', 'Entries', 'Digest of the entry', 'Digest over all'],
    witness: ['Entries when witnessed', 'Witness'],
    name: ['Name shown', 'Full name'],
    since: ['The document', 'Today'],
    later: ['Later entry', 'Amount', 'Digest'],
  },
  amount: 'Amount',
  campaign: 'Campaign',
  place: 'Giving point',
  day: 'Day of payment',
  channel: 'Paid by',
  shown: 'Name shown',
  restricted: 'restricted',
  goods: 'Goods',
  goodsBeside: (count) => `${count} lines, listed in a file beside the log`,
  row: (issue, row) => `Issue ${issue}, row ${row}`,
  compareAnswers: {
    whole: 'It fits: the gift is shown under this name.',
    masked: 'It fits in part: only the first character of the name is shown, and it is the same. The rest cannot be checked here.',
    differs: 'It does not fit: the gift is not shown under this spelling. Please compare sign by sign, blanks and dots included.',
  },
  faults: {
    malformed: 'This is not a whole number or link. Please scan the code again, or enter the number as it is printed, such as 1-12345-7.',
    check_character: 'The last character does not fit the digits before it; one of them may be mistyped. Please compare with the document and enter it again.',
    other_generation: 'This number belongs to another log, which this page cannot check.',
    digits_wrong:
      'These digits are incomplete or one of them is wrong, so that no proof can be read. Please scan the code on the second page again, or paste all of it.',
    no_proof_inside: 'No proof is attached to this PDF. Please scan the code on the paper, or enter the number above.',
    file_unknown:
      'This is no file with a proof. What can be used: the PDF of a certificate or acknowledgement, a .tlog-proof file, and the entry.json saved with it.',
    proof_damaged: 'The proof in the file is damaged and cannot be read. Please download it again, or enter the number above.',
  },
};

function witnessText(line: string): string {
  const [name = '', time = ''] = line.split(' ');
  return `${name} (${momentText(time)})`;
}
