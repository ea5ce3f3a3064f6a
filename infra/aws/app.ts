// Entry of the command line tool (`cdk deploy -c region=…`): builds the site of the society, bundles the functions, then makes the app.
import { join, resolve } from 'node:path';
import { BUNDLES, bundleFunctions, DEMONSTRATION } from '../bundle.ts';
import { builtSite } from './built-site.ts';
import { portalApp } from './portal-app.ts';
import { parseContext } from './settings.ts';

const { society, documentChain } = parseContext(process.env.CDK_CONTEXT_JSON);
const profile = society === undefined ? DEMONSTRATION : resolve(society);

const site = builtSite(profile);
await bundleFunctions({ profile, ...(documentChain === undefined ? {} : { documentChain: resolve(documentChain) }) });
portalApp({ codeOf: (name) => join(BUNDLES, name), site }).synth();
