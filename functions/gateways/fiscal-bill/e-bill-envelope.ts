import { createHash, timingSafeEqual } from 'node:crypto';

/** What both sides of the e-bill interface know. Some deployments put region and department first; the society's integration manual says so. */
export type EBillKeys = { readonly appId: string; readonly key: string; readonly region?: string; readonly deptCode?: string };

/** What goes over the wire; members beside these are the deployment's own. */
export type EBillEnvelope = { readonly data: string; readonly noise: string; readonly sign: string };

/** Version of the interface that the samples state. */
const VERSION = '1.0';

/**
 * The signature of family 1: upper case MD5 over fixed members in fixed order, the key in the middle, over the raw Base64 of
 * `data`. MD5 is the interface's, not ours: it tells a mistake, and an answer only because the connection is TLS.
 */
export function signEBill(
  { appId, key, region, deptCode }: EBillKeys,
  { data, noise }: Pick<EBillEnvelope, 'data' | 'noise'>,
  version: string = VERSION,
): string {
  const first = `${region === undefined ? '' : `region=${region}&`}${deptCode === undefined ? '' : `deptcode=${deptCode}&`}`;
  return md5(`${first}appid=${appId}&data=${data}&noise=${noise}&key=${key}&version=${version}`);
}

/** Puts a message into its envelope; `noise` is a UUID without dashes, of the caller's chance. */
export function sealEBill(keys: EBillKeys, message: object, noise: string): string {
  const data = Buffer.from(JSON.stringify(message), 'utf8').toString('base64');
  const { appId: appid, region, deptCode: deptcode } = keys;
  const said = { ...(region === undefined ? {} : { region }), ...(deptcode === undefined ? {} : { deptcode }) };
  return JSON.stringify({ ...said, appid, data, noise, version: VERSION, sign: signEBill(keys, { data, noise }) });
}

/** `result` is `S0000` where it was done; anything else is a failure, and `words` says which. */
export type EBillSaid = { readonly ok: true; readonly message: unknown } | { readonly ok: false; readonly result: string; readonly words: string };

/** Opens an answer: nothing where its signature does not hold or it is none, before anything of it is read. */
export function openEBill(keys: EBillKeys, body: Uint8Array): EBillSaid | undefined {
  const envelope = parseJson(body);
  const [data, noise, sign] = [textOf(envelope, 'data'), textOf(envelope, 'noise'), textOf(envelope, 'sign')];
  if (data === undefined || noise === undefined || sign === undefined || !sameText(sign, signEBill(keys, { data, noise }))) return undefined;
  const said = parseJson(Buffer.from(data, 'base64'));
  const [result, message] = [textOf(said, 'result'), textOf(said, 'message')];
  if (result === undefined || message === undefined) return undefined;
  const decoded = parseJson(Buffer.from(message, 'base64'));
  if (result !== 'S0000') return { ok: false, result, words: wordsOf(message) };
  return decoded === undefined ? undefined : { ok: true, message: decoded };
}

/** The text of a failure, which comes plain or in Base64. */
function wordsOf(message: string): string {
  const decoded = Buffer.from(message, 'base64');
  const isBase64 = message.length > 0 && decoded.toString('base64') === message;
  const text = isBase64 ? decoded.toString('utf8') : message;
  return isBase64 && text.includes('\ufffd') ? message : text;
}

/** A member of an answer as text; nothing where there is none. */
export function textOf(value: unknown, member: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, member) : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** Reads JSON in UTF-8; nothing where it is none. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined; // whatever it is, it is no answer
  }
}

/** MD5 in upper case hexadecimal digits. */
export const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex').toUpperCase();

function sameText(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
