import type { GetObjectCommandInput, GetObjectCommandOutput, PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { clientBounds } from './client-bounds.ts';
import type { Files, PutOutcome, PutWhen, Stored } from './files.ts';

type Sdk = typeof import('@aws-sdk/client-s3');
type Opened = { readonly sdk: Sdk; readonly client: S3Client };

/** Which bucket, and what is the same for every object put there. */
export type S3Options = {
  readonly bucket: string;
  /** Beginning of every key in the bucket, such as `log/1/`; the keys of the port are counted from there. */
  readonly prefix?: string;
  /** Cache-Control of an object whose put names none. */
  readonly cache: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly timeoutMs?: number;
};

const ATTEMPTS = 6;
const READS = 3;
const LARGEST = 256 * 1024 * 1024;

/**
 * A bucket of S3 behind the `Files` port; the client is loaded at the first call. A put whose answer was lost is
 * repeated, and if our own bytes stand there then, it was stored: only a put that never left us unsure is refused at
 * once.
 */
export function s3Files(options: S3Options): Files {
  const { bucket: Bucket, prefix = '' } = options;
  let loading: Promise<Opened> | undefined;
  const open = () => (loading ??= connect(options));
  const get = async (key: string): Promise<Stored | undefined> => {
    const opened = await open();
    for (let attempt = 1; ; attempt++) {
      const answer = await ask(opened, { Bucket, Key: prefix + key });
      if (answer === undefined) return undefined;
      if ((answer.ContentLength ?? 0) > LARGEST) throw new RangeError(`${key} is larger than ${LARGEST} bytes`);
      try {
        return { bytes: (await answer.Body?.transformToByteArray()) ?? new Uint8Array(), etag: answer.ETag ?? '' };
      } catch (error) {
        if (attempt === READS) throw error; // cut in the middle: the client repeats requests, but no half-read answers
      }
    }
  };
  return {
    get,
    put: async (key, bytes, { when, contentType, cache = options.cache }) => {
      const opened = await open();
      const input = { Bucket, Key: prefix + key, Body: bytes, ContentType: contentType, CacheControl: cache, ...condition(when) };
      const { outcome, unsure } = await putWithin(opened, input, when);
      if (outcome.ok || !unsure) return outcome;
      const there = await get(key);
      return there !== undefined && Buffer.from(there.bytes).equals(bytes) ? { ok: true, etag: there.etag } : outcome;
    },
    remove: async (key) => {
      const { sdk, client } = await open();
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: prefix + key }));
    },
  };
}

async function ask({ sdk, client }: Opened, input: GetObjectCommandInput): Promise<GetObjectCommandOutput | undefined> {
  try {
    return await client.send(new sdk.GetObjectCommand(input));
  } catch (error) {
    if (error instanceof sdk.NoSuchKey) return undefined;
    throw error;
  }
}

async function connect(options: S3Options): Promise<Opened> {
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client({
    ...clientBounds(options.timeoutMs),
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  });
  return { sdk, client };
}

function condition(when: PutWhen): Pick<PutObjectCommandInput, 'IfNoneMatch' | 'IfMatch'> {
  if (when === 'always') return {};
  return when === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: when.etag };
}

type Tried = { readonly outcome: PutOutcome; readonly unsure: boolean };

/** Puts until S3 has judged the condition; a conflict with another put that is under way (409) says nothing yet. */
async function putWithin({ sdk, client }: Opened, input: PutObjectCommandInput, when: PutWhen): Promise<Tried> {
  for (let attempt = 1, unsure = false; ; attempt++) {
    try {
      const answer = await client.send(new sdk.PutObjectCommand(input));
      return { outcome: { ok: true, etag: answer.ETag ?? '' }, unsure };
    } catch (error) {
      if (!(error instanceof sdk.S3ServiceException)) throw error;
      unsure ||= (error.$metadata.attempts ?? 1) > 1;
      if (error.name === 'PreconditionFailed') return { outcome: { ok: false, reason: when === 'absent' ? 'exists' : 'changed' }, unsure };
      if (error.name === 'NoSuchKey' && typeof when === 'object') return { outcome: { ok: false, reason: 'changed' }, unsure };
      if (error.name !== 'ConditionalRequestConflict' || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    }
  }
}
