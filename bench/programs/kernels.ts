// The kernels of `straight`: one AssemblyScript source each, compiled to WebAssembly 1.0 (`.as`, so that the TypeScript
// compiler leaves them alone).

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

export interface Kernel {
  readonly name: string;
  /** Argument of its function `run`: native WebAssembly then takes some tenths of a millisecond. */
  readonly rounds: number;
}

export const kernels: readonly Kernel[] = [
  { name: 'fnv1a', rounds: 4 },
  { name: 'xxhash64', rounds: 30 },
  { name: 'blake2b', rounds: 8_000 },
  { name: 'decimal', rounds: 4_000 },
  { name: 'sort', rounds: 2 },
  { name: 'matrix', rounds: 1 },
  { name: 'interpreter', rounds: 15_000 },
  { name: 'indirect', rounds: 80_000 },
  { name: 'fib', rounds: 22 },
];

/** Path of the module, compiled anew where the source has changed. */
export async function buildKernel({ name }: Kernel, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const source = readFileSync(new URL(`kernels/${name}.as`, import.meta.url), 'utf8');
  const [wasm, copy] = [`${folder}/${name}.wasm`, `${folder}/${name}.as`];
  if (existsSync(wasm) && existsSync(copy) && readFileSync(copy, 'utf8') === source) return wasm;
  const features = ['bulk-memory', 'sign-extension', 'mutable-globals', 'nontrapping-f2i'];
  const options = ['-O3', '--runtime', 'stub', '--noAssert', '--use', 'abort='];
  const args = [`${name}.ts`, '-o', wasm, ...options, ...features.flatMap((feature) => ['--disable', feature])];
  let messages = '';
  const { error } = await asc.main(args, {
    stderr: {
      write(text) {
        messages += String(text);
      },
    },
    readFile: (path) => (path === `${name}.ts` ? source : null),
    writeFile: (path, contents) => writeFileSync(path, contents),
  });
  if (error !== null) throw new Error(`${name}: ${messages || error.message}`);
  writeFileSync(copy, source);
  return wasm;
}
