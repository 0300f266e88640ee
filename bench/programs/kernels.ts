// The kernels of `straight`: one AssemblyScript source each, compiled to WebAssembly 1.0 (`.as`, so that the TypeScript
// compiler leaves them alone).

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

export interface Kernel {
  readonly name: string;
  /** Argument of its function `run`: native WebAssembly then takes some tenths of a millisecond. */
  readonly rounds: number;
  /** For the first calls, a hundredth of the work; that is the default where the work is in proportion to the argument. */
  readonly small?: number;
}

export const kernels: readonly Kernel[] = [
  { name: 'fnv1a', rounds: 4 },
  { name: 'fnv1a64', rounds: 16 },
  { name: 'xxhash64', rounds: 90 },
  { name: 'twox', rounds: 16_000 },
  { name: 'blake2b', rounds: 24_000 },
  { name: 'sha512', rounds: 800 },
  { name: 'keccak', rounds: 400 },
  { name: 'splitmix', rounds: 200_000 },
  { name: 'pcg', rounds: 200_000 },
  { name: 'decimal', rounds: 10_000 },
  { name: 'divide', rounds: 50_000 },
  { name: 'multiply128', rounds: 100_000 },
  { name: 'field51', rounds: 2_500 },
  { name: 'field25', rounds: 5_000 },
  { name: 'memory64', rounds: 120 },
  { name: 'bytes', rounds: 15 },
  { name: 'compact', rounds: 100 },
  { name: 'structs', rounds: 150 },
  { name: 'sort', rounds: 2 },
  { name: 'matrix', rounds: 2 },
  { name: 'interpreter', rounds: 20_000 },
  { name: 'indirect', rounds: 80_000 },
  { name: 'fib', rounds: 24, small: 14 },
];

/** Path of the module, compiled anew where the source has changed. */
export async function buildKernel({ name }: Kernel, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const source = readFileSync(new URL(`kernels/${name}.as`, import.meta.url), 'utf8');
  const [wasm, copy] = [`${folder}/${name}.wasm`, `${folder}/${name}.as`];
  if (existsSync(wasm) && existsSync(copy) && readFileSync(copy, 'utf8') === source) return wasm;
  // Loading it takes half a minute under tsx, which looks through all of it.
  const { default: asc } = await import('assemblyscript/asc');
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
