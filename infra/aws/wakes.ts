import { Duration, type Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { TableName } from '../../functions/store/database.ts';
import { TIME_ZONE } from '../topology.ts';
import { acknowledge } from './acknowledge.ts';
import type { PortalFunction } from './functions.ts';

/** Connects streams and schedules of the topology with their functions; what fails for good lies in the function's dead letters. */
export function wakeFunctions(stack: Stack, functions: readonly PortalFunction[], tables: Record<TableName, Table>): void {
  const role = new Role(stack, 'scheduler-role', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
    description: 'Lets the schedules start their functions',
  });
  for (const one of functions) {
    const { deadLetters } = one;
    if (deadLetters === undefined) continue;
    for (const wake of one.design.wakes) {
      if (wake.by === 'stream') wakeByStream(one, { ...wake, table: tables[wake.table], deadLetters });
      if (wake.by === 'schedule') wakeBySchedule(one, { name: wake.name, expression: wake.expression, role, deadLetters });
    }
  }
}

/** A batch is retried for a minute at most: the schedule finds what a lost wake-up leaves, and a bad batch must not hold the shard. */
function wakeByStream(one: PortalFunction, wake: { table: Table; prefix: string; windowSeconds?: number | undefined; deadLetters: Queue }): void {
  const image = { NewImage: { pk: { S: FilterRule.beginsWith(wake.prefix) } } };
  one.lambda.addEventSource(
    new DynamoEventSource(wake.table, {
      startingPosition: StartingPosition.LATEST,
      batchSize: 1000,
      ...(wake.windowSeconds === undefined ? {} : { maxBatchingWindow: Duration.seconds(wake.windowSeconds) }),
      retryAttempts: 3,
      maxRecordAge: Duration.minutes(1),
      bisectBatchOnError: false,
      onFailure: new SqsDlq(wake.deadLetters),
      filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT'), dynamodb: image })],
    }),
  );
  acknowledge(one.role, { 'AwsSolutions-IAM5[Resource::*]': 'dynamodb:ListStreams knows no resources; reading is granted on the one stream.' });
}

function wakeBySchedule(one: PortalFunction, wake: { name: string; expression: string; role: Role; deadLetters: Queue }): void {
  wake.role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [one.lambda.functionArn] }));
  wake.role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [wake.deadLetters.queueArn] }));
  new CfnSchedule(one.lambda.stack, `${wake.name}-schedule`, {
    description: `${one.name}: ${one.design.purpose}`,
    scheduleExpression: wake.expression,
    scheduleExpressionTimezone: TIME_ZONE,
    flexibleTimeWindow: { mode: 'OFF' },
    state: 'ENABLED',
    target: {
      arn: one.lambda.functionArn,
      roleArn: wake.role.roleArn,
      input: JSON.stringify({ schedule: wake.name }),
      deadLetterConfig: { arn: wake.deadLetters.queueArn },
      retryPolicy: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 3 },
    },
  });
}
