import { sign } from '@noble/ed25519';
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from '../../../functions/domain/ledger/checkpoint.ts';
import { cosignatureMessage, verifyCosignature } from '../../../functions/domain/ledger/cosignature.ts';
import { hashLeaf, sameBytes } from '../../../functions/domain/ledger/hash.ts';
import { formatNote, formatVerifierKey, parseNote, signatureLine, verifyNote } from '../../../functions/domain/ledger/note.ts';
import { verifyInclusion } from '../../../functions/domain/ledger/proof.ts';
import { formatProofFile, parseProofFile } from '../../../functions/domain/ledger/proof-file.ts';
import { base64, differing, hex, key, logOf, plainEntry, present, smallLeaves, utf8 } from './vector-bytes.ts';
import type { Check, Topic, Vectors } from './vector-shape.ts';

/** Topics on keys, notes, checkpoints, cosignatures and proof files. */
export const noteTopics = {
  keys: ({ keys }) =>
    differing(
      Object.values(keys),
      ({ vkey }) => vkey,
      ({ vkey, name }) => formatVerifierKey(key(vkey)) === vkey && key(vkey).name === name,
    ),
  checkpoints,
  largeCheckpoint: (vectors) => (openCheckpoint(vectors.largeCheckpoint, logOf(vectors)).ok ? [] : ['the large checkpoint']),
  cosignatures,
  cosignedCheckpoint300,
  proofFiles,
  noteCases: (vectors) =>
    differing(
      vectors.noteCases,
      ({ what }) => what,
      ({ note, accept }) => {
        const parsed = parseNote(base64(note));
        return (parsed !== undefined && verifyNote(parsed, logOf(vectors).keys).ok) === accept;
      },
    ),
  checkpointBodyCases: (vectors) =>
    differing(
      vectors.checkpointBodyCases,
      ({ what }) => what,
      ({ body, accept }) => (parseCheckpoint(body) !== undefined) === accept,
    ),
} satisfies Partial<Record<Topic, Check>>;

function checkpoints(vectors: Vectors): readonly string[] {
  const log = logOf(vectors);
  return differing(
    vectors.checkpoints,
    ({ size }) => `size ${size}`,
    ({ size, text, signed }) => {
      const written = formatCheckpoint({ origin: log.origin, size, root: base64(present(vectors.root[size], 'root')) });
      const line = signatureLine(key(vectors.keys.log.vkey), sign(utf8(text), hex(vectors.keys.log.seedHex)));
      const opened = openCheckpoint(signed, log);
      return written === text && formatNote(text, [line]) === signed && opened.ok && opened.checkpoint.size === size;
    },
  );
}

function cosignatures(vectors: Vectors): readonly string[] {
  const text = present(parseNote(vectors.cosignedCheckpoint300), 'note').text;
  return differing(
    vectors.cosignatures,
    ({ name }) => name,
    (one) => {
      const bytes = present(parseNote(formatNote(text, [one.line]))?.signatures[0], 'signature').bytes;
      const { publicKey } = key(one.vkey);
      const message = sameBytes(cosignatureMessage(text, one.time), utf8(one.message));
      return message && verifyCosignature({ publicKey, text, bytes }) === one.time && verifyCosignature({ publicKey, text: `${text} `, bytes }) === undefined;
    },
  );
}

function cosignedCheckpoint300(vectors: Vectors): readonly string[] {
  const keys = Object.values(vectors.keys).map(({ vkey }) => key(vkey));
  const note = present(parseNote(vectors.cosignedCheckpoint300), 'note');
  const verdict = verifyNote(note, keys);
  const lines = note.signatures.map((one) => signatureLine({ name: one.name, id: one.keyId }, one.bytes));
  return verdict.ok && verdict.by.length === 3 && formatNote(note.text, lines) === vectors.cosignedCheckpoint300 ? [] : ['three signers'];
}

function proofFiles(vectors: Vectors): readonly string[] {
  return differing(
    vectors.proofFiles,
    ({ index, size }) => `${index} in ${size}`,
    ({ file, index, size, length }) => {
      const parsed = present(parseProofFile(file), 'proof file');
      const opened = openCheckpoint(parsed.checkpoint, logOf(vectors));
      const leaf = size > 300 ? hashLeaf(plainEntry(index)) : present(smallLeaves(vectors)[index], 'leaf');
      const whole = formatProofFile(parsed) === file && utf8(file).length === length && parsed.index === index;
      return whole && opened.ok && opened.checkpoint.size === size && verifyInclusion({ ...parsed, leaf, size, root: opened.checkpoint.root });
    },
  );
}
