import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { portalApp } from '../../infra/aws/portal-app.ts';
import { TOPOLOGY } from '../../infra/topology.ts';

/** A built site as a deployment meets it: what it may bring, and what only the publisher fills. */
const SITE = [
  '_astro/page.a1b2.css',
  'shells/index.html',
  'en/shells/index.html',
  'verify.html',
  'en/verify.html',
  'give/general.html',
  '404.html',
  'favicon.svg',
  'd/gate',
  'index.html',
  'today.html',
  'campaigns/general.html',
  'disclosures/province/index.json',
  'en/index.html',
  'en/disclosures/province/1.html',
  'open/0.json',
  'after/0.json',
];

export type Resource = {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of a hundred shapes, and each test looks at one
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
};

export type Synthesised = {
  readonly template: Template;
  readonly text: string;
  readonly directory: string;
  readonly resources: readonly (Resource & { readonly id: string })[];
};

/** Synthesises the portal for a region with empty functions; throws on every finding that nobody acknowledged. */
export function synthesise(region: string, context: Record<string, unknown> = {}): Synthesised {
  const folder = mkdtempSync(join(tmpdir(), 'daylight-synth-'));
  for (const { name } of TOPOLOGY) put(join(folder, name, 'index.mjs'), 'export const handler = () => undefined;\n');
  for (const file of SITE) put(join(folder, 'site', file), file);
  const app = portalApp({ codeOf: (name) => join(folder, name), site: join(folder, 'site') }, { context: { region, ...context }, outdir: join(folder, 'out') });
  const assembly = app.synth();
  const json: { Resources: Record<string, Resource> } = assembly.stacks[0]?.template;
  return {
    template: Template.fromJSON(json),
    text: JSON.stringify(json),
    directory: assembly.directory,
    resources: Object.entries(json.Resources).map(([id, resource]) => ({ ...resource, id })),
  };
}

export function ofType(synthesised: Synthesised, type: string): readonly (Resource & { readonly id: string })[] {
  return synthesised.resources.filter((resource) => resource.Type === type);
}

/** Statements of the policies of a function's role, with actions and resources always as lists; what does not fit into one goes on in another. */
export function rightsOf(synthesised: Synthesised, functionName: string): readonly Statement[] {
  const role = logicalId(synthesised, 'AWS::IAM::Role', functionName);
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => ofType(synthesised, type))
    .filter((policy) => policy.Properties.Roles?.some((one: { Ref: string }) => one.Ref === role))
    .flatMap((policy) => policy.Properties.PolicyDocument.Statement.map(statement));
}

export type Statement = {
  readonly effect: string;
  readonly sid?: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: string;
};

/** One statement with everything that has a shape of its own turned into text. */
export function statement(raw: { Effect: string; Sid?: string; Action: string | string[]; Resource: unknown; Condition?: unknown }): Statement {
  return {
    effect: raw.Effect,
    ...(raw.Sid === undefined ? {} : { sid: raw.Sid }),
    actions: [raw.Action].flat(),
    resources: [raw.Resource].flat().map((one) => JSON.stringify(one)),
    conditions: JSON.stringify(raw.Condition ?? {}),
  };
}

/** Id of the resource whose construct has this name, such as the role of a function. */
export function logicalId(synthesised: Synthesised, type: string, name: string): string {
  const start = name.replaceAll('-', '');
  const found = ofType(synthesised, type).filter(({ id }) => new RegExp(`^${start}(role|bucket|table|key|seed|secret|logs|deadletters)?[0-9A-F]{8}$`).test(id));
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources ${type} named ${name}`);
  return found[0].id;
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
