import type { Deps } from '../deps.ts';
import type { CarriedRecord, DocumentKind } from '../documents/documents.ts';
import { encodeBase64Url } from '../domain/ledger/base64.ts';
import { condenseProof } from '../domain/ledger/offline-check.ts';
import { encodeOfflineProof, type OfflineOpening } from '../domain/ledger/offline-proof.ts';
import { parseProofFile } from '../domain/ledger/proof-file.ts';
import type { Item } from '../store/database.ts';
import { textOf } from '../store/item.ts';
import type { PublishedClaim, PublishedGift } from './issue-document-facts.ts';
import { type PublishedRecord, proveRecord } from './issue-document-proof.ts';
import { saltOf } from './opened-values.ts';

type Needs = Pick<Deps, 'log' | 'logKey' | 'publicUrl'>;

type Recorded = PublishedGift & { readonly record: PublishedRecord; readonly claim?: PublishedClaim };

/**
 * What a document carries to prove itself: the published entry, its proof as of now, and the opening of the name that the
 * public sees. Only the certificate opens the holder's own name as well, and only in the file: whoever photographs its
 * second page reads no more than the public does.
 */
export async function carryRecord(deps: Needs, kind: DocumentKind, { item, place, record, claim }: Recorded): Promise<CarriedRecord> {
  const proof = await proveRecord(deps, place.index);
  if (proof === undefined) throw new Error(`record ${place.number} is published and cannot be proven`);
  const [shown, name] = [openingOf(item, 'shown'), kind === 'certificate' ? openingOf(item, 'name') : undefined];
  const opening = {
    v: 1,
    log: deps.logKey.name,
    index: place.index,
    open: { ...told('shown', shown), ...told('name', name) },
    ...(await claimed(deps, kind, claim)),
  };
  const carried = { entry: record.bytes, opening: new TextEncoder().encode(JSON.stringify(opening)), proof };
  const offline = kind === 'certificate' ? offlineCode(deps, { proof, entry: record.bytes, shown }) : undefined;
  return offline === undefined ? carried : { ...carried, offline };
}

/** A claim has a place, bytes, a proof and a name of its own; what the gift itself opens stays nobody's name. */
async function claimed(deps: Needs, kind: DocumentKind, claim: PublishedClaim | undefined) {
  if (claim === undefined) return {};
  const proof = await proveRecord(deps, claim.index);
  if (proof === undefined) throw new Error(`claim ${claim.index} is published and cannot be proven`);
  const [shown, name] = [openingOf(claim.item, 'shown'), kind === 'certificate' ? openingOf(claim.item, 'name') : undefined];
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { claim: { index: claim.index, entry: text(claim.record.bytes), open: { ...told('shown', shown), ...told('name', name) }, proof: text(proof) } };
}

/** A field's salt and value; nothing where it was taken back. */
function openingOf(item: Item, field: 'shown' | 'name'): OfflineOpening | undefined {
  const salt = saltOf(item, field);
  return salt === undefined ? undefined : { salt, value: textOf(item, field) };
}

const told = (field: string, opening: OfflineOpening | undefined) =>
  opening === undefined ? {} : { [field]: { salt: encodeBase64Url(opening.salt), value: opening.value } };

type Proven = { readonly proof: Uint8Array; readonly entry: Uint8Array; readonly shown: OfflineOpening | undefined };

/** The text of the code that needs no network; nothing where the proof would not hold in it. */
function offlineCode({ logKey, publicUrl }: Needs, { proof, entry, shown }: Proven): string | undefined {
  const file = parseProofFile(new TextDecoder().decode(proof));
  const condensed = file === undefined ? undefined : condenseProof({ file, entry, key: logKey, shown });
  return condensed === undefined ? undefined : `${publicUrl}/verify.html#${encodeOfflineProof(condensed)}`;
}
