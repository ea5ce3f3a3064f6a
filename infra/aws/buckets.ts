import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { type BucketName, COSIGNED, LOG_PREFIX, PUBLISHED } from '../topology.ts';
import { acknowledge } from './acknowledge.ts';
import type { Settings } from './settings.ts';

/**
 * The three buckets, kept when the stack goes. Only `log` keeps versions and can be locked, since only it is free of
 * names; in the others a withdrawn name must be gone with the object.
 */
export function portalBuckets(stack: Stack, settings: Settings): Record<BucketName, Bucket> {
  const buckets = { log: logBucket(stack, settings.logLockDays), public: plainBucket(stack, 'public'), private: plainBucket(stack, 'private') };
  for (const bucket of Object.values(buckets)) {
    acknowledge(bucket, {
      'AwsSolutions-S1':
        'Access logs hold the addresses of visitors and would need a store, a term and a reader of their own; who changes objects is in CloudTrail.',
    });
  }
  return buckets;
}

const CLOSED = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  encryption: BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy: RemovalPolicy.RETAIN,
} as const;

function plainBucket(stack: Stack, name: 'public' | 'private'): Bucket {
  return new Bucket(stack, `${name}-bucket`, { ...CLOSED, versioned: false, lifecycleRules: [ABANDONED_UPLOADS] });
}

function logBucket(stack: Stack, lockDays: number): Bucket {
  return new Bucket(stack, 'log-bucket', {
    ...CLOSED,
    versioned: true,
    objectLockEnabled: true,
    // Compliance: nobody shortens it, the operator included. It is asked for at deployment because it cannot be taken back.
    ...(lockDays === 0 ? {} : { objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(lockDays)) }),
    lifecycleRules: [ABANDONED_UPLOADS],
  });
}

const ABANDONED_UPLOADS = { abortIncompleteMultipartUploadAfter: Duration.days(1) };

/**
 * Locks the log's bucket: only its writers put, tiles only where nothing lies yet, whatever else may change only under a
 * condition, and nobody removes an object, a version or the lock, administrators included, without first changing this
 * policy, which CloudTrail records. Whoever asks the witnesses adds to what they sign, and to nothing else.
 */
export function lockLog(log: Bucket, { writers, cosigning }: { readonly writers: readonly IRole[]; readonly cosigning: readonly IRole[] }): void {
  const objects = log.arnForObjects('*');
  const under = (pattern: string) => log.arnForObjects(`${LOG_PREFIX}${pattern}`);
  refuse(log, {
    sid: 'OnlyTheLogsWritersPut',
    actions: ['s3:PutObject'],
    notResources: COSIGNED.map((pattern) => log.arnForObjects(pattern)),
    conditions: { ArnNotEquals: { 'aws:PrincipalArn': writers.map((role) => role.roleArn) } },
  });
  refuse(log, {
    sid: 'OnlyTheyKeepCosignatures',
    actions: ['s3:PutObject'],
    resources: COSIGNED.map((pattern) => log.arnForObjects(pattern)),
    conditions: { ArnNotEquals: { 'aws:PrincipalArn': [...writers, ...cosigning].map((role) => role.roleArn) } },
  });
  refuse(log, {
    sid: 'WhatLiesThereStays',
    actions: ['s3:PutObject'],
    resources: [under('tile/*')],
    conditions: { Null: { 's3:if-none-match': 'true' } },
  });
  refuse(log, {
    sid: 'NothingIsPutBlindly',
    actions: ['s3:PutObject'],
    resources: [under('checkpoint'), under('close/*'), ...COSIGNED.map((pattern) => log.arnForObjects(pattern))],
    conditions: { Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' } },
  });
  refuse(log, { sid: 'NothingIsRemoved', actions: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention'], resources: [objects] });
  refuse(log, { sid: 'VersionsStayOn', actions: ['s3:PutBucketVersioning', 's3:PutLifecycleConfiguration'], resources: [log.bucketArn] });
}

/** Keeps what is published to its writers: a deployment may bring files beside it, and replace or remove none of it. */
export function keepPublished(bucket: Bucket, writers: readonly IRole[]): void {
  refuse(bucket, {
    sid: 'OnlyThePublisherFills',
    actions: ['s3:PutObject', 's3:DeleteObject'],
    resources: PUBLISHED.map((pattern) => bucket.arnForObjects(pattern)),
    conditions: { ArnNotEquals: { 'aws:PrincipalArn': writers.map((role) => role.roleArn) } },
  });
}

function refuse(
  bucket: Bucket,
  what: { sid: string; actions: string[]; resources?: string[]; notResources?: string[]; conditions?: Record<string, Record<string, string | string[]>> },
): void {
  bucket.addToResourcePolicy(new PolicyStatement({ ...what, effect: Effect.DENY, principals: [new AnyPrincipal()] }));
}
