import type { Deps } from '../deps.ts';
import { parseRecordNumber } from '../domain/number.ts';
import { openRecord, proveRecord } from './issue-document-proof.ts';
import { drawShare } from './issue-share.ts';

/** What can be handed out: drawn once and stored, or made fresh from log and gift at every reading. */
export const ENDINGS = { pdf: 'stored', png: 'stored', 'tlog-proof': 'fresh', json: 'fresh', 'share.png': 'fresh', 'dedicated.png': 'fresh' } as const;

export type Ending = keyof typeof ENDINGS;

/** One file of a gift; `number` is that of the receipt, the certificate or the record. */
export type DocumentFile = { readonly donationId: string; readonly number: string; readonly ending: Ending };

/** Where a file lies in the private bucket; one made fresh has a name of the same form and lies nowhere. */
export function documentFileKey({ donationId, number, ending }: DocumentFile): string {
  return `documents/${donationId}/${number}.${ending}`;
}

/** Reads such a key; nothing where it is not one. */
export function parseDocumentFileKey(key: string): DocumentFile | undefined {
  const match = /^documents\/(d_[0-9A-Z]{26})\/([RC]?\d+-\d+-[0-9A-Z])\.(pdf|png|tlog-proof|json|share\.png|dedicated\.png)$/.exec(key);
  const [, donationId = '', number = '', ending = ''] = match ?? [];
  return match !== null && isEnding(ending) ? { donationId, number, ending } : undefined;
}

/** The bytes of a file; nothing where it is not there, or no longer. */
export async function readDocumentFile(
  deps: Pick<Deps, 'db' | 'log' | 'logKey' | 'privateFiles' | 'society' | 'publicUrl' | 'alarm'>,
  file: DocumentFile,
): Promise<Uint8Array | undefined> {
  if (ENDINGS[file.ending] === 'stored') {
    const stored = await deps.privateFiles.get(documentFileKey(file));
    return stored === undefined || stored.bytes.length === 0 ? undefined : stored.bytes;
  }
  const read = parseRecordNumber(file.number);
  if ('error' in read) return undefined;
  if (file.ending === 'share.png' || file.ending === 'dedicated.png') return drawShare(deps, file.donationId, { dedicated: file.ending === 'dedicated.png' });
  return file.ending === 'json' ? openRecord(deps, { donationId: file.donationId, index: read.index }) : proveRecord(deps, read.index);
}

const isEnding = (text: string): text is Ending => Object.hasOwn(ENDINGS, text);
