import type { Context } from 'hono';

/**
 * Address of who asks, for counting attempts only. Behind the edge it is the last but one that was forwarded, since the
 * gateway adds its own asker last; earlier ones are anybody's word, and whoever goes round the edge can choose it: the
 * count of all together holds then.
 */
export function askerOf(context: Context): string {
  const { requestContext, incoming }: Env = context.env ?? {};
  const source = requestContext?.http?.sourceIp;
  if (source === undefined) return incoming?.socket?.remoteAddress ?? 'unknown';
  const forwarded = (context.req.header('x-forwarded-for') ?? '').split(',').map((one) => one.trim());
  return forwarded.at(-2) ?? source;
}

/** What Lambda and Node's server each tell of a request. */
type Env = {
  readonly requestContext?: { readonly http?: { readonly sourceIp?: string } };
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
};
