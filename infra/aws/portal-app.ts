import { readFileSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { portalStack } from './portal-stack.ts';
import { parseSettings, type Settings } from './settings.ts';

/** Makes the app with its one stack; synthesis fails on any finding of the rules that nobody acknowledged with a reason. */
export function portalApp(folders: Pick<Settings, 'codeOf' | 'site'>, more: { context?: Record<string, unknown>; outdir?: string } = {}): App {
  const app = new App({
    context: { ...contextOfProject(), ...more.context },
    ...(more.outdir === undefined ? {} : { outdir: more.outdir }),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  portalStack(
    app,
    parseSettings((key) => app.node.tryGetContext(key), folders),
  );
  return app;
}

/** The context of `cdk.json`, which the command line passes by itself and a plain run does not. */
function contextOfProject(): Record<string, unknown> {
  const file: { context: Record<string, unknown> } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
  return file.context;
}
