import { CfnOutput, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { KeyName } from '../topology.ts';
import { acknowledge } from './acknowledge.ts';
import type { Settings } from './settings.ts';

/** One key: what its holder gets, and how a function finds it. */
export type PortalKey = {
  /** Name and value of the environment variable that says where the key is. */
  readonly variable: readonly [string, string];
  readonly grant: (role: IRole) => void;
  /** Refuses its use to everybody but these, whatever their own rights say; absent where an operator adds to it by hand. */
  readonly reserve?: (roles: readonly IRole[]) => void;
};

const HEX_64 = {
  passwordLength: 64,
  excludeUppercase: true,
  excludePunctuation: true,
  excludeCharacters: 'ghijklmnopqrstuvwxyz',
  requireEachIncludedType: false,
} as const;

/**
 * The deployment's keys. The log is signed with Ed25519 everywhere: by KMS, which never gives the key out, and in China,
 * where KMS is not known to take that curve, with a seed that is made in the secret store and never seen by a person.
 * Documents are signed by KMS everywhere, on P-256 or with RSA.
 */
export function portalKeys(stack: Stack, settings: Pick<Settings, 'china' | 'documentKey'>): Record<KeyName, PortalKey> {
  const noteKey = settings.china ? noteSeed : noteSigningKey;
  return {
    log: noteKey(stack, LOG),
    receipts: noteKey(stack, RECEIPTS),
    documents: documentKey(stack, settings.documentKey),
    portal: portalSecret(stack),
  };
}

/** A key that signs notes (c2sp.org/signed-note): its construct, what it signs and whom its policy lets. */
type NoteKey = {
  readonly id: string;
  readonly signs: string;
  readonly variable: string;
  readonly sids: { readonly sign: string; readonly read: string };
  readonly change: string;
};

const LOG: NoteKey = {
  id: 'log',
  signs: 'checkpoints of the log',
  variable: 'LOG',
  sids: { sign: 'OnlyTheLogsWritersSign', read: 'OnlyTheLogsWritersRead' },
  change: "The log's key is its identity: it is changed by a key entry in the log, never by a timer.",
};

const RECEIPTS: NoteKey = {
  id: 'receipts',
  signs: 'dated answers to donors',
  variable: 'RECEIPTS',
  sids: { sign: 'OnlyQueriesSigns', read: 'OnlyQueriesReads' },
  change: 'An answer must verify as long as anybody keeps it: the key is changed by hand, and the old one named beside the new one.',
};

function noteSigningKey(stack: Stack, { id, signs, variable, sids }: NoteKey): PortalKey {
  const key = new Key(stack, `${id}-key`, {
    description: `Signs ${signs} and nothing else`,
    keySpec: KeySpec.ECC_NIST_EDWARDS25519,
    keyUsage: KeyUsage.SIGN_VERIFY,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  return signingKey(key, { variable: `${variable}_KEY_ID`, sid: sids.sign });
}

function documentKey(stack: Stack, kind: Settings['documentKey']): PortalKey {
  const key = new Key(stack, 'document-key', {
    description: 'Signs the documents that donors keep and nothing else',
    keySpec: kind === 'rsa' ? KeySpec.RSA_2048 : KeySpec.ECC_NIST_P256,
    keyUsage: KeyUsage.SIGN_VERIFY,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  new CfnOutput(stack, 'DocumentKey', { value: key.keyArn, description: 'Key for which an authority issues the certificate of documents' });
  return signingKey(key, { variable: 'DOCUMENT_KEY_ID', sid: 'OnlyDocumentsSigns' });
}

function signingKey(key: Key, { variable, sid }: { readonly variable: string; readonly sid: string }): PortalKey {
  const refusal = (roles: readonly IRole[]) =>
    new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['kms:Sign'],
      resources: ['*'],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': roles.map((role) => role.roleArn) } },
    });
  return {
    variable: [variable, key.keyArn],
    grant: (role) => role.addToPrincipalPolicy(new PolicyStatement({ actions: ['kms:Sign', 'kms:GetPublicKey'], resources: [key.keyArn] })),
    reserve: (roles) => key.addToResourcePolicy(refusal(roles)),
  };
}

function noteSeed(stack: Stack, { id, signs, variable, sids, change }: NoteKey): PortalKey {
  const secret = new Secret(stack, `${id}-seed`, {
    description: `Ed25519 seed, 64 hex digits; signs ${signs} and nothing else`,
    generateSecretString: HEX_64,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(secret, { 'AwsSolutions-SMG4': change });
  return { ...secretKey(secret, `${variable}_SEED_SECRET`), reserve: (roles) => secret.addToResourcePolicy(onlyReadBy(roles, sids.read)) };
}

function portalSecret(stack: Stack): PortalKey {
  const secret = new Secret(stack, 'portal-secret', {
    description: "JSON; `root`: 64 hex digits from which donors' tokens and entry ids come; gateways' credentials stand beside it",
    generateSecretString: { ...HEX_64, secretStringTemplate: '{}', generateStringKey: 'root' },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(secret, {
    'AwsSolutions-SMG4': "Another root would void every donor's link and let entries be made twice; it is changed by hand, with both in force for a while.",
  });
  return secretKey(secret, 'PORTAL_SECRET');
}

function secretKey(secret: Secret, variable: string): PortalKey {
  return {
    variable: [variable, secret.secretArn],
    grant: (role) => role.addToPrincipalPolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] })),
  };
}

function onlyReadBy(roles: readonly IRole[], sid: string): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['secretsmanager:GetSecretValue'],
    resources: ['*'],
    conditions: { ArnNotEquals: { 'aws:PrincipalArn': roles.map((role) => role.roleArn) } },
  });
}
