// Runs one program on one engine, in a process of its own, and compares what it prints with what it has to.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Command } from './engines/engine.ts';

export interface Result {
  /** Scenarios as expected, and all. */
  readonly passed: number;
  readonly total: number;
  /** What was wrong, in the program's words and ours. */
  readonly faults: readonly string[];
  /** Milliseconds that the program measured, by name. */
  readonly times: ReadonlyMap<string, number>;
  /** Most memory that the process had, in MiB; 0 if it is not known. */
  readonly memory: number;
}

interface Ended {
  readonly output: string;
  readonly errors: string;
  readonly end: string | undefined;
  readonly memory: number;
}

/** How often the memory is looked at, in milliseconds. */
const INTERVAL = 50;
const SHOWN = 300;

export async function runProgram(command: Command, expected: readonly string[], limit: number): Promise<Result> {
  const { output, errors, end, memory } = await execute(command, limit);
  const lines = output.split('\n').map((line) => line.trimEnd());
  const scenarios = linesOf(lines, 'scenario ');
  const faults = linesOf(lines, 'failure ');
  let passed = 0;
  for (const line of expected) {
    if (scenarios.includes(line)) passed++;
    else faults.push(`expected ${line}; got ${found(scenarios, line)}`);
  }
  if (end !== undefined) faults.push(end);
  else if (!lines.includes('end')) faults.push('the program did not come to its end');
  if (faults.length > 0 && errors.trim() !== '') faults.push(errors.trim());
  const times = new Map(linesOf(lines, 'time ').map((line) => [line.replace(/:.*/, ''), Number(/[\d.]+$/.exec(line))]));
  return { passed, total: expected.length, faults: faults.map((fault) => fault.slice(0, SHOWN)), times, memory };
}

/** For engines that only accept or refuse a script. */
export async function checkProgram(command: Command, limit: number): Promise<Result> {
  const { errors, end, memory } = await execute(command, limit);
  const faults = end === undefined ? [] : [end, errors.trim().slice(0, SHOWN)];
  return { passed: end === undefined ? 1 : 0, total: 1, faults, times: new Map(), memory };
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
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
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
      memory = Math.max(memory, peakOf(child.pid));
    }, INTERVAL);
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
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

/** MiB; Linux tells. */
function peakOf(pid: number | undefined): number {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}
