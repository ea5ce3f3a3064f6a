import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KEPT } from '../../functions/disclosure/kept.ts';
import { projectFiles } from '../support/project-files.ts';
import { ofType, synthesise } from './portal-template.ts';

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('infra/README.md', root), 'utf8');
const world = synthesise('ap-southeast-1');
const china = synthesise('cn-north-1');

/** What stands in backticks in the first column of the table under a heading or behind a sentence. */
function column(heading: string): readonly string[] {
  const rest = readme.slice(readme.indexOf(heading));
  const table = /(?:^\|.*\n)+/m.exec(rest)?.[0] ?? '';
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name ?? '');
}

const sources = (folder: string) => projectFiles(root.pathname).filter((file) => file.startsWith(folder) && file.endsWith('.ts'));
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

describe('the runbook', () => {
  test('has a line for every alarm, and for no other', () => {
    const alarms = ofType(world, 'AWS::CloudWatch::Alarm').map(({ id }) => id.replace(/^alarm|[0-9A-F]{8}$/g, ''));
    const lines = column('| alarm | what it means');
    expect(lines.map((name) => name.replaceAll('-', '')).sort()).toEqual(alarms.sort());
  });

  test('has a line for every code with which a function asks for a person, and for no other', () => {
    const codes = sources('functions/').flatMap((file) => [...read(file).matchAll(/\balarm\('([a-z_]+)'/g)].map(([, code]) => code ?? ''));
    expect(column('| code after').toSorted()).toEqual([...new Set(codes)].sort());
  });

  test('names every reason for which publication stops', () => {
    const reasons = /type StopReason =([^;]+);/.exec(read('functions/actions/publish-log.ts'))?.[1] ?? '';
    const named = [...reasons.matchAll(/'([a-z_]+)'/g)].map(([, reason]) => reason ?? '').filter((reason) => reason !== 'halted');
    expect(named.length).toBeGreaterThan(5);
    for (const reason of named) expect(readme).toContain(`\`${reason}\``);
  });
});

test('M15: what is kept where is told from the one list of it', () => {
  const rows = KEPT.map(
    ({ fields, stores, en }) => `| ${en.what} | ${fields.map((field) => `\`${field}\``).join(', ')} | ${stores} | ${en.term} | ${en.who} |`,
  );
  expect(readme).toContain(`| what | fields | where | how long | who sees it |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n\n`);
});

test('every parameter of both templates is explained, and no other', () => {
  const parameters = [world, china].flatMap((portal) => Object.keys(portal.template.toJSON().Parameters)).filter((name) => name !== 'BootstrapVersion');
  expect(column('| parameter | where').toSorted()).toEqual([...new Set(parameters)].sort());
});

test('every context key that a deployment reads is explained, and no other', () => {
  const keys = [...read('infra/aws/settings.ts').matchAll(/textFrom\(context, '(\w+)'/g)].map(([, key]) => key ?? '');
  expect(column('| context (`-c`)').toSorted()).toEqual([...new Set([...keys, 'society'])].sort());
});

test('M12: every key that a function finds in its environment, and every gateway setting, is in the tables', () => {
  const variables = [world, china].flatMap((portal) =>
    ofType(portal, 'AWS::Lambda::Function').flatMap(({ Properties }) => Object.keys(Properties.Environment?.Variables ?? {})),
  );
  const keys = [...new Set(variables)].filter((name) => /SECRET|KEY|SEED/.test(name));
  expect(keys.sort()).toEqual(['DOCUMENT_KEY_ID', 'LOG_KEY_ID', 'LOG_SEED_SECRET', 'PORTAL_SECRET', 'RECEIPTS_KEY_ID', 'RECEIPTS_SEED_SECRET']);
  for (const name of keys) expect(readme).toContain(`\`${name}\``);
  const settings = [...read('functions/lambda/gateways.ts').matchAll(/^ {2}([A-Z0-9_]+):/gm)].map(([, name]) => name ?? '');
  expect(column('| setting | gateway').toSorted()).toEqual(settings.sort());
});
