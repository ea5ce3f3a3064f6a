import { decodeBase64Url } from '../../functions/domain/ledger/base64.ts';
import { fieldSalt } from '../../functions/domain/ledger/commitment.ts';
import { parseNote, parseVerifierKey } from '../../functions/domain/ledger/note.ts';
import { recordOfFile } from '../../functions/domain/ledger/offline-check.ts';
import { decodeOfflineProof, type OfflineOpening, type OfflineProof } from '../../functions/domain/ledger/offline-proof.ts';
import { parseProofFile } from '../../functions/domain/ledger/proof-file.ts';
import { countMember, member, readJson, textMember } from './answer-shape.ts';
import { type PdfSeal, readPdf } from './pdf-file.ts';
import { digitsOf } from './verify-claim.ts';
import type { Known } from './verify-log.ts';

/** A proof that a visitor holds, on paper or in files; without its entry where only the proof file was at hand. `origin` is what it says of itself. */
export type HeldProof = {
  readonly origin?: string;
  readonly record: Omit<OfflineProof, 'entry'> & { readonly entry?: Uint8Array };
  readonly seal?: PdfSeal;
};

export type HeldRead = { readonly ok: true; readonly held: HeldProof } | { readonly ok: false; readonly code: HeldFault };

/** Why nothing could be checked at all. */
export type HeldFault = 'digits_wrong' | 'no_proof_inside' | 'file_unknown' | 'proof_damaged';

/** Reads the digits of an offline code, with or without the address before them. */
export function readDigits(text: string): HeldRead {
  const record = decodeOfflineProof(digitsOf(text));
  return record === undefined ? { ok: false, code: 'digits_wrong' } : { ok: true, held: { record } };
}

/** Reads a document with its proof attached, or a proof file with or without its entry and opening beside it. */
export function readHeldFiles(files: readonly Uint8Array[], known: Pick<Known, 'keys' | 'remembered'> = {}): HeldRead {
  const pdf = files.map(readPdf).find((one) => one !== undefined);
  const parts = [...files, ...(pdf?.attached.values() ?? [])];
  const proofs = parts.filter((bytes) => textOf(bytes).startsWith(PROOF_HEADER));
  const file = proofs.map((bytes) => parseProofFile(textOf(bytes))).find((one) => one !== undefined);
  if (file === undefined) return { ok: false, code: faultOf({ isPdf: pdf !== undefined, hasProof: proofs.length > 0 }) };
  const entry = parts.find(isEntry);
  const openings = parts.map(readOpenings).find((one) => one !== undefined);
  const remembered = known.remembered?.keys.map(parseVerifierKey).filter((key) => key !== undefined) ?? [];
  const record = recordOfFile({ file, keys: [...(known.keys?.map(({ key }) => key) ?? []), ...remembered] });
  if (record === undefined) return { ok: false, code: 'proof_damaged' };
  const origin = parseNote(file.checkpoint)?.text.split('\n')[0];
  return {
    ok: true,
    held: {
      ...(origin === undefined ? {} : { origin }),
      record: { ...record, ...openings, ...(entry === undefined ? {} : { entry }) },
      ...(pdf === undefined ? {} : { seal: pdf.seal }),
    },
  };
}

const PROOF_HEADER = 'c2sp.org/tlog-proof@';

function faultOf({ isPdf, hasProof }: { readonly isPdf: boolean; readonly hasProof: boolean }): HeldFault {
  if (hasProof) return 'proof_damaged';
  return isPdf ? 'no_proof_inside' : 'file_unknown';
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Whatever begins like an entry and is no opening: one that was damaged must be found to be so, and not be missed. */
const isEntry = (bytes: Uint8Array): boolean => bytes[0] === 0x7b && readOpenings(bytes) === undefined;

type Openings = { readonly shown?: OfflineOpening; readonly name?: OfflineOpening };

/** Reads what a document opens, or a holder's own opening, which has one salt for all fields or one for each. */
function readOpenings(bytes: Uint8Array): Openings | undefined {
  const value = bytes[0] === 0x7b ? readJson(bytes) : undefined;
  const [open, values] = [member(value, 'open'), member(value, 'values')];
  if (countMember(value, 'index') === undefined || (open === undefined && values === undefined)) return undefined;
  const whole = decodeBase64Url(textMember(value, 'salt') ?? '');
  const opening = (field: string): OfflineOpening | undefined => {
    const text = textMember(member(open, field), 'value') ?? textMember(values, field);
    const own = textMember(member(open, field), 'salt') ?? textMember(member(value, 'salts'), field);
    const salt = own === undefined && whole?.length === SALT_BYTES ? fieldSalt(whole, field) : decodeBase64Url(own ?? '');
    return text === undefined || salt?.length !== SALT_BYTES ? undefined : { salt, value: text };
  };
  const [shown, name] = [opening('shown'), opening('name')];
  return { ...(shown === undefined ? {} : { shown }), ...(name === undefined ? {} : { name }) };
}

const SALT_BYTES = 32;
