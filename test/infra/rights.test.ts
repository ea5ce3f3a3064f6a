import { describe, expect, test } from 'vitest';
import { BUCKET_NAMES, type FunctionDesign, PUBLISHED, TABLE_NAMES, TOPOLOGY } from '../../infra/topology.ts';
import { logicalId, ofType, rightsOf, type Statement, type Synthesised, statement, synthesise } from './portal-template.ts';

const world = synthesise('ap-southeast-1');
const china = synthesise('cn-north-1');

const allows = (name: string, action: string, resource?: string): readonly Statement[] =>
  rightsOf(world, name).filter((one) => one.actions.includes(action) && (resource === undefined || one.resources.some((on) => on.includes(resource))));

const whoMay = (action: string, resource?: string): readonly string[] =>
  TOPOLOGY.filter(({ name }) => allows(name, action, resource).length > 0).map(({ name }) => name);

describe('what each function may touch is what the topology says', () => {
  test.each(TOPOLOGY.map((design) => [design.name, design] as const))('%s', (name, design: FunctionDesign) => {
    for (const table of TABLE_NAMES) {
      const id = logicalId(world, 'AWS::DynamoDB::Table', table);
      expect(allows(name, 'dynamodb:GetItem', id).length > 0).toBe(design.tables[table]?.read ?? false);
      expect(allows(name, 'dynamodb:PutItem', id).length > 0).toBe((design.tables[table]?.write.length ?? 0) > 0);
    }
    for (const bucket of BUCKET_NAMES) {
      const id = logicalId(world, 'AWS::S3::Bucket', bucket);
      const puts = allows(name, 's3:PutObject', id).flatMap((one) => one.resources.filter((on) => on.includes(id)));
      expect(puts.length).toBe(design.buckets[bucket]?.write.length ?? 0);
      const gets = allows(name, 's3:GetObject', id).flatMap((one) => one.resources.filter((on) => on.includes(id)));
      expect(gets.length).toBeGreaterThanOrEqual(design.buckets[bucket]?.read.length ?? 0);
    }
  });

  test('each function writes only the partitions that stand there, and puts and reads only the objects', () => {
    for (const { name, tables, buckets } of TOPOLOGY) {
      for (const table of TABLE_NAMES) {
        const id = logicalId(world, 'AWS::DynamoDB::Table', table);
        const prefixes = allows(name, 'dynamodb:PutItem', id).flatMap((one) => JSON.parse(one.conditions)['ForAllValues:StringLike']['dynamodb:LeadingKeys']);
        expect(prefixes, `${name}, ${table}`).toEqual((tables[table]?.write ?? []).map((prefix) => `${prefix}*`));
      }
      for (const bucket of BUCKET_NAMES) {
        const arn = `{"Fn::Join":["",[{"Fn::GetAtt":["${logicalId(world, 'AWS::S3::Bucket', bucket)}","Arn"]},"/`;
        const patterns = (action: string) =>
          allows(name, action).flatMap((one) => one.resources.filter((on) => on.startsWith(arn)).map((on) => on.slice(arn.length, -4)));
        expect(patterns('s3:PutObject').toSorted(), `${name}, ${bucket}`).toEqual([...(buckets[bucket]?.write ?? [])].sort());
        expect(patterns('s3:GetObject').toSorted(), `${name}, ${bucket}`).toEqual([...(buckets[bucket]?.read ?? [])].sort());
      }
    }
  });

  test('a function that only settles can write the outbox and cannot write entries, indices or the counter', () => {
    const ledger = logicalId(world, 'AWS::DynamoDB::Table', 'ledger');
    // Whoever enters a refund takes a turn in the book as well.
    for (const [name, partitions] of [
      ['callbacks', '"OUTBOX#*"'],
      ['sweeper', '"OUTBOX#*","BOOK*"'],
    ] as const) {
      const [write, ...more] = allows(name, 'dynamodb:PutItem', ledger);
      expect(more).toEqual([]);
      expect(write?.conditions).toBe(`{"ForAllValues:StringLike":{"dynamodb:LeadingKeys":[${partitions}]}}`);
    }
  });

  test('nobody scans a table, lists all buckets or deletes an object', () => {
    for (const { name } of TOPOLOGY) {
      const actions = rightsOf(world, name).flatMap((one) => one.actions);
      expect(actions.filter((one) => /^dynamodb:(Scan|\*)|^s3:(Delete|\*)|^\*$|^kms:\*/.test(one))).toEqual([]);
    }
  });

  test('no right of a function is on everything, but the listing of streams, which knows no resources', () => {
    for (const { name } of TOPOLOGY) {
      const wide = rightsOf(world, name).filter((one) => one.resources.includes('"*"'));
      expect(wide.flatMap((one) => one.actions)).toEqual(['publisher', 'witnesses'].includes(name) ? ['dynamodb:ListStreams'] : []);
    }
  });
});

