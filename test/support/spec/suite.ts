// The official tests as vitest tests: one test for each file, and a table of counts by kind of command at the end.

import { afterAll, describe, expect, test } from 'vitest';
import type { Engine } from '../engine.ts';
import { runScript, type Tallies } from './runner.ts';
import { type Edition, readModule, readScript, specFiles, specFolder } from './script.ts';

/** How many of a file's failures are shown. */
const SHOWN = 20;

export interface SuiteOptions {
  /** Names the engine in the titles and the table. */
  readonly title: string;
  readonly edition: Edition;
  readonly engine: Engine;
  /** Files that are left out. */
  readonly without?: RegExp;
}

export function specSuite({ title, edition, engine, without }: SuiteOptions): void {
  const folder = specFolder();
  describe(`official tests, ${edition}, ${title}`, () => {
    if (folder === undefined) {
      const missing = 'the official tests are not here: set FERMATA_SPEC_TESTS to a folder with mvp/ and v2/';
      console.warn(`skipped, ${edition}, ${title}: ${missing}`);
      test.skip(missing, () => {});
      return;
    }
    const total: Tallies = new Map();
    for (const file of specFiles(folder, edition)) {
      if (without?.test(file) === true) continue;
      test(file, () => {
        const commands = readScript(folder, edition, file);
        const { tallies, failures } = runScript(commands, engine, (name) => readModule(folder, edition, name));
        add(total, tallies);
        const shown = failures.slice(0, SHOWN);
        if (failures.length > SHOWN) shown.push(`and ${failures.length - SHOWN} more`);
        expect(shown).toEqual([]);
      });
    }
    afterAll(() => console.log(table(`official tests, ${edition}, ${title}`, total)));
  });
}

function add(total: Tallies, tallies: Tallies): void {
  for (const [kind, tally] of tallies) {
    const sum = total.get(kind) ?? { passed: 0, failed: 0, skipped: 0 };
    sum.passed += tally.passed;
    sum.failed += tally.failed;
    sum.skipped += tally.skipped;
    total.set(kind, sum);
  }
}

/** One line by kind and one of the sums. */
function table(title: string, total: Tallies): string {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const all: Map<string, typeof sum> = new Map([...total].sort(([a], [b]) => a.localeCompare(b)));
  for (const tally of total.values()) {
    sum.passed += tally.passed;
    sum.failed += tally.failed;
    sum.skipped += tally.skipped;
  }
  all.set('all', sum);
  const lines = [...all].map(
    ([kind, { passed, failed, skipped }]) =>
      `  ${kind.padEnd(22)} ${cell(passed)} passed ${cell(failed)} failed ${cell(skipped)} skipped`,
  );
  return [title, ...lines].join('\n');
}

function cell(count: number): string {
  return String(count).padStart(6);
}
