// Entry of the command line tool (`cdk deploy -c region=…`): bundles the functions, then makes the app.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BUNDLES, bundleFunctions } from '../bundle.ts';
import { portalApp } from './portal-app.ts';
import { parseContext } from './settings.ts';

const SITE = resolve(import.meta.dirname, '../../site/dist');
const { society } = parseContext(process.env.CDK_CONTEXT_JSON);

if (!existsSync(SITE)) throw new Error('site/dist is not there: build the site first (npm start or npm test does)');
await bundleFunctions(society === undefined ? {} : { profile: resolve(society) });
portalApp({ codeOf: (name) => join(BUNDLES, name), site: SITE }).synth();
