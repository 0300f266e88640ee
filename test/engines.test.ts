// The program that runs the compiled modules on other engines (test/engines): that it notices what is wrong, and that
// the contract holds where WebAssembly and code from strings are not to be had.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Command } from './engines/engines/engine.ts';
import { quickjs } from './engines/engines/quickjs.ts';
import { contractProgram } from './engines/programs/contract.ts';
import { buildDriver } from './engines/programs/driver.ts';
import { scriptOf } from './engines/programs/program.ts';
import { EngineReport, HEADINGS } from './engines/report.ts';
import { checkProgram, type Result, runProgram } from './engines/run.ts';
import { withRows } from './engines/write.ts';

const folder = mkdtempSync(join(tmpdir(), 'fermata-engines-'));
afterAll(() => rmSync(folder, { recursive: true }));

const node = (script: string): Command => ({ command: process.execPath, args: ['-e', script] });
const print = (...lines: string[]): string => `console.log(${JSON.stringify(lines.join('\n'))});`;
const expected = ['one: 7 passed, abc', 'two: 8 passed, def'];

describe('what a program prints', () => {
  test('is compared, line by line', async () => {
    const script = print('scenario two: 8 passed, def', 'figure two deep: 12', 'scenario one: 7 passed, abc', 'end');
    const result = await runProgram(node(script), expected, 60);
    expect(result).toMatchObject({ passed: expected, total: 2, faults: [] });
    expect([...result.figures]).toEqual([['two deep', 12]]);
  });

  test.each([
    [
      'another hash',
      print('scenario one: 7 passed, abd', 'scenario two: 8 passed, def', 'end'),
      'got one: 7 passed, abd',
    ],
    ['a scenario missing', print('scenario one: 7 passed, abc', 'end'), 'got nothing'],
    ['no end', print('scenario one: 7 passed, abc', 'scenario two: 8 passed, def'), 'did not come to its end'],
    ['a failure said', print('scenario one: 7 passed, abc', 'scenario two: 8 passed, def', 'failure x', 'end'), 'x'],
    ['an exception', `${print('scenario one: 7 passed, abc')} throw new Error('broken')`, 'ended with status 1'],
    ['a signal', `${print('end')} process.kill(process.pid, 'SIGKILL')`, 'ended with SIGKILL'],
  ])('%s is a fault', async (_, script, fault) => {
    const { faults } = await runProgram(node(script), expected, 60);
    expect(faults.join('\n')).toContain(fault);
  });

  test('too late is a fault, and ends what the program started', async () => {
    const child = `require('node:child_process').spawn('sleep', ['600'], { stdio: 'inherit' })`;
    const { faults } = await runProgram(node(`${child}; setInterval(() => {}, 1000)`), expected, 1);
    // It would not come to this while the child holds the pipe open.
    expect(faults).toContain('stopped after 1 s');
  });

  test('does not count where an engine only accepts', async () => {
    expect(await checkProgram(node(''), expected, 60)).toMatchObject({ passed: expected, faults: [] });
    expect(await checkProgram(node('syntax error'), expected, 60)).toMatchObject({ passed: [], total: 2 });
  });
});

describe('the report', () => {
  const program = { kind: 'spec', name: 'tests', extent: 'short', expected, file: '', loweredFile: '' } as const;
  const result: Result = { passed: [expected[0]!], total: 2, faults: ['no'], figures: new Map(), memory: 10 };

  test('counts scenarios and assertions', () => {
    const report = new EngineReport('An engine');
    report.version = '1';
    report.add(program, result);
    expect(report.counts).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(report.line()).toBe('An engine: 1 of 2, FAILED');
    expect(report.row().slice(0, 4)).toEqual(['An engine', '1', '1 of 2', '7 of 15']);
    expect(report.row()).toHaveLength(HEADINGS.length);
  });

  test('a fault beside scenarios that are as expected is a failure', () => {
    const report = new EngineReport('An engine');
    report.add(program, { ...result, passed: expected });
    expect(report.counts).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  test('an engine that is missing is skipped, with all its scenarios', () => {
    const report = new EngineReport('An engine');
    report.skip('npm package engine', 5);
    expect(report.counts).toEqual({ passed: 0, failed: 0, skipped: 5 });
    expect(report.line()).toBe('An engine: skipped, npm package engine is not here');
  });

  test('replaces only the rows of what ran', () => {
    const row = (name: string, cell: string): string[] => [name, ...HEADINGS.slice(1).map(() => cell)];
    const text = `before\n${EngineReport.table([row('Node 22', 'a'), row('QuickJS', 'b')])}\n\nbehind`;
    const table = EngineReport.table([row('Node 22', 'a'), row('QuickJS', 'c'), row('Bun', 'd')]);
    expect(withRows(text, [row('Bun', 'd'), row('QuickJS', 'c')])).toBe(`before\n${table}\n\nbehind`);
  });
});

describe('the contract', async () => {
  const program = contractProgram();
  const file = join(folder, 'contract.cjs');
  writeFileSync(file, scriptOf(program, await buildDriver()));

  test.each([[[]], [['--jitless']]])('holds in Node without code from strings, %j', async (flags) => {
    const args = ['--disallow-code-generation-from-strings', ...flags, file];
    const result = await runProgram({ command: process.execPath, args }, program.expected, 120);
    expect(result).toMatchObject({ passed: program.expected, faults: [] });
  });

  test('holds in QuickJS', async () => {
    const found = quickjs[0]!.find(false);
    if ('missing' in found) throw new Error(found.missing);
    const result = await runProgram(found.run(file), program.expected, 240);
    expect(result).toMatchObject({ passed: program.expected, faults: [] });
  });
});
