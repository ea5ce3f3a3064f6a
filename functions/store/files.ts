/** An object of a bucket. `etag` is opaque and changes whenever the bytes do. */
export type Stored = { readonly bytes: Uint8Array; readonly etag: string };

/** On what a put depends: nothing there yet, exactly this object there, or nothing at all. */
export type PutWhen = 'absent' | 'always' | { readonly etag: string };

export type PutOutcome = { readonly ok: true; readonly etag: string } | { readonly ok: false; readonly reason: 'exists' | 'changed' };

/**
 * One bucket: S3 in the cloud, a folder on one machine. Reads see the last write that was answered.
 * Keys are relative paths without a leading slash; a failure of the store itself is thrown.
 */
export type Files = {
  readonly get: (key: string) => Promise<Stored | undefined>;
  readonly put: (
    key: string,
    bytes: Uint8Array,
    options: { readonly when: PutWhen; readonly contentType: string; readonly cache?: string },
  ) => Promise<PutOutcome>;
  readonly remove: (key: string) => Promise<void>;
};
