import type { Shells } from './disclosure/live-pages.ts';
import type { DocumentSigner } from './documents/signature/document-signer.ts';
import type { VerifierKey } from './domain/ledger/note.ts';
import type { Society } from './domain/society.ts';
import type { Gateway } from './gateways/gateway.ts';
import type { Database } from './store/database.ts';
import type { Files } from './store/files.ts';

/** Signs with Ed25519 under one key of a signed note; each key has one use and no other (M12). */
export type NoteSigner = { readonly key: VerifierKey; readonly sign: (text: Uint8Array) => Promise<Uint8Array> };

/** Signs the text of a checkpoint and nothing else (M12); `also` are keys that sign beside it, each from a size on, while the key is changed. */
export type LogSigner = NoteSigner & { readonly also?: readonly (NoteSigner & { readonly from: number })[] };

/** Something a person must look at; `code` is stable, `detail` holds no name, key or raw callback. */
export type Alarm = (code: string, detail: { readonly [name: string]: string | number }) => void;

/** Everything that actions use of the world; each action names the part it needs. */
export type Deps = {
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly society: Society;
  readonly db: Database;
  readonly log: Files;
  readonly publicFiles: Files;
  /** Documents; nothing in it is served without a capability. */
  readonly privateFiles: Files;
  /** Key under which checkpoints are read; whoever only reads the log needs no signer. */
  readonly logKey: VerifierKey;
  readonly signer: LogSigner;
  /** Opens, at the first document, what signs documents and nothing of the log; throws a code where key and certificates do not fit. */
  readonly documentSigner: () => Promise<DocumentSigner>;
  /** Shells of the pages as the site's last build made them. */
  readonly readShells: () => Promise<Shells>;
  /** Address of the portal without a slash at its end, such as `https://giving.example.org`. */
  readonly publicUrl: string;
  /** Secret of at least 32 bytes from which donors' tokens and entries' ids are made. */
  readonly secret: Uint8Array;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly alarm: Alarm;
};
