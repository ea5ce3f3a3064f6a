import { createHash } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { formatInstant } from '../domain/time.ts';
import type { Item } from '../store/database.ts';
import { numberOf, textOf } from '../store/item.ts';
import { documentKey } from '../store/tables.ts';

/** A document whose file is stored. */
export type StoredDocument = {
  readonly donationId: string;
  readonly kind: string;
  readonly number: string;
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly template: number;
};

/** What was noted of a document when it was first handed out. */
export function readNote({ db }: Pick<Deps, 'db'>, donationId: string, kind: string): Promise<Item | undefined> {
  return db.get('records', documentKey(donationId, kind));
}

/** Notes number and digest of a document that is stored, unless it is noted already. */
export async function noteDocument({ db, now }: Pick<Deps, 'db' | 'now'>, { donationId, bytes, ...document }: StoredDocument): Promise<void> {
  const note = { ...documentKey(donationId, document.kind), ...document, sha256: digest(bytes), at: formatInstant(now()), state: 'issued' };
  await db.write([{ table: 'records', put: note, when: 'absent' }]);
}

/** A document that was handed out once is served as it was, or not at all. */
export function verifyNoted(deps: Pick<Deps, 'alarm'>, noted: Item | undefined, bytes: Uint8Array): void {
  if (noted !== undefined && noted.sha256 !== digest(bytes)) refuseOther(deps, noted);
}

/** Nothing takes the place of what was issued: another drawing would bear another signature and prove another moment. */
export function refuseOther(deps: Pick<Deps, 'alarm'>, noted: Item): never {
  const number = textOf(noted, 'number');
  deps.alarm('document_differs', { number, template: numberOf(noted, 'template') });
  throw new Error(`what lies under document ${number} is not what was issued`);
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
