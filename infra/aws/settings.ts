/** What differs between deployments and is known when the template is made; the rest are parameters of the template. */
export type Settings = {
  /** Prefix of the stack's name: `[A-Za-z][A-Za-z0-9-]*`. */
  readonly name: string;
  readonly region: string;
  /** Partition `aws-cn`: no access control of origins but identities, no certificates but those in IAM, no Ed25519 in KMS. */
  readonly china: boolean;
  /** Days for which no version in the bucket `log` can be removed by anybody; 0 leaves it to the bucket's policy. */
  readonly logLockDays: number;
  readonly documentKey: 'p256' | 'rsa';
  /** Whether a chain of certificates for the documents' key lies beside the code; the demonstration writes its own. */
  readonly documentChain: boolean;
  /** Folder with the bundled code of one function, from the root of the repository or absolute. */
  readonly codeOf: (functionName: string) => string;
  /** Folder with the built site. */
  readonly site: string;
};

const CHINA = /^cn-/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** Reads the settings of a deployment from the context; throws a `RangeError` that names the context key. */
export function parseSettings(context: (key: string) => unknown, folders: Pick<Settings, 'codeOf' | 'site'>): Settings {
  const region = textFrom(context, 'region', 'ap-southeast-1');
  if (!REGION.test(region)) throw new RangeError(`context region is no region: ${region}`);
  const name = textFrom(context, 'name', 'Daylight');
  if (!/^[A-Za-z][A-Za-z0-9-]{0,40}$/.test(name)) throw new RangeError(`context name is no stack name: ${name}`);
  const logLockDays = Number(textFrom(context, 'logLockDays', '0'));
  if (!Number.isInteger(logLockDays) || logLockDays < 0 || logLockDays > 36_500)
    throw new RangeError('context logLockDays is no number of days from 0 to 36500');
  const documentKey = textFrom(context, 'documentKey', 'p256');
  if (documentKey !== 'p256' && documentKey !== 'rsa') throw new RangeError(`context documentKey is neither p256 nor rsa: ${documentKey}`);
  const documentChain = textFrom(context, 'documentChain', '') !== '';
  return { name, region, china: CHINA.test(region), logLockDays, documentKey, documentChain, ...folders };
}

function textFrom(context: (key: string) => unknown, key: string, otherwise: string): string {
  const value = context(key) ?? otherwise;
  if (typeof value !== 'string' && typeof value !== 'number') throw new RangeError(`context ${key} is neither text nor number`);
  return String(value);
}

/** Reads the paths of the society's profile and of its documents' certificates from the context as the command line tool passes it; absent is the demonstration. */
export function parseContext(json: string | undefined): { readonly society?: string; readonly documentChain?: string } {
  const context: { readonly society?: unknown; readonly documentChain?: unknown } = json === undefined ? {} : JSON.parse(json);
  return {
    ...(typeof context.society === 'string' ? { society: context.society } : {}),
    ...(typeof context.documentChain === 'string' ? { documentChain: context.documentChain } : {}),
  };
}
