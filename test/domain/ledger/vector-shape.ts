type Placed = { readonly index: number; readonly size: number; readonly proof: readonly string[] };
type Step = { readonly old: number; readonly new: number; readonly proof: readonly string[] };
type Stored = { readonly path: string; readonly width: number; readonly sha256: string };
type Key = { readonly name: string; readonly seedHex: string; readonly skey: string; readonly vkey: string };
type Verdict = { readonly what: string; readonly accept: boolean };

/** The file `vectors/tlog.json`; hashes are base64 unless a name says hex or SHA-256, which are lower-case hex. */
export type Vectors = {
  readonly about: unknown;
  readonly entriesHex: readonly string[];
  readonly leafHash: readonly string[];
  readonly root: readonly string[];
  readonly inclusionDigestSHA256: readonly string[];
  readonly consistencyDigestSHA256: readonly string[];
  readonly inclusion: readonly Placed[];
  readonly consistency: readonly Step[];
  readonly ctTree: {
    readonly entriesHex: readonly string[];
    readonly rootHex: readonly string[];
    readonly inclusionHex: readonly Placed[];
    readonly consistencyHex: readonly Step[];
  };
  readonly tilePath: readonly { readonly level: string; readonly index: string; readonly width: number; readonly path: string }[];
  readonly tilePathParse: readonly { readonly path: string; readonly accept: boolean }[];
  readonly tiles: readonly { readonly size: number; readonly tiles: readonly Stored[]; readonly bundles: readonly Stored[] }[];
  readonly newTiles: readonly { readonly old: number; readonly new: number; readonly paths: readonly string[] }[];
  readonly large: readonly {
    readonly size: number;
    readonly root: string;
    readonly tileCount: number;
    readonly bundleCount: number;
    readonly edge: readonly Stored[];
    readonly listingSHA256: string;
  }[];
  readonly largeInclusion: readonly Placed[];
  readonly largeConsistency: readonly Step[];
  readonly keys: { readonly log: Key; readonly witness1: Key; readonly witness2: Key };
  readonly checkpoints: readonly { readonly size: number; readonly text: string; readonly signed: string }[];
  readonly largeCheckpoint: string;
  readonly cosignatures: readonly { readonly line: string; readonly message: string; readonly name: string; readonly time: number; readonly vkey: string }[];
  readonly cosignedCheckpoint300: string;
  readonly proofFiles: readonly { readonly index: number; readonly size: number; readonly length: number; readonly file: string }[];
  readonly noteCases: readonly (Verdict & { readonly note: string })[];
  readonly checkpointBodyCases: readonly (Verdict & { readonly body: string })[];
  readonly inclusionCases: readonly (Verdict & Placed & { readonly leaf: string; readonly root: string })[];
  readonly consistencyCases: readonly (Verdict & Step & { readonly oldRoot: string; readonly newRoot: string })[];
};

/** A key of the vectors; `about` says where they come from. */
export type Topic = Exclude<keyof Vectors, 'about'>;

/** Holds one topic against the product and names every case that differs; empty where all agree. */
export type Check = (vectors: Vectors) => readonly string[];
