// The command `fermata`, built from the sources as they are and run as a process of its own.

import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile as assemble } from 'watr';

const root = join(import.meta.dirname, '..');
/** In the checkout, so that the dependencies are found. */
const built = join(root, 'build');
const folder = mkdtempSync(join(tmpdir(), 'fermata-cli-'));

const program = `(module
  (import "env" "get" (func $get (param i32) (result i32)))
  (import "env" "log" (func $log (param i32 i64)))
  (memory (export "memory") 1)
  (func (export "twice") (param i32) (result i32) (local i32)
    (local.set 1 (call $get (local.get 0)))
    (call $log (local.get 1) (i64.const -1))
    (i32.add (call $get (local.get 1)) (local.get 0)))
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "half") (param f64) (result f64) (f64.mul (local.get 0) (f64.const 0.5)))
  (func (export "pair") (param i64) (result i64 i32) (i64.add (local.get 0) (i64.const 1)) (i32.const 7))
  (func (export "extend") (param i32) (result i32) (i32.extend8_s (local.get 0)))
  (func (export "nothing")))`;

/** Valid but for the type of one result: the constant stands at byte 36. */
const invalid = assemble('(module (func (result i32) (i64.const 1)))');

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function fermata(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [join(built, 'cli/main.js'), ...args], (_error, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

const path = (name: string): string => join(folder, name);
const files = (): string[] => readdirSync(folder).sort();

beforeAll(() => {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['-p', 'tsconfig.build.json', '--noCheck', '--declaration', 'false', '--outDir', built];
  execFileSync(process.execPath, [compiler, ...options], { cwd: root });
  writeFileSync(path('program.wasm'), assemble(program));
  writeFileSync(path('invalid.wasm'), invalid);
  writeFileSync(path('text.wasm'), program);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line', () => {
  test('--help names every command and its options', async () => {
    const { status, stdout, stderr } = await fermata('--help');
    expect([status, stderr]).toEqual([0, '']);
    for (const text of ['compile IN', 'run FILE', 'inspect IN', 'validate IN', '--suspend', '--answer']) {
      expect(stdout).toContain(text);
    }
  });

  test('--version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await fermata('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([
    [[], 'a command is missing'],
    [['transpile'], 'there is no command transpile'],
    [['compile', path('program.wasm')], '-o OUT.js is missing'],
    [['compile', path('program.wasm'), '-o', 'out.txt'], 'must end in .js'],
    [['compile', '--fast', path('program.wasm')], "'--fast'"],
    [
      ['compile', path('program.wasm'), '-o', path('x.js'), '--suspend', 'threads'],
      '--suspend is one of frames, generator',
    ],
    [['validate'], 'a file is missing'],
  ])('%j is a wrong command line', async (args, message) => {
    const { status, stdout, stderr } = await fermata(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.match(/\n/g)).toHaveLength(1);
  });

  test.each([
    [['validate', path('missing.wasm')], 'no such file or directory'],
    [['validate', path('text.wasm')], 'at byte 0'],
    [['validate', path('invalid.wasm')], 'type mismatch'],
    [['compile', path('invalid.wasm'), '-o', path('invalid.js')], 'type mismatch'],
    [['inspect', path('invalid.wasm')], 'type mismatch'],
    [['run', path('invalid.wasm'), 'f'], 'type mismatch'],
    [['run', path('program.wasm'), 'missing'], 'exports no function missing; it exports twice, divide'],
    [['run', path('program.wasm'), 'divide', '1'], 'divide takes (i32, i32), not 1 arguments'],
    [['run', path('program.wasm'), 'divide', '1', 'x'], 'x is no integer'],
    [['run', path('program.wasm'), 'divide', '1', '4294967296'], '4294967296 is no i32'],
    [['run', path('program.wasm'), 'nothing', '--answer', 'env.put=1'], 'the module imports no such function'],
    [['run', join(root, 'package.json'), 'f'], 'neither WebAssembly nor JavaScript'],
    [['compile', path('program.wasm'), '-o', path('missing/out.js')], 'no such file or directory'],
    [['compile', path('program.wasm'), '-o', path('out.js'), '--features', 'mvp'], 'multi-value'],
  ])('%j fails with one line', async (args, message) => {
    const before = files();
    const { status, stdout, stderr } = await fermata(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^fermata: .*\n$/);
    expect(files()).toEqual(before);
  });
});

describe('compile and run', () => {
  const answered = ['--answer', 'env.get=-5'];

  test.each([
    [['twice', '3'], 'env.get(3) → 0 (no --answer)\nenv.log(0, -1)\nenv.get(0) → 0 (no --answer)\nresult: 3\n'],
    [['twice', '3', ...answered], 'env.get(3) → -5\nenv.log(-5, -1)\nenv.get(-5) → -5\nresult: -2\n'],
    [['divide', '-7', '2'], 'result: -3\n'],
    [['divide', '0xffffffff', '1'], 'result: -1\n'],
    [['half', '-.5'], 'result: -0.25\n'],
    [['half', '-inf'], 'result: -Infinity\n'],
    [['pair', '9223372036854775807'], 'result: -9223372036854775808, 7\n'],
    [['nothing'], 'finished\n'],
  ])('run %j', async (args, stdout) => {
    expect(await fermata('run', path('program.wasm'), ...args)).toEqual({ status: 0, stdout, stderr: '' });
  });

  test('run provides what a module imports, and shows the calls of its start function', async () => {
    const imports = `(module
      (import "e" "memory" (memory 2 4)) (import "e" "table" (table 3 funcref)) (import "e" "global" (global (mut i64)))
      (import "\\1b[31m" "f" (func $f (param f32) (result externref i32)))
      (func $start (call $f (f32.const nan)) (drop) (drop)) (start $start)
      (func (export "sizes") (param externref) (result i32 i32 i64) (memory.size) (table.size) (global.get 0)))`;
    writeFileSync(path('imports.wasm'), assemble(imports));
    expect(await fermata('run', path('imports.wasm'), 'sizes', 'null')).toEqual({
      status: 0,
      stdout: '"\\u001b[31m".f(NaN) → (null, 0) (no --answer)\nresult: 2, 3, 0\n',
      stderr: '',
    });
  });

  test('run shows a trap', async () => {
    const outcome = await fermata('run', path('program.wasm'), 'divide', '1', '0');
    expect(outcome).toEqual({ status: 1, stdout: 'trap: integer divide by zero\n', stderr: '' });
  });

  test.each([
    ['frames.js', []],
    ['generator.mjs', ['--suspend', 'generator']],
    ['inline.js', ['--runtime', 'inline']],
    ['lines.js', ['--layout', 'lines']],
  ])('compile writes %s and its types, and run takes it', async (name, options) => {
    const { status, stdout, stderr } = await fermata('compile', path('program.wasm'), '-o', path(name), ...options);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('1 of 6 functions may pause');
    expect(files()).toContain(name.replace(/(m?)js$/, 'd.$1ts'));
    expect(files().filter((file) => file.endsWith('.tmp'))).toEqual([]);
    const ran = await fermata('run', path(name), 'twice', '3', ...answered);
    expect(ran.stdout).toBe('env.get(3) → -5\nenv.log(-5, -1)\nenv.get(-5) → -5\nresult: -2\n');
    expect([ran.status, ran.stderr]).toEqual([0, '']);
  });

  test('compile --map writes a source map that the code names', async () => {
    await fermata('compile', path('program.wasm'), '-o', path('mapped.js'), '--map');
    expect(readFileSync(path('mapped.js'), 'utf8').trimEnd().split('\n').at(-1)).toBe(
      '//# sourceMappingURL=mapped.js.map',
    );
    const map = JSON.parse(readFileSync(path('mapped.js.map'), 'utf8')) as { version: number; mappings: string };
    expect(map.version).toBe(3);
    expect(map.mappings.length).toBeGreaterThan(20);
  });

  test('an output that is there already survives a failure', async () => {
    writeFileSync(path('kept.js'), 'kept');
    await fermata('compile', path('invalid.wasm'), '-o', path('kept.js'));
    expect(readFileSync(path('kept.js'), 'utf8')).toBe('kept');
  });
});

describe('inspect and validate', () => {
  test('validate', async () => {
    const file = path('program.wasm');
    expect(await fermata('validate', file)).toEqual({ status: 0, stdout: `${file}: valid\n`, stderr: '' });
    const { status, stderr } = await fermata('validate', file, '--features', 'wasm1');
    expect(status).toBe(1);
    expect(stderr).toMatch(/multi-value|sign-extension/);
  });

  test('inspect counts, and says what may pause and why', async () => {
    const { status, stdout, stderr } = await fermata('inspect', path('program.wasm'));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^imports +2 +2 functions$/m);
    expect(stdout).toMatch(/^functions +6 +\d+ instructions in \d+ bytes, 3 calls, 0 indirect$/m);
    expect(stdout).toMatch(/^memories +1 +1 page, no maximum$/m);
    expect(stdout).toMatch(/^features: multi-value, sign-extension$/m);
    expect(stdout).toMatch(/^1 of 6 functions may pause \(17 %\)/m);
    expect(stdout).toMatch(/^ +env\.(get|log) +1$/m);
    expect(stdout).toMatch(/^ +2 +\d+ +\d+ +may pause: calls env\.(get|log)$/m);
  });

  test('inspect --function prints the JavaScript of one function', async () => {
    const { stdout } = await fermata('inspect', path('program.wasm'), '--function', '4');
    expect(stdout).toMatch(/^\s*function f4\([\s\S]*0\.5[\s\S]*\}\n$/);
    expect(stdout.match(/function/g)).toHaveLength(1);
    const generator = await fermata('inspect', path('program.wasm'), '--function', '2', '--suspend', 'generator');
    expect(generator.stdout).toMatch(/function\s*\*[\s\S]*yield\*/);
    const imported = await fermata('inspect', path('program.wasm'), '--function', '1');
    expect([imported.status, imported.stdout]).toEqual([1, '']);
    expect(imported.stderr).toContain('there is no function 1 with a body; there are 2 to 7');
  });
});
