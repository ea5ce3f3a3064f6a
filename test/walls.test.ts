import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Import, importsOf } from './support/imports.ts';
import { projectFiles } from './support/project-files.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = projectFiles(root);
const ours = files.filter((file) => /\.(?:ts|mjs|astro)$/.test(file));
const imports = ours.flatMap((file) => importsOf(file, readFileSync(`${root}${file}`, 'utf8')));
const say = (found: readonly Import[]): readonly string[] => found.map((one) => `${one.from} imports ${one.to}`);

/** What each part of the house may import besides itself; `deps` is the composition root, `x/*` is `x` with all its parts. */
const MAY_IMPORT: { readonly [part: string]: readonly string[] } = {
  'functions/domain': [],
  'functions/disclosure': ['functions/domain'],
  'functions/store': ['functions/domain', 'functions/disclosure'],
  'functions/gateways': ['functions/domain', 'functions/disclosure'],
  'functions/documents': ['functions/domain', 'functions/disclosure'],
  'functions/actions': ['functions/domain', 'functions/disclosure', 'functions/store', 'functions/gateways', 'functions/documents'],
  'functions/http': ['functions/domain', 'functions/disclosure', 'functions/store', 'functions/gateways', 'functions/documents', 'functions/actions'],
  'functions/lambda': ['functions/*'],
  'functions/commands': ['functions/*'],
  functions: ['functions/*'],
  site: ['functions/domain', 'functions/disclosure'],
  infra: ['functions/*'],
  'infra/aws': ['infra', 'functions/*'],
  'infra/local': ['infra', 'functions/*'],
  test: ['functions/*', 'infra/*', 'site'],
};

