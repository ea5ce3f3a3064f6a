// `npm run synth`: the templates for a global region and for AWS China, without an account and without a network.
import { join, resolve } from 'node:path';
import { BUNDLES, bundleFunctions, DEMONSTRATION } from '../bundle.ts';
import { builtSite } from './built-site.ts';
import { portalApp } from './portal-app.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const REGIONS = process.argv.length > 2 ? process.argv.slice(2) : ['ap-southeast-1', 'cn-north-1'];

const site = builtSite(DEMONSTRATION);
await bundleFunctions();
for (const region of REGIONS) {
  const assembly = portalApp({ codeOf: (name) => join(BUNDLES, name), site }, { context: { region }, outdir: join(ROOT, 'cdk.out', region) }).synth();
  for (const stack of assembly.stacks) {
    const template: { readonly Resources: object } = stack.template;
    console.log(`${region}: ${stack.stackName}, ${Object.keys(template.Resources).length} resources, cdk.out/${region}/${stack.templateFile}`);
  }
}