/** A key of KMS by the name that it has in the stack. */
const keyNamed = (portal: Synthesised, name: string) => ofType(portal, 'AWS::KMS::Key').find(({ id }) => id === logicalId(portal, 'AWS::KMS::Key', name));

const refusalOf = (portal: Synthesised, name: string, sid: string) =>
  keyNamed(portal, name)
    ?.Properties.KeyPolicy.Statement.map(statement)
    .find((one: Statement) => one.sid === sid);

describe('M12: the key of the log', () => {
  test('only the two functions that publish may sign with it', () => {
    expect(whoMay('kms:Sign', logicalId(world, 'AWS::KMS::Key', 'log-key'))).toEqual(['publisher', 'closer']);
  });

  test('the key refuses everybody else, whatever rights they hold', () => {
    expect(keyNamed(world, 'log-key')?.Properties).toMatchObject({ KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' });
    const refusal = refusalOf(world, 'log-key', 'OnlyTheLogsWritersSign');
    expect(refusal).toMatchObject({ effect: 'Deny', actions: ['kms:Sign'] });
    expect(refusal.conditions).toContain('ArnNotEquals');
    for (const name of ['publisher', 'closer']) expect(refusal.conditions).toContain(logicalId(world, 'AWS::IAM::Role', name));
    expect(refusal.conditions.match(/Fn::GetAtt/g)).toHaveLength(2);
  });

  test('in China its seed is made in the secret store and read by the same two functions only', () => {
    expect(ofType(china, 'AWS::KMS::Key').map(({ Properties }) => Properties.KeySpec)).toEqual(['ECC_NIST_P256']);
    const seed = logicalId(china, 'AWS::SecretsManager::Secret', 'log-seed');
    const readers = TOPOLOGY.filter(({ name }) =>
      rightsOf(china, name).some((one) => one.actions.includes('secretsmanager:GetSecretValue') && one.resources.some((on) => on.includes(seed))),
    );
    expect(readers.map(({ name }) => name)).toEqual(['publisher', 'closer']);
    const policies = ofType(china, 'AWS::SecretsManager::ResourcePolicy').map(({ Properties }) => JSON.stringify(Properties));
    expect(policies).toHaveLength(2);
    expect(policies.find((one) => one.includes(seed))).toContain('OnlyTheLogsWritersRead');
    expect(ofType(china, 'AWS::SecretsManager::Secret').find(({ id }) => id === seed)?.Properties.GenerateSecretString).toMatchObject({ PasswordLength: 64 });
  });
});

describe('M12: the key of dated answers', () => {
  test('only the function that answers may sign with it, and it signs no checkpoint', () => {
    const key = logicalId(world, 'AWS::KMS::Key', 'receipts-key');
    expect(whoMay('kms:Sign', key)).toEqual(['queries']);
    expect(rightsOf(world, 'queries').flatMap((one) => (one.actions.includes('kms:Sign') ? one.resources : []))).toHaveLength(1);
    const refusal = refusalOf(world, 'receipts-key', 'OnlyQueriesSigns');
    expect(refusal).toMatchObject({ effect: 'Deny', actions: ['kms:Sign'] });
    expect(refusal.conditions.match(/Fn::GetAtt/g)).toHaveLength(1);
  });

  test('in China its seed is read by that function only', () => {
    const seed = logicalId(china, 'AWS::SecretsManager::Secret', 'receipts-seed');
    const readers = TOPOLOGY.filter(({ name }) => rightsOf(china, name).some((one) => one.resources.some((on) => on.includes(seed))));
    expect(readers.map(({ name }) => name)).toEqual(['queries']);
  });
});

describe.each([
  ['elsewhere', world],
  ['in China', china],
] as const)('M12: the key of documents, %s', (_, portal) => {
  const key = logicalId(portal, 'AWS::KMS::Key', 'document-key');

  test('only the function that draws them may sign with it, and it signs with nothing else', () => {
    const signs = (name: string) => rightsOf(portal, name).flatMap((one) => (one.actions.includes('kms:Sign') ? one.resources : []));
    expect(TOPOLOGY.filter(({ name }) => signs(name).some((on) => on.includes(key))).map(({ name }) => name)).toEqual(['documents']);
    expect(signs('documents')).toHaveLength(1);
  });

  test('the key refuses everybody else, and outlives the stack', () => {
    expect(keyNamed(portal, 'document-key')).toMatchObject({ Properties: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }, DeletionPolicy: 'Retain' });
    const refusal = refusalOf(portal, 'document-key', 'OnlyDocumentsSigns');
    expect(refusal).toMatchObject({ effect: 'Deny', actions: ['kms:Sign'] });
    expect(refusal.conditions).toContain(logicalId(portal, 'AWS::IAM::Role', 'documents'));
    expect(refusal.conditions.match(/Fn::GetAtt/g)).toHaveLength(1);
  });
});

test('documents are signed with RSA where the deployment says so, and with nothing unheard of', () => {
  const rsa = synthesise('ap-southeast-1', { documentKey: 'rsa' });
  expect(keyNamed(rsa, 'document-key')?.Properties.KeySpec).toBe('RSA_2048');
  expect(() => synthesise('ap-southeast-1', { documentKey: 'sm2' })).toThrow('documentKey is neither p256 nor rsa');
});

test('the function that draws finds its certificates where the deployment brought some, and no other function does', () => {
  const found = (portal: Synthesised) =>
    ofType(portal, 'AWS::Lambda::Function').filter(
      ({ Properties }) => Properties.Environment?.Variables.DOCUMENT_CHAIN_FILE === '/var/task/document-chain.pem',
    );
  expect(found(world)).toEqual([]);
  expect(found(synthesise('ap-southeast-1', { documentChain: 'chain.pem' })).map(({ id }) => id.slice(0, 9))).toEqual(['documents']);
});

describe('the bucket of the log', () => {
  const id = logicalId(world, 'AWS::S3::Bucket', 'log');
  const policy = (bucket: string): readonly Statement[] =>
    ofType(world, 'AWS::S3::BucketPolicy')
      .filter((one) => one.Properties.Bucket.Ref === bucket)
      .flatMap((one) => one.Properties.PolicyDocument.Statement.map(statement));
  const named = (bucket: string, sid: string) => policy(bucket).find((one) => one.sid === sid);

  test('only the two functions that publish may put, and the bucket refuses everybody else', () => {
    expect(whoMay('s3:PutObject', id)).toEqual(['publisher', 'closer', 'witnesses']);
    const refusal = named(id, 'OnlyTheLogsWritersPut');
    expect(refusal).toMatchObject({ effect: 'Deny', actions: ['s3:PutObject'] });
    expect(refusal?.conditions).toContain(logicalId(world, 'AWS::IAM::Role', 'publisher'));
    expect(refusal?.conditions.match(/Fn::GetAtt/g)).toHaveLength(2);
  });

  test('whoever asks the witnesses adds to kept checkpoints, the witnessed one and the policy, and to nothing else', () => {
    const refusal = named(id, 'OnlyTheyKeepCosignatures');
    expect(refusal?.conditions).toContain(logicalId(world, 'AWS::IAM::Role', 'witnesses'));
    expect(refusal?.conditions.match(/Fn::GetAtt/g)).toHaveLength(3);
    const [bucket] = ofType(world, 'AWS::S3::BucketPolicy').filter((one) => one.Properties.Bucket.Ref === id);
    const raw = bucket?.Properties.PolicyDocument.Statement.find((one: { Sid?: string }) => one.Sid === 'OnlyTheLogsWritersPut');
    expect(raw.NotResource.map((one: unknown) => JSON.stringify(one)).sort()).toEqual(refusal?.resources.toSorted());
    const keys = refusal?.resources.map((one) => /log\/1\/[^"]+/.exec(one)?.[0]);
    expect(keys?.toSorted()).toEqual(['log/1/checkpoints/*', 'log/1/policy.txt', 'log/1/witnessed']);
    expect(named(id, 'NothingIsPutBlindly')?.resources).toEqual(expect.arrayContaining([...(refusal?.resources ?? [])]));
  });

  test('M13, M20: a tile is put only where none lies, a checkpoint only under a condition', () => {
    expect(named(id, 'WhatLiesThereStays')).toMatchObject({ effect: 'Deny', conditions: '{"Null":{"s3:if-none-match":"true"}}' });
    expect(named(id, 'WhatLiesThereStays')?.resources.join()).toContain('log/1/tile/*');
    expect(named(id, 'NothingIsPutBlindly')).toMatchObject({ effect: 'Deny', conditions: '{"Null":{"s3:if-none-match":"true","s3:if-match":"true"}}' });
    expect(named(id, 'NothingIsPutBlindly')?.resources.join()).toContain('log/1/checkpoint"');
  });

  test('M2: nothing in it can be removed, no version and not the versions themselves', () => {
    expect(named(id, 'NothingIsRemoved')?.actions).toEqual(expect.arrayContaining(['s3:DeleteObject', 's3:DeleteObjectVersion']));
    expect(named(id, 'NothingIsRemoved')?.conditions).toBe('{}');
    expect(named(id, 'VersionsStayOn')?.actions).toContain('s3:PutBucketVersioning');
  });

  test('a published page is written by the two publishing functions and refused to a deployment', () => {
    const refusal = named(logicalId(world, 'AWS::S3::Bucket', 'public'), 'OnlyThePublisherFills');
    expect(refusal).toMatchObject({ effect: 'Deny' });
    expect(refusal?.actions.toSorted()).toEqual(['s3:DeleteObject', 's3:PutObject']);
    expect(refusal?.resources).toHaveLength(PUBLISHED.length);
    expect(refusal?.conditions.match(/Fn::GetAtt/g)).toHaveLength(2);
  });
});
