import type { App } from 'aws-cdk-lib';
import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { acknowledge } from './acknowledge.ts';
import { openKeys } from './functions.ts';

/** What a witness is made from: its key's name, the vkeys of the logs it knows, between blanks, and the folder of its bundle. */
export type WitnessSettings = { readonly name: string; readonly logs: string; readonly code: string; readonly region: string };

/**
 * A witness for logs of others, to be deployed into an account of whoever runs it and never into the portal's own, where
 * it would add nothing. Its key stays in KMS; where KMS takes no Ed25519, as in AWS China, run `npm run witness` instead.
 */
export function witnessStack(app: App, { name, logs, code, region }: WitnessSettings): Stack {
  const props: StackProps = { env: { region }, description: 'A witness of transparency logs (c2sp.org/tlog-witness)' };
  const stack = new Stack(app, 'DaylightWitness', props);
  const key = new Key(stack, 'witness-key', {
    description: 'Cosigns checkpoints of the logs that this witness knows, and nothing else',
    keySpec: KeySpec.ECC_NIST_EDWARDS25519,
    keyUsage: KeyUsage.SIGN_VERIFY,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const held = new Bucket(stack, 'held', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(held, { 'AwsSolutions-S1': 'What is held is public; who changes it is in CloudTrail.' });
  const requests = new LogGroup(stack, 'witness-logs', { retention: RetentionDays.ONE_MONTH });
  const role = new Role(stack, 'witness-role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), description: 'Holds and cosigns checkpoints' });
  requests.grantWrite(role);
  const objects = held.arnForObjects('*');
  role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: [objects] }));
  role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [held.bucketArn] }));
  role.addToPolicy(new PolicyStatement({ actions: ['kms:Sign', 'kms:GetPublicKey'], resources: [key.keyArn] }));
  acknowledge(role, { [openKeys(held, '*')]: 'One object for each log, named by the digest of its origin.' });
  const witness = new LambdaFunction(stack, 'witness', {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(code, { exclude: ['*.map'] }),
    memorySize: 512,
    timeout: Duration.seconds(20),
    environment: { WITNESS_NAME: name, LOG_VKEYS: logs, WITNESS_BUCKET: held.bucketName, WITNESS_KEY_ID: key.keyArn },
    role,
    logGroup: requests,
    loggingFormat: LoggingFormat.JSON,
  });
  const api = new HttpApi(stack, 'api', { createDefaultStage: false, description: 'add-checkpoint, and what is held' });
  const integration = new HttpLambdaIntegration('witness-integration', witness);
  for (const path of ['/', '/{proxy+}']) api.addRoutes({ path, methods: [HttpMethod.ANY], integration });
  new HttpStage(stack, 'stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: 20, burstLimit: 40 },
    accessLogSettings: {
      destination: new LogGroupLogDestination(new LogGroup(stack, 'api-logs', { retention: RetentionDays.ONE_MONTH })),
      format: AccessLogFormat.custom(LINE),
    },
  });
  acknowledge(api, { 'AwsSolutions-APIG4': 'A request is judged by the signature of the log on it.' });
  new CfnOutput(stack, 'Address', {
    value: `https://${api.apiId}.execute-api.${region}.${Aws.URL_SUFFIX}`,
    description: 'Address of the witness for the profile; its vkey is at /',
  });
  return stack;
}

const LINE = JSON.stringify({
  at: '$context.requestTime',
  id: '$context.requestId',
  status: '$context.status',
  ms: '$context.responseLatency',
  error: '$context.integrationErrorMessage',
});
