// What a page needs to check a proof, and nothing of how it shows it: this is what is weighed and what runs.
import { openCheckpoint } from '../../functions/domain/ledger/checkpoint.ts';
import { commit } from '../../functions/domain/ledger/commitment.ts';
import { hashLeaf } from '../../functions/domain/ledger/hash.ts';
import { parseVerifierKey, type VerifierKey } from '../../functions/domain/ledger/note.ts';
import { verifyInclusion } from '../../functions/domain/ledger/proof.ts';
import { parseProofFile } from '../../functions/domain/ledger/proof-file.ts';

/** A gift as its holder has it; `vkeys` are those that the page knows, the log's first. */
export type HeldGift = {
  readonly origin: string;
  readonly vkeys: readonly string[];
  readonly proof: string;
  readonly entry: string;
  readonly salt: readonly number[];
  readonly shown: string;
};

/** Checks a proof file with its entry and the shown name; one signature for each key that the page knows. */
export function checkGift(gift: HeldGift): boolean {
  const keys = gift.vkeys.map(parseVerifierKey).filter((key): key is VerifierKey => key !== undefined);
  const file = parseProofFile(gift.proof);
  const opened = file === undefined ? undefined : openCheckpoint(file.checkpoint, { origin: gift.origin, keys });
  if (file === undefined || opened?.ok !== true) return false;
  const bytes = new TextEncoder().encode(gift.entry);
  const { size, root } = opened.checkpoint;
  const stands = verifyInclusion({ leaf: hashLeaf(bytes), index: file.index, size, proof: file.proof, root });
  const entry: { readonly c?: { readonly shown?: string } } = JSON.parse(gift.entry);
  return stands && commit(Uint8Array.from(gift.salt), 'shown', gift.shown) === entry.c?.shown;
}

Object.assign(globalThis, { checkGift });
