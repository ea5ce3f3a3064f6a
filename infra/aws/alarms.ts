import { CfnCondition, Duration, Fn, type Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import type { PortalApi } from './api.ts';
import type { PortalFunction } from './functions.ts';

type Watch = Partial<AlarmProps> & { readonly metric: IMetric; readonly threshold: number; readonly alarmDescription: string };

/** Every alarm with the one line of its runbook; the table in `infra/README.md` has the same names. */
export function portalAlarms(stack: Stack, parts: { functions: readonly PortalFunction[]; api: PortalApi; email: string }): Topic {
  const topic = new Topic(stack, 'alarms', { enforceSSL: true });
  // With a policy of its own the topic loses the default one, through which alarms of the account may write.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  );
  writeTo(stack, topic, parts.email);
  const watch = (id: string, { metric, threshold, ...more }: Watch) => {
    const alarm = new Alarm(stack, `alarm-${id}`, {
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...more,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  };
  for (const one of parts.functions) watchFunction(one, watch);
  watchPublisher(functionNamed(parts.functions, 'publisher'), watch);
  watchCloser(functionNamed(parts.functions, 'closer'), watch);
  watchWords(parts.functions, watch);
  watch('api-5xx', {
    metric: new Metric({
      namespace: 'AWS/ApiGateway',
      metricName: '5xx',
      dimensionsMap: { ApiId: parts.api.id },
      statistic: 'Sum',
      period: Duration.minutes(5),
    }),
    threshold: 5,
    alarmDescription: 'Donors meet errors: read the logs of public-api, callbacks and documents by request id.',
  });
  return topic;
}

type Watcher = (id: string, watch: Watch) => void;

function watchFunction({ name, lambda, deadLetters }: PortalFunction, watch: Watcher): void {
  watch(`${name}-errors`, {
    metric: lambda.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
    threshold: name === 'publisher' || name === 'closer' ? 1 : 5,
    alarmDescription: `${name} fails: read its log; after "stopped" nothing is published until the stores agree again (infra/README.md, Stopped).`,
  });
  if (deadLetters === undefined) return;
  watch(`${name}-dead-letters`, {
    metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
    threshold: 1,
    alarmDescription: `${name} was woken in vain: find why in its log, then empty the queue; the next schedule does what was missed.`,
  });
}

function watchPublisher({ lambda }: PortalFunction, watch: Watcher): void {
  watch('publisher-behind', {
    metric: lambda.metric('IteratorAge', { period: Duration.minutes(1), statistic: 'Maximum' }),
    threshold: 60_000,
    evaluationPeriods: 2,
    alarmDescription: 'Gifts wait a minute for publication: look at the duration and the throttles of the publisher.',
  });
  watch('publisher-silent', {
    metric: lambda.metricInvocations({ period: Duration.minutes(5), statistic: 'Sum' }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
    alarmDescription: 'The publisher does not run at all: look at the schedule "publish" and the limits of the account.',
  });
}

/** An issue is closed daily, "nothing today" included: a day and an hour without the word is a missing close. */
function watchCloser({ logs }: PortalFunction, watch: Watcher): void {
  const closed = logs.addMetricFilter('issues-closed', {
    metricNamespace: 'Daylight',
    metricName: 'IssuesClosed',
    filterPattern: FilterPattern.literal('"issue-closed"'),
    metricValue: '1',
  });
  watch('close-missing', {
    metric: closed.metric({ period: Duration.hours(1), statistic: 'Sum' }),
    threshold: 1,
    evaluationPeriods: 25,
    datapointsToAlarm: 25,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
    alarmDescription: 'No issue was closed for 25 hours: read the log of closer; a refusal names what does not balance.',
  });
}

/** What a function says it cannot settle alone. Two are left out: anybody can send a forged notice, which is counted apart, and stream and schedule may meet in a race for one checkpoint, which costs nothing. */
function watchWords(functions: readonly PortalFunction[], watch: Watcher): void {
  const count = (metricName: string, pattern: string) => {
    for (const { name, logs } of functions) {
      logs.addMetricFilter(`${name}-${metricName}`, {
        metricNamespace: 'Daylight',
        metricName,
        filterPattern: FilterPattern.literal(pattern),
        metricValue: '1',
      });
    }
    return new Metric({ namespace: 'Daylight', metricName, statistic: 'Sum', period: Duration.minutes(5) });
  };
  watch('portal-alarms', {
    metric: count('Alarms', '"daylight-alarm" -notice_refused -signing_race_lost'),
    threshold: 1,
    alarmDescription: 'A function says that a person must look: search the logs for daylight-alarm; the table of codes says what each one asks for.',
  });
  watch('notices-refused', {
    metric: count('NoticesRefused', 'notice_refused'),
    threshold: 20,
    alarmDescription: 'Many forged or stale notices: nothing was settled by them; if a real gateway sends them, its key or our clock is wrong.',
  });
}

function writeTo(stack: Stack, topic: Topic, email: string): void {
  const wanted = new CfnCondition(stack, 'alarm-email-given', { expression: Fn.conditionNot(Fn.conditionEquals(email, '')) });
  const subscription = new CfnSubscription(stack, 'alarm-email', { topicArn: topic.topicArn, protocol: 'email', endpoint: email });
  subscription.cfnOptions.condition = wanted;
}

function functionNamed(functions: readonly PortalFunction[], name: PortalFunction['name']): PortalFunction {
  const found = functions.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the topology has no ${name}`);
  return found;
}
