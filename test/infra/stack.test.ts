import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { STATUS } from '../../functions/http/problem.ts';
import { CACHE_RULES, CONTENT_SECURITY_POLICY } from '../../infra/headers.ts';
import { isPublished, TOPOLOGY } from '../../infra/topology.ts';
import { logicalId, ofType, type Synthesised, synthesise } from './portal-template.ts';

const world = synthesise('ap-southeast-1');
const china = synthesise('cn-north-1');
const BOTH: readonly (readonly [string, Synthesised])[] = [
  ['a global region', world],
  ['AWS China', china],
];
const scheduled = TOPOLOGY.flatMap(({ wakes }) => wakes.filter((wake) => wake.by === 'schedule'));
const woken = TOPOLOGY.filter(({ wakes }) => wakes.some((wake) => wake.by !== 'http'));
const edgeOf = (portal: Synthesised) => ofType(portal, 'AWS::CloudFront::Distribution')[0]?.Properties.DistributionConfig;

describe.each(BOTH)('in %s', (_, portal) => {
  test('both tables can be restored to any second and cannot be deleted by mistake', () => {
    const tables = ofType(portal, 'AWS::DynamoDB::Table');
    expect(tables).toHaveLength(2);
    for (const table of tables) {
      expect(table.Properties).toMatchObject({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }, DeletionProtectionEnabled: true });
      expect([table.DeletionPolicy, table.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    }
  });

  test('M4: only the name-free log keeps versions; what shows names keeps none', () => {
    const versions = ofType(portal, 'AWS::S3::Bucket').map(({ id, Properties }) => [
      id.replace(/[0-9A-F]{8}$/, ''),
      Properties.VersioningConfiguration?.Status ?? 'none',
      Properties.ObjectLockEnabled ?? false,
    ]);
    expect(versions.sort()).toEqual([
      ['logbucket', 'Enabled', true],
      ['privatebucket', 'none', false],
      ['publicbucket', 'none', false],
    ]);
  });

  test('every bucket is closed to the public, encrypted and refuses plain http', () => {
    for (const bucket of ofType(portal, 'AWS::S3::Bucket')) {
      expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(bucket.Properties.BucketEncryption).toBeDefined();
      expect(bucket.DeletionPolicy).toBe('Retain');
      const policy = ofType(portal, 'AWS::S3::BucketPolicy').find((one) => one.Properties.Bucket.Ref === bucket.id);
      expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
    }
  });

  test('a gift never expires: only sessions and idempotency items carry a term', () => {
    const terms = ofType(portal, 'AWS::DynamoDB::Table').map(({ Properties }) => Properties.TimeToLiveSpecification?.AttributeName);
    expect(terms.filter((term) => term !== undefined)).toEqual(['expiresAt']);
  });

  test('each function of the topology is there, on arm64 and Node 24, without tracing', () => {
    const functions = ofType(portal, 'AWS::Lambda::Function').filter(({ Properties }) => Properties.Runtime === 'nodejs24.x');
    expect(functions).toHaveLength(TOPOLOGY.length);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({ Architectures: ['arm64'], Handler: 'index.handler' });
      expect(Properties.TracingConfig).toBeUndefined();
    }
  });

  test('every schedule of the topology runs by the clock of Shanghai and has dead letters', () => {
    const schedules = ofType(portal, 'AWS::Scheduler::Schedule');
    expect(schedules.map(({ Properties }) => Properties.ScheduleExpression).sort()).toEqual(scheduled.map(({ expression }) => expression).sort());
    for (const { Properties } of schedules) {
      expect(Properties.ScheduleExpressionTimezone).toBe('Asia/Shanghai');
      expect(Properties.Target.DeadLetterConfig.Arn).toBeDefined();
    }
    expect(schedules.map(({ Properties }) => Properties.ScheduleExpression)).toContain('cron(5 0 * * ? *)');
  });

  test('every function that nobody waits for has a queue for what failed, and an alarm on it', () => {
    expect(ofType(portal, 'AWS::SQS::Queue')).toHaveLength(woken.length);
    for (const { name } of woken) {
      const queue = logicalId(portal, 'AWS::SQS::Queue', name);
      const lambda = ofType(portal, 'AWS::Lambda::Function').find(({ Properties }) => JSON.stringify(Properties.DeadLetterConfig ?? {}).includes(queue));
      expect(lambda, name).toBeDefined();
      const alarm = ofType(portal, 'AWS::CloudWatch::Alarm').find(({ Properties }) => JSON.stringify(Properties.Dimensions).includes(queue));
      expect(alarm?.Properties).toMatchObject({ Threshold: 1, MetricName: 'ApproximateNumberOfMessagesVisible' });
    }
  });

  test.each([
    ['the publisher is woken by new outbox items only', 'publisher', 'OUTBOX#'],
    ['the witnesses are asked after a publication, and never before it', 'witnesses', 'PUB'],
  ])('%s', (_, name, prefix) => {
    const id = logicalId(portal, 'AWS::Lambda::Function', name);
    const [mapping, ...more] = ofType(portal, 'AWS::Lambda::EventSourceMapping').filter(({ Properties }) => Properties.FunctionName.Ref === id);
    expect(more).toEqual([]);
    expect(JSON.parse(mapping?.Properties.FilterCriteria.Filters[0].Pattern)).toEqual({
      eventName: ['INSERT'],
      dynamodb: { NewImage: { pk: { S: [{ prefix }] } } },
    });
    expect(mapping?.Properties.DestinationConfig.OnFailure.Destination).toBeDefined();
  });

  test('there are alarms for a missing close, a publisher that fails, lags or is silent, and errors that donors meet', () => {
    const alarms = ofType(portal, 'AWS::CloudWatch::Alarm').map(({ id }) => id.replace(/^alarm|[0-9A-F]{8}$/g, ''));
    expect(alarms).toEqual(expect.arrayContaining(['closemissing', 'publishererrors', 'publisherbehind', 'publishersilent', 'api5xx']));
    for (const { Properties } of ofType(portal, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmDescription).toMatch(/: /);
      expect(Properties.AlarmActions).toHaveLength(1);
    }
  });

  test('what a function cannot settle alone reaches a person: its words are counted in the log of every function', () => {
    const filters = ofType(portal, 'AWS::Logs::MetricFilter').map(({ Properties }) => Properties);
    const groups = new Set(ofType(portal, 'AWS::Lambda::Function').flatMap(({ Properties }) => Properties.LoggingConfig?.LogGroup?.Ref ?? []));
    expect(groups.size).toBe(TOPOLOGY.length);
    for (const [metric, word] of [
      ['Alarms', 'daylight-alarm'],
      ['NoticesRefused', 'notice_refused'],
    ]) {
      const those = filters.filter((one) => one.MetricTransformations[0].MetricName === metric);
      expect(new Set(those.map((one) => one.LogGroupName.Ref))).toEqual(groups);
      for (const one of those) expect(one.FilterPattern).toContain(word);
      expect(ofType(portal, 'AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties.MetricName === metric)).toHaveLength(1);
    }
  });

  test('every route of the topology leads to its function', () => {
    const routes = ofType(portal, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey);
    expect(routes.sort()).toEqual(TOPOLOGY.flatMap(({ wakes }) => wakes.flatMap((wake) => (wake.by === 'http' ? [`${wake.method} ${wake.path}`] : []))).sort());
  });

  test('what the API logs names neither asker nor path', () => {
    const format: string = ofType(portal, 'AWS::ApiGatewayV2::Stage')[0]?.Properties.AccessLogSettings.Format;
    expect(format).not.toMatch(/sourceIp|userAgent|\$context\.path/);
  });

  test('pages and records are cached by the rules that the local server keeps, path by path', () => {
    const edge = edgeOf(portal);
    expect(edge.CacheBehaviors.map((one: { PathPattern: string }) => one.PathPattern)).toEqual(CACHE_RULES.slice(0, -1).map(({ path }) => path));
    const secondsFor = (behavior: { CachePolicyId: { Ref: string } }): number =>
      ofType(portal, 'AWS::CloudFront::CachePolicy').find(({ id }) => id === behavior.CachePolicyId.Ref)?.Properties.CachePolicyConfig.MaxTTL;
    const kept = Object.fromEntries(
      edge.CacheBehaviors.map((one: { PathPattern: string; CachePolicyId: { Ref: string } }) => [one.PathPattern, secondsFor(one)]),
    );
    expect(kept).toMatchObject({ '/api/*': 0, '/log/1/checkpoint': 1, '/log/1/tile/*': 31_536_000, '/d/*': 60 });
    expect(secondsFor(edge.DefaultCacheBehavior)).toBe(2);
  });

  test('an error is kept for a second at most, in the log as everywhere', () => {
    const errors: readonly { ErrorCode: number; ErrorCachingMinTTL: number }[] = edgeOf(portal).CustomErrorResponses;
    expect(errors.map((one) => one.ErrorCode)).toEqual([403, 400, 404, 405, 414, 416, 500, 501, 502, 503, 504]);
    expect(Math.max(...errors.map((one) => one.ErrorCachingMinTTL))).toBeLessThanOrEqual(1);
  });

  test('no long life is stamped on an answer that may be a refusal', () => {
    const stamped = ofType(portal, 'AWS::CloudFront::ResponseHeadersPolicy').flatMap(({ Properties }) =>
      Properties.ResponseHeadersPolicyConfig.CustomHeadersConfig.Items.filter((one: { Header: string }) => one.Header === 'cache-control').map(
        (one: { Value: string }) => one.Value,
      ),
    );
    expect(stamped.sort()).toEqual(['no-store', 'public, max-age=1, must-revalidate', 'public, max-age=2, must-revalidate']);
  });

  test('every answer carries the one content security policy and the other headers', () => {
    const edge = edgeOf(portal);
    const used = [...edge.CacheBehaviors, edge.DefaultCacheBehavior].map(
      (one: { ResponseHeadersPolicyId?: { Ref: string } }) => one.ResponseHeadersPolicyId?.Ref,
    );
    expect(used.every((one) => one !== undefined)).toBe(true);
    for (const { Properties } of ofType(portal, 'AWS::CloudFront::ResponseHeadersPolicy')) {
      const headers = Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig;
      expect(headers.ContentSecurityPolicy).toEqual({ ContentSecurityPolicy: CONTENT_SECURITY_POLICY, Override: true });
      expect(headers.StrictTransportSecurity.AccessControlMaxAgeSec).toBeGreaterThanOrEqual(31_536_000);
      expect(headers).toMatchObject({
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'DENY' },
        ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      });
    }
  });

  test('a deployment removes nothing, and its archive holds nothing that the publisher fills', () => {
    const deployments = ofType(portal, 'Custom::CDKBucketDeployment');
    expect(deployments).toHaveLength(3);
    for (const { Properties } of deployments) expect(Properties.Prune).toBe(false);
    const archives = readdirSync(portal.directory).map((name) => join(portal.directory, name, 'verify.html'));
    const files = archives.filter(isFile).flatMap((page) => readdirSync(join(page, '..'), { recursive: true, withFileTypes: true }));
    const keys = files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name).slice(file.parentPath.indexOf('asset.')).split('/').slice(1).join('/'));
    expect(keys.sort()).toEqual([
      '404.html',
      '_astro/page.a1b2.css',
      'd/gate',
      'en/shells/index.html',
      'en/verify.html',
      'favicon.svg',
      'give/general.html',
      'shells/index.html',
      'verify.html',
    ]);
    expect(keys.filter(isPublished)).toEqual([]);
  });

  test('a function finds the names of what it may use, and only these, in its environment', () => {
    const callbacks = ofType(portal, 'AWS::Lambda::Function').find(({ id }) => id.startsWith('callbacks'));
    expect(Object.keys(callbacks?.Properties.Environment.Variables).sort()).toEqual([
      'LEDGER_TABLE',
      'PORTAL_SECRET',
      'PUBLIC_URL',
      'RECORDS_TABLE',
      'SOCIETY_FILE',
    ]);
  });

  test('no function has an address of its own and nothing runs at the edge', () => {
    for (const type of ['AWS::Lambda::Url', 'AWS::Cognito::UserPool', 'AWS::CloudFront::Function', 'AWS::CloudFront::KeyValueStore'])
      expect(ofType(portal, type)).toEqual([]);
    expect(portal.text).not.toContain('LambdaFunctionAssociations');
    expect(portal.text).not.toContain('"Mode":"Active"');
  });
});

