import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatChain } from '../../../functions/documents/signature/chain.ts';

// Programs that read signatures and are on some machines only. A test that needs one is skipped where it is not, and its
// name says so.

const isHere = (program: string): boolean => spawnSync(program, ['--help']).error === undefined;

function reader(says: string, programs: readonly string[]) {
  const missing = programs.filter((program) => !isHere(program));
  return { present: missing.length === 0, title: missing.length === 0 ? says : `${says}: NOT CHECKED, there is no ${missing.join(' and no ')} here` };
}

export const openssl = reader('openssl cms -verify -cades agrees', ['openssl']);

export const pdfsig = reader('pdfsig says valid and trusted', ['pdfsig', 'certutil']);

/** What OpenSSL says of a detached signature under a root (all DER). */
export function opensslSays({ cms, content, root }: { readonly cms: Uint8Array; readonly content: Uint8Array; readonly root: Uint8Array }): string {
  return inFolder((file) => {
    const given = ['-inform', 'DER', '-in', file('cms.der', cms), '-content', file('content', content), '-CAfile', file('root.pem', formatChain([root]))];
    return spawnSync('openssl', ['cms', '-verify', '-cades', '-binary', ...given, '-purpose', 'any', '-out', file('out', '')], { encoding: 'utf8' }).stderr;
  });
}

export const VALID_AND_TRUSTED = ['ETSI.CAdES.detached', 'Total document signed', 'Signature is Valid.', 'Certificate is Trusted.'];

/** Which of the four good things poppler says of a PDF whose root it trusts. */
export function pdfsigSays(pdf: Uint8Array, root: Uint8Array): readonly string[] {
  return inFolder((file) => {
    const nss = `sql:${file('.', undefined)}`;
    spawnSync('certutil', ['-N', '-d', nss, '--empty-password']);
    spawnSync('certutil', ['-A', '-d', nss, '-n', 'root', '-t', 'CT,C,C', '-i', file('root.pem', formatChain([root]))]);
    const said = spawnSync('pdfsig', ['-nssdir', nss, file('signed.pdf', pdf)], { encoding: 'utf8' }).stdout;
    return VALID_AND_TRUSTED.filter((words) => said.includes(words));
  });
}

function inFolder<Said>(work: (file: (name: string, bytes: Uint8Array | string | undefined) => string) => Said): Said {
  const folder = mkdtempSync(join(tmpdir(), 'daylight-signature-'));
  try {
    return work((name, bytes) => {
      if (bytes !== undefined) writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
