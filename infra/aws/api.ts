import { Aws, type Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Method, Wake } from '../topology.ts';
import { acknowledge } from './acknowledge.ts';
import type { PortalFunction } from './functions.ts';

export type PortalApi = {
  readonly id: string;
  /** Host without scheme, as the edge asks it. */
  readonly host: string;
};

const METHODS = { GET: HttpMethod.GET, POST: HttpMethod.POST, ANY: HttpMethod.ANY } as const satisfies Record<Method, HttpMethod>;

/** The HTTP API with the routes of the topology; a function's own address would not exist in every region. */
export function portalApi(stack: Stack, functions: readonly PortalFunction[]): PortalApi {
  const api = new HttpApi(stack, 'api', { createDefaultStage: false, description: 'Routes of the portal; asked by the edge and by gateways' });
  for (const { name, lambda, design } of functions) {
    const routes = design.wakes.filter(isRoute);
    const integration = routes.length === 0 ? undefined : new HttpLambdaIntegration(`${name}-integration`, lambda);
    for (const route of routes) {
      if (integration !== undefined) api.addRoutes({ path: route.path, methods: [METHODS[route.method]], integration });
    }
  }
  const logs = new LogGroup(stack, 'api-logs', { retention: RetentionDays.ONE_MONTH });
  new HttpStage(stack, 'api-stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: 500, burstLimit: 1000 },
    accessLogSettings: { destination: new LogGroupLogDestination(logs), format: AccessLogFormat.custom(NAMELESS_LINE) },
  });
  acknowledge(api, {
    'AwsSolutions-APIG4':
      'Giving needs no account. What belongs to one gift is shown only to the holder of its token, which the function checks; callbacks are verified by signature.',
  });
  return { id: api.apiId, host: `${api.apiId}.execute-api.${stack.region}.${Aws.URL_SUFFIX}` };
}

// Neither address nor path: a path can name a gift, and its asker is somebody.
const NAMELESS_LINE = JSON.stringify({
  at: '$context.requestTime',
  id: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  ms: '$context.responseLatency',
  bytes: '$context.responseLength',
  error: '$context.integrationErrorMessage',
});

function isRoute(wake: Wake): wake is Extract<Wake, { by: 'http' }> {
  return wake.by === 'http';
}
