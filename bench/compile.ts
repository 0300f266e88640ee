// Benchmark `compile`: real runtimes, each compiled in a fresh process, beside wasm2js -O0 on the same file.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { CHAIN_NAMES, loadChain } from '../examples/substrate/chains.ts';
import type { JavaScript } from './javascript.ts';
import type { Report } from './report.ts';
import { median } from './statistics.ts';
import { wasm2js } from './subjects.ts';

interface Compiler {
  readonly name: string;
  /** Arguments of node. */
  command(wasm: string, output: string): string[];
  readonly rounds: number;
}

const folder = '.cache/bench/runtimes';
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const compilers: readonly Compiler[] = [
  {
    name: 'fermata',
    command: (wasm, output) => ['--import', 'tsx', path('compile-child.ts'), wasm, output],
    rounds: 3,
  },
  // It takes tens of seconds, so once is enough.
  { name: 'wasm2js -O0', command: (wasm, output) => [wasm2js, wasm, '-O0', '-o', output], rounds: 1 },
];

interface Run {
  /** Of the whole process, start-up included. */
  readonly seconds: number;
  /** Of the compiling alone, where the child tells. */
  readonly inside: number | undefined;
  readonly mebibytes: number;
}

async function compileOnce(args: readonly string[]): Promise<Run> {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', path('memory-probe.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const [told, memory] = await Promise.all(
    [1, 3].map(async (descriptor) => {
      let text = '';
      for await (const chunk of child.stdio[descriptor] as NodeJS.ReadableStream) text += String(chunk);
      return text;
    }),
  );
  if (child.exitCode === null) await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${child.exitCode}`);
  const seconds = (performance.now() - start) / 1000;
  const inside = told ? (JSON.parse(told) as { seconds: number }).seconds : undefined;
  return { seconds, inside, mebibytes: Number(memory) / 1024 };
}

export async function compileBenchmark(_: JavaScript, only?: string): Promise<Report> {
  mkdirSync(folder, { recursive: true });
  const rows: Report['rows'][number][] = [];
  for (const chain of CHAIN_NAMES.filter((name) => only === undefined || name === only)) {
    const wasm = `${folder}/${chain}.wasm`;
    const { wasm: runtime } = await loadChain(chain);
    writeFileSync(wasm, runtime);
    const runs = compilers.map((): Run[] => []);
    for (let round = 0; round < Math.max(...compilers.map(({ rounds }) => rounds)); round++) {
      for (const [i, { command, rounds, name }] of compilers.entries()) {
        if (round < rounds) runs[i]?.push(await compileOnce(command(wasm, output(wasm, name))));
      }
    }
    for (const [i, { name }] of compilers.entries()) {
      const own = runs[i] ?? [];
      const code = readFileSync(output(wasm, name));
      const times = [own.flatMap(({ inside }) => inside ?? []), own.map(({ seconds }) => seconds)];
      const memory = median(own.map(({ mebibytes }) => mebibytes));
      const sizes = [runtime.length, code.length, gzipSync(code).length].map((bytes) => bytes / 2 ** 20);
      rows.push({
        name: `${chain}, ${name}`,
        values: [...times.map((list) => (list.length > 0 ? median(list) : undefined)), memory, ...sizes],
      });
    }
  }
  const columns = [
    { title: 'compile(), s' },
    { title: 'process, s' },
    { title: 'memory, MiB', digits: 0 },
    { title: 'wasm, MiB' },
    { title: 'code, MiB' },
    { title: 'gzip, MiB' },
  ];
  return { title: 'Compiling runtimes', columns, rows };
}

const output = (wasm: string, compiler: string): string => wasm.replace('.wasm', `.${compiler.split(' ')[0]}.js`);