test('globally the buckets are opened to the edge by origin access control, and the certificate comes from ACM', () => {
  expect(ofType(world, 'AWS::CloudFront::OriginAccessControl')).toHaveLength(2);
  expect(edgeOf(world).ViewerCertificate).toMatchObject({ AcmCertificateArn: { Ref: 'CertificateArn' }, MinimumProtocolVersion: 'TLSv1.2_2021' });
});

describe('AWS China lacks', () => {
  test('origin access control: identities stand in its place', () => {
    expect(ofType(china, 'AWS::CloudFront::OriginAccessControl')).toEqual([]);
    expect(ofType(china, 'AWS::CloudFront::CloudFrontOriginAccessIdentity')).toHaveLength(2);
  });

  test('certificates of ACM at the edge: the one in IAM is named', () => {
    expect(edgeOf(china).ViewerCertificate).toEqual({
      IamCertificateId: { Ref: 'IamCertificateId' },
      SslSupportMethod: 'sni-only',
      MinimumProtocolVersion: 'TLSv1.2_2021',
    });
    expect(edgeOf(china).Aliases).toEqual([{ Ref: 'DomainName' }]);
    expect(china.text).not.toContain('AcmCertificateArn');
  });

  test('the names of the global partition: none is written out but the names of services', () => {
    expect(china.text).not.toContain('arn:aws:');
    expect(china.text.replaceAll(/"(lambda|scheduler|cloudwatch|apigateway)\.amazonaws\.com"/g, '')).not.toContain('amazonaws.com');
  });

  test('patience with a portal that has no ICP filing: the operator states it before the deployment begins', () => {
    expect(china.template.toJSON().Rules.IcpStated.Assertions[0].Assert).toEqual({ 'Fn::Equals': [{ Ref: 'AccountHasIcp' }, 'yes'] });
    expect(china.template.toJSON().Parameters.IcpNumber.Default).toBeUndefined();
  });
});

test('the second region of AWS China synthesises as well', () => {
  expect(synthesise('cn-northwest-1').resources.length).toBe(china.resources.length);
});

test('the log can be locked for years in a way that nobody shortens', () => {
  const locked = ofType(synthesise('eu-central-1', { logLockDays: 3650 }), 'AWS::S3::Bucket').find(({ id }) => id.startsWith('logbucket'));
  expect(locked?.Properties.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({ Mode: 'COMPLIANCE', Days: 3650 });
});

test.each(TOPOLOGY.map(({ entry }) => entry))('%s is a few lines without a branch', (entry) => {
  const source = readFileSync(new URL(`../../${entry}`, import.meta.url), 'utf8');
  expect(source.split('\n').length).toBeLessThan(15);
  expect(source.replaceAll(/\/\*\*.*\*\//g, '')).not.toMatch(/\b(?:if|switch|for|while|catch)\b|\?|&&|\|\|/);
});

test('the API never answers 403, which at the edge means that a bucket has no such page', () => {
  expect(Object.values<number>(STATUS)).not.toContain(403);
});

function isFile(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
