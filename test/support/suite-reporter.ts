import { mkdirSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

type Suite = { tests: number; failed: number; ms: number };

/** Prints each suite's share of the time, and leaves the counts where the runner finds them. */
export default class SuiteReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const suites = new Map<string, Suite>();
    for (const module of modules) addModule(suites, module);
    const total = [...suites.values()].reduce((sum, suite) => ({ tests: sum.tests + suite.tests, failed: sum.failed + suite.failed, ms: sum.ms + suite.ms }));
    for (const [name, suite] of suites) {
      console.log(
        `  ${name.padEnd(16)} ${String(suite.tests).padStart(5)} tests ${(suite.ms / 1000).toFixed(1).padStart(7)} s ${Math.round((100 * suite.ms) / Math.max(1, total.ms))} %`,
      );
    }
    mkdirSync('test/.out', { recursive: true });
    writeFileSync('test/.out/counts.json', JSON.stringify({ passed: total.tests - total.failed, failed: total.failed + errors.length }));
  }
}

function addModule(suites: Map<string, Suite>, module: TestModule): void {
  const name = relative('test', module.moduleId).split('/').slice(0, -1).join('/') || 'house';
  const suite = suites.get(name) ?? { tests: 0, failed: 0, ms: 0 };
  // A skipped test has neither passed nor failed.
  const tests = [...module.children.allTests()].filter((test) => test.result().state !== 'skipped');
  suite.tests += tests.length;
  suite.failed += tests.filter((test) => test.result().state !== 'passed').length;
  // A file that could not be loaded has no tests; it must not count as a success.
  if (module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed')) {
    suite.tests += 1;
    suite.failed += 1;
  }
  suite.ms += module.diagnostic().duration;
  suites.set(name, suite);
}