describe('the walls of the house', () => {
  test('there is something to read', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  test('an import is found however it is written', () => {
    const source =
      "import type { A } from './a.ts';\nimport {\n  b,\n} from '../b.ts';\nexport { c } from 'c';\nimport './d.css';\nconst e = await import('e');";
    expect(importsOf('site/x/y.ts', source).map((one) => [one.to, one.within, one.typeOnly])).toEqual([
      ['site/x/a.ts', true, true],
      ['site/b.ts', true, false],
      ['c', false, false],
      ['site/x/d.css', true, false],
      ['e', false, false],
    ]);
  });

  test.each([
    ['functions/domain/money.ts', 'functions/disclosure/row.ts', false],
    ['functions/disclosure/row.ts', 'functions/domain/money.ts', true],
    ['functions/store/dynamo.ts', 'functions/gateways/gateway.ts', false],
    ['functions/actions/close-day.ts', 'functions/http/public.ts', false],
    ['functions/http/public.ts', 'functions/actions/close-day.ts', true],
    ['functions/actions/close-day.ts', 'infra/topology.ts', false],
    ['site/pages/index.ts', 'functions/actions/close-day.ts', false],
    ['infra/local/main.ts', 'infra/aws/app.ts', false],
    ['infra/local/main.ts', 'functions/deps.ts', true],
    ['infra/local/main.ts', 'test/support/browser.ts', false],
  ])('%s may import %s: %s', (from, to, may) => {
    expect(mayImport({ from, to, within: true, typeOnly: false })).toBe(may);
  });

  test('the rooms are those of the plan', () => {
    const rooms = [...new Set(ours.filter((file) => file.startsWith('functions/')).map((file) => file.split('/')[1] ?? ''))];
    expect(rooms.filter((room) => !room.endsWith('.ts') && !(`functions/${room}` in MAY_IMPORT))).toEqual([]);
  });

  test('each part imports only what lies below it', () => {
    expect(say(imports.filter((one) => one.within && !mayImport(one)))).toEqual([]);
  });

  test('what is true and how it is shown need no machine and no library but hashing and signing', () => {
    const pure = imports.filter((one) => /^functions\/(?:domain|disclosure)\//.test(one.from) && !one.within);
    expect(say(pure.filter((one) => !one.to.startsWith('@noble/')))).toEqual([]);
  });

  test('shapes are checked at the edge: zod is only where something comes in, and only the small one', () => {
    const zod = imports.filter((one) => one.to === 'zod' || one.to.startsWith('zod/'));
    const edge = /^(?:functions\/(?:http|lambda|commands|store|gateways)\/|functions\/[a-z-]+\.ts$|infra\/|test\/)/;
    expect(say(zod.filter((one) => one.to !== 'zod/mini' || !edge.test(one.from)))).toEqual([]);
  });

  test('files name themselves with their ending, in small letters and hyphens, and none is called after nothing', () => {
    expect(say(imports.filter((one) => one.within && !/\.(?:ts|mjs|astro|css|json)$/.test(one.to)))).toEqual([]);
    const names = ours.map((file) => file.split('/').at(-1) ?? '');
    expect(names.filter((name) => !/^(?:\[(?:\.\.\.)?[a-z]+\]|[a-z0-9-]+)(?:\.(?:test|config|d))?\.(?:ts|mjs|astro)$/.test(name))).toEqual([]);
    expect(names.filter((name) => /(?:^|-)(?:utils?|helpers?|common|shared|lib|services?|managers?|data|info)\./.test(name))).toEqual([]);
    expect(ours.filter((file) => /\/index\.ts$/.test(file))).toEqual([]);
  });
});

describe('the repository', () => {
  test('has at its top only what was agreed', () => {
    const agreed = ['LICENSE', 'README.md', 'cdk.json', 'functions', 'infra', 'package-lock.json', 'package.json', 'site', 'test', 'tsconfig.json'];
    const built = ['node_modules', 'cdk.out'];
    expect(readdirSync(root).filter((name) => !name.startsWith('.') && !agreed.includes(name) && !built.includes(name))).toEqual([]);
  });

  test.each([
    // Written in pieces, so that this file does not find itself.
    ['a path of somebody’s machine', new RegExp(['/wo' + 'rk/', '/ro' + 'ot/', '/ho' + 'me/', '/Use' + 'rs/'].join('|')), []],
    ['work left for later', new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].map((word) => `\\b${word}\\b`).join('|')), []],
    ['a module of ours replaced in a test', new RegExp(`vi\\.(?:do)?${'mo'}ck\\(`), []],
    [
      'the emblem or name of a real society',
      /[\u271a\u2795\u26d1\u271b\u271c]|\u7ea2\u5341\u5b57|\u7d05\u5341\u5b57|[Rr]ed.?[Cc]ross/,
      ['README.md', 'infra/README.md'],
    ],
  ] as const)('holds no %s', (_, pattern, except) => {
    const exempt: readonly string[] = except;
    const readable = files.filter((file) => /\.(?:ts|mjs|astro|css|json|md|html|svg|txt|csv|yml)$|(?:^|\/)\.[a-z]+|\.ci\//.test(file));
    const found = readable.filter((file) => file !== 'package-lock.json' && !file.startsWith('test/vectors/') && !exempt.includes(file));
    expect(found.filter((file) => pattern.test(readFileSync(`${root}${file}`, 'utf8')))).toEqual([]);
  });

  test('names in its lock file no registry’s address', () => {
    expect(readFileSync(`${root}package-lock.json`, 'utf8').match(/"resolved"/g)).toBeNull();
  });

  test('can be installed from its lock file as it stands', { timeout: 120_000 }, () => {
    const done = spawnSync('npm', ['ci', '--dry-run', '--offline', '--ignore-scripts', '--loglevel=error'], { cwd: root, encoding: 'utf8' });
    expect([done.status, done.stderr]).toEqual([0, expect.not.stringContaining('Missing:')]);
  });
});

function mayImport(one: Import): boolean {
  const [from, to] = [partOf(one.from), partOf(one.to)];
  if (from === to) return true;
  if (one.to === 'functions/deps.ts' && one.typeOnly) return from === 'functions/actions' || from === 'functions/http' || mayReach(from, to);
  return mayReach(from, to);
}

function mayReach(from: string, to: string): boolean {
  return (MAY_IMPORT[from] ?? []).some((part) => to === part || (part.endsWith('/*') && `${to}/`.startsWith(part.slice(0, -1))));
}

/** The part of the house that a file belongs to: its folder in the first two levels that has a rule. */
function partOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return `${first}/${second}` in MAY_IMPORT ? `${first}/${second}` : first;
}
