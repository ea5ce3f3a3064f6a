import { type App, CfnOutput, Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { type BucketName, KEY_NAMES } from '../topology.ts';
import { portalAlarms } from './alarms.ts';
import { portalApi } from './api.ts';
import { keepPublished, lockLog, portalBuckets } from './buckets.ts';
import { portalEdge } from './edge.ts';
import { type PortalFunction, portalFunctions } from './functions.ts';
import { portalKeys } from './keys.ts';
import { portalParameters } from './parameters.ts';
import type { Settings } from './settings.ts';
import { deploySite } from './site.ts';
import { portalTables } from './tables.ts';
import { wakeFunctions } from './wakes.ts';

/** The portal of one society in one region: everything the topology names, and nothing else. */
export function portalStack(app: App, settings: Settings): Stack {
  const stack = new Stack(app, settings.name, {
    env: { region: settings.region },
    description: 'Daylight: gifts, documents and the public record of one society',
  });
  const parameters = portalParameters(stack, settings.china);
  const stores = { tables: portalTables(stack), buckets: portalBuckets(stack, settings), keys: portalKeys(stack, settings) };
  const { domain, timeStampUrl, fiscalBill } = parameters;
  const functions = portalFunctions(stack, { stores, settings, domain, timeStampUrl, fiscalBill });
  for (const key of KEY_NAMES) stores.keys[key].reserve?.(rolesOf(functions, (one) => one.design.keys.includes(key)));
  const writers = (bucket: BucketName) => rolesOf(functions, (one) => (one.design.buckets[bucket]?.write.length ?? 0) > 0);
  const signs = (one: PortalFunction) => one.design.keys.includes('log');
  const cosigning = functions.filter((one) => !signs(one) && (one.design.buckets.log?.write.length ?? 0) > 0).map((one) => one.role);
  lockLog(stores.buckets.log, { writers: rolesOf(functions, signs), cosigning });
  keepPublished(stores.buckets.public, writers('public'));
  wakeFunctions(stack, functions, stores.tables);
  const api = portalApi(stack, functions);
  const edge = portalEdge(stack, { buckets: stores.buckets, api, parameters, china: settings.china });
  deploySite(stack, settings.site, stores.buckets.public);
  portalAlarms(stack, { functions, api, email: parameters.alarmEmail });
  new CfnOutput(stack, 'EdgeName', { value: edge.distributionDomainName, description: "Where the portal's name must point (CNAME)" });
  return stack;
}

function rolesOf(functions: readonly PortalFunction[], holds: (one: PortalFunction) => boolean): readonly IRole[] {
  return functions.filter(holds).map((one) => one.role);
}
