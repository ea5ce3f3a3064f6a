import { sign } from '@noble/ed25519';
import { decodeBase64 } from '../../../functions/domain/ledger/base64.ts';
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from '../../../functions/domain/ledger/checkpoint.ts';
import { type Hash, hashNode } from '../../../functions/domain/ledger/hash.ts';
import { formatNote, parseNote, parseVerifierKey, signatureLine, type VerifierKey, verifierKey, verifyNote } from '../../../functions/domain/ledger/note.ts';
import { verifyInclusion } from '../../../functions/domain/ledger/proof.ts';
import { parseTilePath } from '../../../functions/domain/ledger/tile.ts';
import { proveInclusion, rootFromTiles, type TileSource } from '../../../functions/domain/ledger/tree.ts';
import { hex, key, logOf, present, utf8 } from './vector-bytes.ts';
import type { Vectors } from './vector-shape.ts';

/** A trap of the formats for programs in TypeScript, as a sentence, and a check that gives every way in which the product falls into it. */
export type Trap = { readonly sentence: string; readonly fallen: (vectors: Vectors) => readonly string[] };

/** The traps, in the order in which the notes on the formats list them; each runs in Node and on a page. */
export const traps: readonly Trap[] = [
  {
    sentence: '1: a key whose base64 holds a plus is read whole, and written back to the letter',
    fallen: ({ keys }) => {
      const text = keys.log.vkey;
      return named({
        'the vector has no such key': text.split('+').length > 3,
        'not read': parseVerifierKey(text)?.publicKey.length === 32,
        'read without its tail': parseVerifierKey(text.split('+').slice(0, 3).join('+')) === undefined,
      });
    },
  },
  {
    sentence: '2: a key name is held to the blanks of Unicode, not to those of JavaScript',
    fallen: () =>
      named({
        'U+FEFF refused, which is no blank': isName('a\ufeffb'),
        ...Object.fromEntries(
          ['\u0085', '\u00a0', '\u1680', '\u2003', '\u2028', '\u202f', '\u205f', '\u3000', '\t', ' ', '+'].map((one) => [
            `U+${one.charCodeAt(0).toString(16)} taken`,
            !isName(`a${one}b`),
          ]),
        ),
      }),
  },
  {
    sentence: '3: base64 that others forgive is refused',
    fallen: () =>
      ['QQ', 'QR==', 'Q Q=', 'QQ==\n', 'QQ=', 'QQ===', '-_==', 'QUI=QUI=', '=', 'QQ==QQ==', 'Ｑ===', '\u00a0QQ='].filter(
        (text) => decodeBase64(text) !== undefined,
      ),
  },
  {
    sentence: '4: a byte order mark stays part of what was signed, and bytes that are no UTF-8 are no note',
    fallen: (vectors) => {
      const [line, bom] = [signed(vectors, 'x\n'), utf8('\ufeff')];
      return named({
        'no note': parseNote(utf8(line)) !== undefined,
        'the mark was lost': parseNote(joined(bom, utf8(line)))?.text === '\ufeffx\n',
        'a note with a mark verifies': !verifies(vectors, joined(bom, utf8(line))),
        'a stray byte was replaced': parseNote(joined(Uint8Array.of(0xff), utf8(line))) === undefined,
        'a lone half of a pair was replaced': parseNote(`\ud800${line}`) === undefined,
      });
    },
  },
  {
    sentence: '5: sizes and indices above 32 bits are exact',
    fallen: () => {
      const size = 2 ** 33 + 5;
      const { source, leaf } = equalLeaves();
      const root = rootFromTiles(size, source);
      const index = 2 ** 33 + 1;
      const proof = proveInclusion({ index, size }, source);
      return named({
        'its own proof fails': verifyInclusion({ leaf, index, size, proof, root }),
        'an index cut to 32 bits passes': !verifyInclusion({ leaf, index: index % 2 ** 32, size, proof, root }),
        'a size cut to 32 bits passes': !verifyInclusion({ leaf, index: index % 2 ** 32, size: size % 2 ** 32, proof, root }),
        'a size beyond what a number holds is read':
          parseCheckpoint(formatCheckpoint({ origin: 'o', size: 1, root }).replace('\n1\n', '\n9007199254740993\n')) === undefined,
      });
    },
  },
  {
    sentence: '6: text and signatures are parted at the last empty line, since a text may have empty lines itself',
    fallen: (vectors) => {
      const note = signed(vectors, 'a\n\nb\n\n');
      return named({ 'cut too early': parseNote(note)?.text === 'a\n\nb\n\n', 'does not verify': verifies(vectors, utf8(note)) });
    },
  },
  {
    sentence: '7: of two signatures of one key with one that fails, the note is refused in both orders',
    fallen: (vectors) => {
      const text = 'x\n';
      const good = lineOf(vectors, text);
      const bad = signatureLine(key(vectors.keys.log.vkey), new Uint8Array(64));
      return named({
        'good alone refused': verifies(vectors, utf8(formatNote(text, [good]))),
        'good, then bad': !verifies(vectors, utf8(formatNote(text, [good, bad]))),
        'bad, then good': !verifies(vectors, utf8(formatNote(text, [bad, good]))),
      });
    },
  },
  {
    sentence: '8: what known readers let pass is refused: sizes with zeros before them, short roots, empty lines, stray bits, odd paths',
    fallen: (vectors) => {
      const [origin, size, root] = present(vectors.checkpoints[3], 'checkpoint').text.split('\n');
      const bodies = [
        `${origin}\n0${size}\n${root}\n`,
        `${origin}\n+${size}\n${root}\n`,
        `${origin}\n${size}\n${root?.slice(0, 40)}\n`,
        `${origin}\n${size}\n${strayBits(root ?? '')}\n`,
        `${origin}\n${size}\n${root}\n\n`,
        `${origin}\n${size}\n${root}\nextension\n`,
        `\n${size}\n${root}\n`,
        `${origin}\r\n${size}\r\n${root}\r\n`,
      ].filter((body) => parseCheckpoint(body) !== undefined);
      const paths = ['tile/64/000', 'tile/00/000', 'tile/data/000', 'tile/0/x000/001', 'tile/0/0', 'tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/000.p/07'];
      const cut = openCheckpoint(vectors.largeCheckpoint.replace('\n\n', '\n'), logOf(vectors)).ok ? ['a note without its empty line'] : [];
      return [...bodies, ...paths.filter((path) => parseTilePath(path) !== undefined), ...cut];
    },
  },
];

