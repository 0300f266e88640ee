// A vitest reporter that ends the run with one plain line, `N passed, N failed, N skipped`, for tools that read logs.
// Errors outside of any test count as failures; a run without a test fails.

import type { Reporter, TestModule } from 'vitest/node';

export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      // A file that could not be loaded, or a suite whose hook failed, has errors of its own beside its tests.
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'pending' ? 'failed' : state]++;
      }
    }
    if (counts.passed + counts.failed === 0 || counts.failed > 0) process.exitCode = 1;
    // At exit, so that it stands after everything that the other reporters print.
    process.once('exit', () => {
      process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
    });
  }
}
