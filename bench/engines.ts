// What modules are run on: each engine turns a module into a file once, and loads that file in a process of its own.

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { WebAssembly as Polyfill } from 'polywasm';
import { compile } from '../src/compiler/index.ts';
import { type CompiledModule, Instance } from '../src/runtime/index.ts';

type Exports = Readonly<Record<string, (...args: number[]) => number>>;

export interface Engine {
  readonly name: string;
  /** Makes what `load` takes out of the module at `wasm`; returns its path. */
  prepare(wasm: string): Promise<string>;
  /** The exports of an instance. The module imports nothing. */
  load(file: string): Promise<Exports>;
}

export const wasm2js = join(dirname(createRequire(import.meta.url).resolve('binaryen')), 'bin/wasm2js');

export const engines: readonly Engine[] = [
  {
    name: 'native',
    prepare: async (wasm) => wasm,
    load: async (file) => new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file))).exports,
  },
  {
    name: 'fermata',
    async prepare(wasm) {
      const file = wasm.replace(/\.wasm$/, '.fermata.mjs');
      writeFileSync(file, compile(readFileSync(wasm), { runtime: 'inline' }).code);
      return file;
    },
    async load(file) {
      const { default: compiled } = (await import(pathToFileURL(file).href)) as { default: CompiledModule };
      return new Instance<Exports>(compiled).exports;
    },
  },
  {
    name: 'wasm2js -O',
    async prepare(wasm) {
      const file = wasm.replace(/\.wasm$/, '.wasm2js.mjs');
      await promisify(execFile)(process.execPath, [wasm2js, wasm, '-O', '-o', file]);
      return file;
    },
    load: async (file) => (await import(pathToFileURL(file).href)) as Exports,
  },
  {
    name: 'polywasm',
    prepare: async (wasm) => wasm,
    load: async (file) => new Polyfill.Instance(new Polyfill.Module(readFileSync(file))).exports as Exports,
  },
];