/** Names of those that do not hold. */
const named = (held: { readonly [failing: string]: boolean }): readonly string[] => Object.keys(held).filter((failing) => held[failing] !== true);

function isName(name: string): boolean {
  try {
    return verifierKey(name, 1, new Uint8Array(32)).name === name;
  } catch {
    return false; // refused
  }
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

const lineOf = ({ keys }: Vectors, text: string): string => signatureLine(logKey(keys), sign(utf8(text), hex(keys.log.seedHex)));
const signed = (vectors: Vectors, text: string): string => formatNote(text, [lineOf(vectors, text)]);
const logKey = (keys: Vectors['keys']): VerifierKey => key(keys.log.vkey);

function verifies({ keys }: Vectors, note: Uint8Array): boolean {
  const parsed = parseNote(note);
  return parsed !== undefined && verifyNote(parsed, [logKey(keys)]).ok;
}

/** A tree whose leaves are all alike, so that one hash a level is all of it. */
function equalLeaves(): { readonly source: TileSource; readonly leaf: Hash } {
  const doubled: Hash[] = [new Uint8Array(32)];
  for (let at = 0; at < 40; at++) doubled.push(hashNode(present(doubled[at], 'half'), present(doubled[at], 'half')));
  return { source: (level) => doubled[8 * level], leaf: present(doubled[0], 'leaf') };
}

/** The same bytes by another spelling: bits behind the last byte that a careless reader drops. */
const strayBits = (text: string): string => text.replace(/(.)=$/, (_, last: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}=`);
