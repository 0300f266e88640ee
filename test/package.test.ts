// What `npm pack` carries: only what users need, and it works where it is installed. The package is unpacked beside
// copies of its dependencies, as npm would lay them out, so that no registry is asked. `npm run build` comes first.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile as assemble } from 'watr';

interface Manifest {
  readonly version: string;
  readonly bin: { readonly fermata: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'fermata-package-'));
const installed = join(folder, 'node_modules/wasm-fermata');
let contents: string[] = [];

const readManifest = (at: string): Manifest => JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as Manifest;

/** Runs Node.js in the folder of the imagined user; gives its output. */
function node(...args: string[]): string {
  return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
}

function copyDependencies(of: Manifest): void {
  for (const name of Object.keys(of.dependencies ?? {})) {
    const from = join(root, 'node_modules', name);
    cpSync(from, join(folder, 'node_modules', name), { recursive: true });
    copyDependencies(readManifest(from));
  }
}

beforeAll(() => {
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [archive] = JSON.parse(packed) as { filename: string; files: { path: string }[] }[];
  if (archive === undefined) throw new Error('npm pack made nothing');
  contents = archive.files.map(({ path }) => path);
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, archive.filename), '-C', installed, '--strip-components=1']);
  copyDependencies(readManifest(installed));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'add.wasm'),
    assemble(`(module
      (import "env" "ask" (func $ask (param i32) (result i32)))
      (memory (export "memory") 1)
      (func (export "add") (param i32 i32) (result i32) (i32.add (call $ask (local.get 0)) (local.get 1))))`),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('it carries the build and nothing else', () => {
  expect(contents).toEqual(
    expect.arrayContaining(['package.json', 'LICENSE', 'README.md', 'dist/runtime/index.js', 'dist/cli/main.js']),
  );
  const surplus = contents.filter((path) => !/^(package\.json|LICENSE|README\.md|dist\/.*\.(js|d\.ts))$/.test(path));
  expect(surplus).toEqual([]);
});

test('the command works', () => {
  const manifest = readManifest(installed);
  const fermata = (...args: string[]): string => node(join(installed, manifest.bin.fermata), ...args);
  expect(fermata('--version')).toBe(`${manifest.version}\n`);
  fermata('compile', 'add.wasm', '-o', 'add.js');
  fermata('compile', 'add.wasm', '-o', 'alone.js', '--runtime', 'inline');
  for (const file of ['add.wasm', 'add.js', 'alone.js']) {
    expect(fermata('run', file, 'add', '2', '3', '--answer', 'env.ask=40')).toBe('env.ask(2) → 40\nresult: 43\n');
  }
});

test('every entry point can be imported, and the runtime runs a compiled file without WebAssembly', () => {
  const script = `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { compile } from 'wasm-fermata/compiler';
    import * as support from 'wasm-fermata/support';
    import { VirtualMachinePrototype, i32 } from 'wasm-fermata';
    delete globalThis.WebAssembly;
    const { code, types, report } = compile(readFileSync('add.wasm'));
    writeFileSync('made.js', code);
    const { default: module } = await import('./made.js');
    const vm = VirtualMachinePrototype.create(module, () => 5).prepare().start('add', [i32(1), i32(2)]);
    const asked = vm.run();
    const finished = vm.run(i32(20));
    console.log(JSON.stringify([asked, finished, report.mayPause, typeof types, Object.keys(support).length > 5]));
  `;
  const output = node('--disallow-code-generation-from-strings', '--input-type=module', '-e', script);
  expect(JSON.parse(output)).toEqual([
    { kind: 'interrupted', id: 5, params: [{ type: 'i32', value: 1 }] },
    { kind: 'finished', returnValue: { type: 'i32', value: 22 } },
    1,
    'string',
    true,
  ]);
});

test('the declarations type a program', () => {
  writeFileSync(
    join(folder, 'program.ts'),
    `import { compile } from 'wasm-fermata/compiler';
     import { type WasmValue, VirtualMachinePrototype, i32 } from 'wasm-fermata';
     import compiled from './add.js';
     const prototype = VirtualMachinePrototype.create(compiled, (module: string, name: string) => module.length + name.length);
     const outcome = prototype.prepare().start('add', [i32(1), i32(2)]).run();
     if (outcome.kind === 'interrupted') outcome.params satisfies readonly WasmValue[];
     export const code: string = compile(new Uint8Array(8)).code;
     // @ts-expect-error what \`compile\` gives is no number
     export const wrong: number = compile(new Uint8Array(8)).code;
    `,
  );
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022'];
  expect(node(compiler, ...options, 'program.ts')).toBe('');
});
