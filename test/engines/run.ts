// Runs one program on one engine, in a process of its own, and compares what it prints with what it has to.

import { spawn } from 'node:child_process';
import type { Command } from './engines/engine.ts';
import { endGroup, largestProcess } from './processes.ts';

export interface Result {
  /** The lines of the scenarios that were as expected. */
  readonly passed: readonly string[];
  /** How many there should have been. */
  readonly total: number;
  /** What was wrong, in the program's words and ours. */
  readonly faults: readonly string[];
  /** What the program measured, by name: milliseconds, or what the name says. */
  readonly figures: ReadonlyMap<string, number>;
  /** Most memory that a process of the engine had, in MiB; 0 if it is not known. */
  readonly memory: number;
}

interface Ended {
  readonly output: string;
  readonly errors: string;
  readonly end: string | undefined;
  readonly memory: number;
}

/** How often the memory is looked at, in milliseconds. */
const INTERVAL = 100;
const SHOWN = 300;

export async function runProgram(command: Command, expected: readonly string[], limit: number): Promise<Result> {
  const { output, errors, end, memory } = await execute(command, limit);
  const lines = output.split('\n').map((line) => line.trimEnd());
  const scenarios = linesOf(lines, 'scenario ');
  const faults = linesOf(lines, 'failure ');
  const passed = expected.filter((line) => scenarios.includes(line));
  for (const line of expected) {
    if (!scenarios.includes(line)) faults.push(`expected ${line}; got ${found(scenarios, line)}`);
  }
  if (end !== undefined) faults.push(end);
  else if (!lines.includes('end')) faults.push('the program did not come to its end');
  if (faults.length > 0 && errors.trim() !== '') faults.push(errors.trim());
  const figures = new Map(
    linesOf(lines, 'figure ').map((line) => [line.replace(/: [^:]*$/, ''), Number(/[\d.]+$/.exec(line))]),
  );
  return { passed, total: expected.length, faults: faults.map((fault) => fault.slice(0, SHOWN)), figures, memory };
}

/** For engines that only accept or refuse a script: then all its scenarios are as expected, or none. */
export async function checkProgram(command: Command, expected: readonly string[], limit: number): Promise<Result> {
  const { errors, end, memory } = await execute(command, limit);
  const faults = end === undefined ? [] : [`${end}: ${errors.trim().slice(0, SHOWN)}`];
  return { passed: end === undefined ? expected : [], total: expected.length, faults, figures: new Map(), memory };
}

function linesOf(lines: readonly string[], start: string): string[] {
  return lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
}

function found(scenarios: readonly string[], expected: string): string {
  const name = expected.replace(/:.*/, ':');
  return scenarios.find((line) => line.startsWith(name)) ?? 'nothing';
}

function execute({ command, args, env }: Command, limit: number): Promise<Ended> {
  return new Promise((resolve) => {
    // In a group of its own, so that what it starts (the processes of a browser) can be ended with it.
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio, detached: true });
    let output = '';
    let errors = '';
    let memory = 0;
    let late = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const watch = setInterval(() => {
      memory = Math.max(memory, largestProcess(child.pid));
    }, INTERVAL);
    const timer = setTimeout(() => {
      late = true;
      endGroup(child.pid);
    }, limit * 1000);
    const finish = (end: string | undefined): void => {
      clearInterval(watch);
      clearTimeout(timer);
      resolve({ output, errors, end, memory });
    };
    child.on('error', (error) => finish(error.message));
    child.on('close', (status, signal) => {
      if (late) finish(`stopped after ${limit} s`);
      else finish(status === 0 ? undefined : `ended with ${signal ?? `status ${status}`}`);
    });
  });
}
