// `npx cdk deploy --app "node infra/aws/witness-app.ts" -c region=… -c witnessName=… -c logs="VKEY VKEY"`: a witness in an account of its own.
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BUNDLES, bundleFunctions } from '../bundle.ts';
import { type WitnessSettings, witnessStack } from './witness-stack.ts';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
const text = (key: string): string => {
  const value: unknown = app.node.tryGetContext(key);
  if (typeof value !== 'string' || value === '') throw new RangeError(`context ${key} is missing`);
  return value;
};
const settings: WitnessSettings = { name: text('witnessName'), logs: text('logs'), region: text('region'), code: join(BUNDLES, 'witness') };
await bundleFunctions({ functions: [{ name: 'witness', entry: 'functions/lambda/witness.ts', draws: false }] });
witnessStack(app, settings);
app.synth();
