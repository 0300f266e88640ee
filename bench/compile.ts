// Benchmark `compile`: Polkadot's crypto, real runtimes, and esbuild as a large module of another kind (the largest runtime
// found on npm has 3.4 MB), each compiled and loaded in fresh processes, beside wasm2js and polywasm, which compiles when it
// loads. wasm2js -O took more than six minutes for kusama's 1 MB on a busy machine: it runs for crypto, or for a module that
// is named.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { wasmBytes } from '@polkadot/wasm-crypto-wasm';
import { type ChainName, loadChain } from '../examples/substrate/chains.ts';
import { npmPackage } from '../test/engines/engines/install.ts';
import type { JavaScript } from './javascript.ts';
import type { Report, Row } from './report.ts';
import { median } from './statistics.ts';
import { wasm2js } from './subjects.ts';

interface Compiler {
  readonly name: string;
  /** As load-child.mjs knows it. */
  readonly loader: 'fermata' | 'wasm2js' | 'polywasm' | 'native';
  /** Arguments of node, to compile a file; undefined: it does that when it loads. */
  command?(wasm: string, output: string): string[];
  readonly rounds: number;
  /** In bytes: larger modules take minutes, and are compiled only if they are asked for by name. */
  readonly largest: number;
}

const folder = '.cache/bench/compile';
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const compilers: readonly Compiler[] = [
  {
    name: 'fermata',
    loader: 'fermata',
    command: (wasm, output) => [path('compile-child.mjs'), wasm, output],
    rounds: 3,
    largest: Infinity,
  },
  {
    name: 'wasm2js -O0',
    loader: 'wasm2js',
    command: (wasm, output) => [wasm2js, wasm, '-O0', '-o', output],
    rounds: 1,
    largest: 4e6,
  },
  {
    name: 'wasm2js -O',
    loader: 'wasm2js',
    command: (wasm, output) => [wasm2js, wasm, '-O', '-o', output],
    rounds: 1,
    largest: 4e5,
  },
  { name: 'polywasm', loader: 'polywasm', rounds: 0, largest: Infinity },
  { name: 'native', loader: 'native', rounds: 0, largest: Infinity },
];

const ESBUILD = '0.28.2';
/** From the smallest to the largest. */
const modules: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  crypto: async () => wasmBytes,
  ...Object.fromEntries((['kusama', 'rococo'] satisfies ChainName[]).map((name) => [name, () => runtime(name)])),
  async esbuild() {
    const found = npmPackage('esbuild-wasm', ESBUILD, true);
    if (found === undefined) throw new Error(`npm package esbuild-wasm@${ESBUILD} is not here`);
    return readFileSync(join(found, 'esbuild.wasm'));
  },
};
const LOADS = 3;
/** In bytes: larger modules are compiled once. */
const LARGE = 4e6;

const runtime = async (name: ChainName): Promise<Uint8Array> => (await loadChain(name)).wasm;

interface Run {
  /** Of the whole process, start-up included. */
  readonly seconds: number;
  /** Of the work alone, where the child tells. */
  readonly inside: number | undefined;
  readonly mebibytes: number;
}

async function runOnce(args: readonly string[]): Promise<Run> {
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
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${child.exitCode ?? child.signalCode}`);
  const seconds = (performance.now() - start) / 1000;
  const inside = told ? (JSON.parse(told) as { seconds: number }).seconds : undefined;
  return { seconds, inside, mebibytes: Number(memory) / 1024 };
}

/** What wasm2js makes imports packages: here they are, with functions that do nothing. */
function writeImports(wasm: Uint8Array): void {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(Buffer.from(wasm)));
  for (const module of new Set(imports.map((item) => item.module))) {
    const items = imports.filter((item) => item.module === module);
    const own = `${folder}/node_modules/${module}`;
    mkdirSync(own, { recursive: true });
    writeFileSync(`${own}/package.json`, JSON.stringify({ type: 'module', main: './index.js' }));
    const memory = '{ buffer: new ArrayBuffer(64 * 65536), grow() {} }';
    const exports = items.map(({ name, kind }, i) => [
      `const x${i} = ${kind === 'memory' ? memory : '() => 0'};`,
      name,
    ]);
    const names = exports.map(([, name], i) => `x${i} as ${JSON.stringify(name)}`);
    writeFileSync(`${own}/index.js`, `${exports.map(([text]) => text).join('\n')}\nexport { ${names.join(', ')} };\n`);
  }
}

async function measure(name: string, compiler: Compiler, bytes: Uint8Array): Promise<Row> {
  const wasm = `${folder}/${name}.wasm`;
  const output = `${folder}/${name}.${compiler.name.replace(/\W+/g, '-')}.mjs`;
  const compiling: Run[] = [];
  const loading: Run[] = [];
  const command = compiler.command?.(wasm, output);
  const rounds = bytes.length > LARGE ? 1 : compiler.rounds;
  for (let i = 0; command !== undefined && i < rounds; i++) compiling.push(await runOnce(command));
  for (let i = 0; i < LOADS; i++) {
    loading.push(await runOnce([path('load-child.mjs'), compiler.loader, output, wasm]));
  }
  const of = (list: readonly number[]): number | undefined => (list.length > 0 ? median(list) : undefined);
  const code = command && readFileSync(output);
  const sizes = [bytes.length, code?.length, code && gzipSync(code).length].map((size) => size && size / 2 ** 20);
  return {
    name: `${name}, ${compiler.name}`,
    values: [
      of(compiling.flatMap(({ inside }) => inside ?? [])),
      of(compiling.map(({ seconds }) => seconds)),
      of(compiling.map(({ mebibytes }) => mebibytes)),
      ...sizes,
      of(loading.flatMap(({ inside }) => inside ?? [])),
      of(loading.map(({ mebibytes }) => mebibytes)),
    ],
  };
}

export async function compileBenchmark(_: JavaScript, only?: string): Promise<Report> {
  mkdirSync(folder, { recursive: true });
  const rows: Row[] = [];
  for (const [name, read] of Object.entries(modules)) {
    if (only !== undefined && name !== only) continue;
    const bytes = await read();
    writeFileSync(`${folder}/${name}.wasm`, bytes);
    writeImports(bytes);
    for (const compiler of compilers) {
      if (bytes.length > compiler.largest && only === undefined) continue;
      // One that fails on a module has no figures for it.
      const failed = (error: unknown): Row => {
        process.stderr.write(`${name}, ${compiler.name}: ${String(error)}\n`);
        return { name: `${name}, ${compiler.name}`, values: columns.map(() => undefined) };
      };
      rows.push(await measure(name, compiler, bytes).catch(failed));
    }
  }
  return { title: 'Compiling and loading, each in a fresh process', columns, rows };
}

const columns = [
  { title: 'compile(), s' },
  { title: 'process, s' },
  { title: 'memory, MiB', digits: 0 },
  { title: 'wasm, MiB' },
  { title: 'code, MiB' },
  { title: 'gzip, MiB' },
  { title: 'load, s', digits: 3 },
  { title: 'memory, MiB', digits: 0 },
];
