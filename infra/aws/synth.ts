// `npm run synth`: the templates for a global region and for AWS China, without an account and without a network.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BUNDLES, bundleFunctions } from '../bundle.ts';
import { portalApp } from './portal-app.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SITE = join(ROOT, 'site/dist');
const REGIONS = process.argv.length > 2 ? process.argv.slice(2) : ['ap-southeast-1', 'cn-north-1'];

if (!existsSync(SITE)) execFileSync(process.execPath, [join(ROOT, 'infra/local/build-site.ts')], { stdio: 'inherit', cwd: ROOT });
await bundleFunctions();
for (const region of REGIONS) {
  const assembly = portalApp({ codeOf: (name) => join(BUNDLES, name), site: SITE }, { context: { region }, outdir: join(ROOT, 'cdk.out', region) }).synth();
  for (const stack of assembly.stacks) {
    const template: { readonly Resources: object } = stack.template;
    console.log(`${region}: ${stack.stackName}, ${Object.keys(template.Resources).length} resources, cdk.out/${region}/${stack.templateFile}`);
  }
}
