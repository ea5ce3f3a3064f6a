import * as z from 'zod/mini';
import { clientBounds } from '../store/client-bounds.ts';

const portalShape = z.looseObject({ root: z.string().check(z.regex(/^[0-9a-f]{64}$/)) });

/** What `PORTAL_SECRET` holds: the root of donors' tokens and entry ids, and beside it the settings of gateways. */
export type PortalSecret = { readonly root: Uint8Array; readonly settings: { readonly [name: string]: unknown } };

/** Reads a secret's text by its ARN. */
export async function readSecret(arn: string): Promise<string> {
  const sdk = await import('@aws-sdk/client-secrets-manager');
  const { SecretString } = await new sdk.SecretsManagerClient(clientBounds()).send(new sdk.GetSecretValueCommand({ SecretId: arn }));
  if (SecretString === undefined) throw new TypeError('the secret holds no text');
  return SecretString;
}

/** Reads the portal's secret; throws without repeating any of it where it is not as it must be. */
export function parsePortalSecret(text: string): PortalSecret {
  const parsed = portalShape.safeParse(parseJson(text));
  if (!parsed.success) throw new TypeError('PORTAL_SECRET is not JSON with `root`, 64 hex digits');
  const { root, ...settings } = parsed.data;
  return { root: new Uint8Array(Buffer.from(root, 'hex')), settings };
}

/** The parser's own words would repeat a piece of the secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
