import { Duration, type Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { TableName } from '../../functions/store/database.ts';
import { BUCKET_NAMES, type BucketName, type FunctionDesign, type FunctionName, type KeyName, TABLE_NAMES, TOPOLOGY } from '../topology.ts';
import { acknowledge } from './acknowledge.ts';
import type { PortalKey } from './keys.ts';
import type { Settings } from './settings.ts';

/** What functions are given rights on. */
export type Stores = {
  readonly tables: Record<TableName, Table>;
  readonly buckets: Record<BucketName, Bucket>;
  readonly keys: Record<KeyName, PortalKey>;
};

export type PortalFunction = {
  readonly design: FunctionDesign;
  readonly name: FunctionName;
  readonly lambda: LambdaFunction;
  readonly role: Role;
  readonly logs: LogGroup;
  /** Takes what woke the function and failed every attempt; absent where an asker sees the failure. */
  readonly deadLetters: Queue | undefined;
};

type Parts = { readonly stores: Stores; readonly settings: Settings; readonly domain: string; readonly timeStampUrl: string; readonly fiscalBill: string };

/** Makes every function of the topology with exactly the rights that stand there. */
export function portalFunctions(stack: Stack, parts: Parts): readonly PortalFunction[] {
  return TOPOLOGY.map((design) => {
    const logs = new LogGroup(stack, `${design.name}-logs`, { retention: RetentionDays.ONE_MONTH });
    const role = new Role(stack, `${design.name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), description: design.purpose });
    logs.grantWrite(role);
    grant(role, design, parts.stores);
    const deadLetters = design.wakes.every((wake) => wake.by === 'http') ? undefined : deadLetterQueue(stack, design.name);
    const lambda = new LambdaFunction(stack, design.name, {
      description: design.purpose,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(parts.settings.codeOf(design.name), { exclude: ['*.map'] }),
      memorySize: design.memoryMb,
      timeout: Duration.seconds(design.timeoutSeconds),
      environment: environment(design, parts),
      role,
      logGroup: logs,
      loggingFormat: LoggingFormat.JSON,
      // What comes by schedule comes again by itself; an old wake-up is worth nothing.
      ...(deadLetters === undefined ? {} : { deadLetterQueue: deadLetters, retryAttempts: 1, maxEventAge: Duration.minutes(10) }),
    });
    return { design, name: design.name, lambda, role, logs, deadLetters };
  });
}

function deadLetterQueue(stack: Stack, name: string): Queue {
  const queue = new Queue(stack, `${name}-dead-letters`, { enforceSSL: true, encryption: QueueEncryption.SQS_MANAGED, retentionPeriod: Duration.days(14) });
  acknowledge(queue, { 'AwsSolutions-SQS3': 'This queue is the dead-letter queue.' });
  return queue;
}

function environment(design: FunctionDesign, parts: Parts): Record<string, string> {
  const { tables, buckets, keys } = parts.stores;
  return Object.fromEntries([
    ['PUBLIC_URL', `https://${parts.domain}`],
    ['SOCIETY_FILE', '/var/task/society.json'],
    ...(design.draws ? [['FONT_DIR', '/var/task/fonts']] : []),
    ...(design.bills === true ? [['FISCAL_BILL', parts.fiscalBill]] : []),
    ...(design.keys.includes('documents') ? [['TIME_STAMP_URL', parts.timeStampUrl]] : []),
    ...(design.keys.includes('documents') && parts.settings.documentChain ? [['DOCUMENT_CHAIN_FILE', '/var/task/document-chain.pem']] : []),
    ...TABLE_NAMES.filter((name) => name in design.tables).map((name) => [`${name.toUpperCase()}_TABLE`, tables[name].tableName]),
    ...BUCKET_NAMES.filter((name) => name in design.buckets).map((name) => [`${name.toUpperCase()}_BUCKET`, buckets[name].bucketName]),
    ...design.keys.map((name) => keys[name].variable),
  ]);
}

function grant(role: Role, design: FunctionDesign, stores: Stores): void {
  for (const name of TABLE_NAMES) grantTable(role, stores.tables[name], design.tables[name]);
  for (const name of BUCKET_NAMES) grantBucket(role, stores.buckets[name], design.buckets[name]);
  for (const name of design.keys) stores.keys[name].grant(role);
}

function grantTable(role: Role, table: Table, right: FunctionDesign['tables'][TableName]): void {
  if (right === undefined) return;
  if (right.read) {
    const actions = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:ConditionCheckItem'];
    role.addToPolicy(new PolicyStatement({ actions, resources: [table.tableArn] }));
  }
  for (const index of right.indexes ?? []) {
    role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/${index}`] }));
  }
  if (right.write.length > 0) {
    const keys = right.write.map((prefix) => `${prefix}*`);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        resources: [table.tableArn],
        ...(keys.includes('*') ? {} : { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } } }),
      }),
    );
  }
}

function grantBucket(role: Role, bucket: Bucket, right: FunctionDesign['buckets'][BucketName]): void {
  if (right === undefined) return;
  // With the right to list, an object that is not there is answered as absent and not as forbidden.
  if (right.read.length > 0) role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
  const on = (action: string, patterns: readonly string[]) => {
    if (patterns.length === 0) return;
    role.addToPolicy(new PolicyStatement({ actions: [action], resources: patterns.map((pattern) => bucket.arnForObjects(pattern)) }));
  };
  on('s3:GetObject', right.read);
  on('s3:PutObject', right.write);
  for (const pattern of [...right.read, ...right.write].filter((one) => one.includes('*'))) {
    acknowledge(role, { [openKeys(bucket, pattern)]: 'Keys of objects are made while the portal runs; the pattern is the one of the topology.' });
  }
}

/** How the rule pack names a pattern of object keys in one bucket. */
export function openKeys(bucket: Bucket, pattern: string): string {
  const { defaultChild } = bucket.node;
  if (!(defaultChild instanceof CfnBucket)) throw new Error('the bucket has another form than expected');
  return `AwsSolutions-IAM5[Resource::<${bucket.stack.getLogicalId(defaultChild)}.Arn>/${pattern}]`;
}
