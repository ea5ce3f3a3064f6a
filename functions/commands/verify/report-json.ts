import { encodeBase64 } from '../../domain/ledger/base64.ts';
import { formatVerifierKey } from '../../domain/ledger/note.ts';
import { holds } from './report-words.ts';
import type { Verified } from './verify-record.ts';

/** The report for programs; `findings` holds at most a thousand of each code, `found` counts them all. */
export function reportJson(verified: Verified, { seconds, at }: { readonly seconds: number; readonly at: string }): string {
  const { notes, signed } = verified;
  const witnessed = verified.witnesses?.witnessed;
  const said = {
    v: 1,
    at,
    place: verified.place,
    holds: holds(verified),
    reached: verified.reached,
    origin: verified.origin,
    keys: verified.keys.map(formatVerifierKey),
    size: signed?.checkpoint.size,
    root: signed === undefined ? undefined : encodeBase64(signed.checkpoint.root),
    since: verified.grown,
    witnessed:
      witnessed === undefined
        ? undefined
        : { size: witnessed.checkpoint.size, by: witnessed.by.map(({ witness, seconds }) => ({ name: witness.name, seconds })) },
    liveSize: verified.liveSize,
    compared: notes.compared,
    found: Object.fromEntries(notes.found),
    findings: notes.findings,
    remarks: notes.remarks,
    files: verified.files,
    bytes: verified.bytes,
    seconds,
  };
  return `${JSON.stringify(said, undefined, 2)}\n`;
}
