// Names of a module, whatever they are, get into the output as string literals and nothing else, and are only compared:
// imports and exports of every kind, custom sections, the name section; both strategies, both places of the runtime,
// declarations and source maps.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { type CompileOptions, compile } from '../src/compiler/index.ts';
import * as ownRuntime from '../src/runtime/index.ts';
import { Global, i32, Memory, Table, VirtualMachinePrototype } from '../src/runtime/index.ts';
import { assemble, I32 } from './support/fuzz/assemble.ts';
import { concat, header, name as nameBytes, section, unsigned } from './support/fuzz/encode.ts';
import { attempt, strategies } from './support/fuzz/hostile.ts';
import { load } from './support/load.ts';
import { wasm } from './support/wat.ts';

const attack = 'globalThis.__injected = true;';
const names = [
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'then', 'default', 'arguments', 'eval'],
  ...['', ' ', '0', '-1', '*/', '//', '/*', ']]>', '\\', '\\u0022', "'", '"', '`'],
  // What compiled code calls its own.
  ...['f0', 'U', 'H', 'C', 'instantiate', 'resultInts', 'wasm-fermata/support'],
  `*/${attack}/*`,
  `\${${attack}}`,
  `\`;${attack}\``,
  `';${attack}'`,
  `";${attack}"`,
  `\\";${attack}`,
  `\n${attack}`,
  `\r${attack}`,
  `\u2028${attack}`,
  `\u2029${attack}//`,
  `'wasm-fermata/support';\n${attack}`,
  `\nexport default 1;\n`,
  `\n//# sourceMappingURL=data:,\n`,
  ...['\0', '\u{1f600}', '\ufeff', '\u202e', '\ud7ff\ue000\uffff', '\u{10ffff}', '\x1b[2J', '\x7f\x85'],
  ...['</script><script>', '<!--', '-->'],
  'a'.repeat(100_000),
];

/** Another order, so that the two names of an import differ. */
const moduleName = (i: number): string => names[names.length - 1 - i] as string;

const bytes = assemble({
  types: [[[I32], [I32]]],
  imports: names.map((name, i) => ({ module: moduleName(i), name, type: 0 })),
  functions: names.map((_, i) => ({ type: 0, code: [0x20, 0, 0x10, ...unsigned(i), 0x10, ...unsigned(i)] })),
  exports: [...names.map((name, i) => ({ name, index: names.length + i })), { name: 'memory', kind: 2, index: 0 }],
  memory: 1,
  custom: [
    ...names.map((name) => ({ name, contents: [1, 2, 3] })),
    { name: 'name', contents: nameSection(names, names.length) },
    { name: 'sourceMappingURL', contents: [...new TextEncoder().encode(`*/${attack}`)] },
  ],
});
const imports = Object.create(null) as Record<string, Record<string, (x: number) => number>>;
for (const [i, name] of names.entries()) {
  // Own properties, whatever the name is.
  if (!Object.hasOwn(imports, moduleName(i))) define(imports, moduleName(i), Object.create(null));
  define(imports[moduleName(i)] as object, name, (x: number) => x + i);
}

const folder = mkdtempSync(join(tmpdir(), 'fermata-names-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The module that `code` exports, and the runtime: that of this package, or the copy in the code. */
async function evaluate(code: string, { runtime, suspend }: CompileOptions) {
  if (runtime !== 'inline') return { ...ownRuntime, compiled: load(code) };
  const file = join(folder, `${suspend}.mjs`);
  writeFileSync(file, code);
  const inlined = (await import(pathToFileURL(file).href)) as typeof ownRuntime & { default: ReturnType<typeof load> };
  return { ...inlined, compiled: inlined.default };
}

const ways = strategies.flatMap((suspend) => (['import', 'inline'] as const).map((runtime) => ({ suspend, runtime })));

describe.each(ways)('functions by any name: $suspend, $runtime', async (options) => {
  const { code, types, map } = compile(bytes, { ...options, sourceMap: true });
  const { compiled, ...runtime } = await evaluate(code, options);

  test('as instances', () => {
    const { exports } = new runtime.Instance(compiled, imports);
    expect(Object.getPrototypeOf(exports)).toBeNull();
    expect(Object.keys(exports).sort()).toEqual([...names, 'memory'].sort());
    for (const [i, name] of names.entries()) {
      const own = Object.getOwnPropertyDescriptor(exports, name) as { value: (x: number) => number };
      expect(own.value(1)).toBe(1 + 2 * i);
    }
    expect(globalThis).not.toHaveProperty('__injected');
  });

  test('as machines', () => {
    const asked: string[] = [];
    let prototype = runtime.VirtualMachinePrototype.create(compiled, (module, name) => asked.push(module, name));
    expect(asked).toEqual(names.flatMap((name, i) => [moduleName(i), name]));
    for (const [i, name] of names.entries()) {
      const vm = prototype.prepare().start(name, [i32(5)]);
      expect(vm.run()).toMatchObject({ kind: 'interrupted', id: 2 * i + 2, params: [{ value: 5 }] });
      expect(vm.run(i32(6))).toMatchObject({ kind: 'interrupted', id: 2 * i + 2, params: [{ value: 6 }] });
      expect(vm.run(i32(7))).toMatchObject({ kind: 'finished', returnValue: { value: 7 } });
      prototype = vm.intoPrototype();
    }
  });

  test('code and declarations parse as what they are', async () => {
    await transform(code, { loader: 'js', format: 'esm' });
    await transform(types, { loader: 'ts' });
    for (const text of [code, types]) {
      // Markup, control characters, other line ends, what changes the order of text.
      const suspicious = /<\/?script|<!--|-->|[^\n -\u{10ffff}]|[\x7f-\x9f\u2028-\u202e\ufeff]/u.exec(text);
      expect(suspicious?.[0]).toBeUndefined();
    }
    const lines = code.split('\n');
    expect(lines.filter((line) => line.startsWith('export default'))).toHaveLength(1);
    expect(lines.filter((line) => /^\s*\/\/[#@]/.test(line))).toEqual([]);
    const members = types.split('\n').filter((line) => line.startsWith('  readonly '));
    const member = /^ {2}readonly (".*"): \(p0: number\) => number;$/;
    expect(members.map((line) => JSON.parse(member.exec(line)?.[1] ?? '0') as unknown)).toEqual([...names, 0]);
  });

  test('the source map has none of them', () => {
    const parsed = JSON.parse(map ?? '') as { sources: string[]; names: string[]; mappings: string };
    expect(parsed).toMatchObject({ version: 3, sources: ['module.wasm'], names: [] });
    expect(/^[\w+/,;]+$/.test(parsed.mappings)).toBe(true);
    expect(map).not.toContain('injected');
  });
});

test('the report has names as they are', () => {
  expect(compile(bytes).report.functions.map(({ name }) => name)).toEqual(names);
});

test.each(strategies)('globals, memories and tables by any name, %s', async (suspend) => {
  for (const [i, name] of names.slice(0, -1).entries()) {
    const text = `(module (import ${escaped(moduleName(i))} ${escaped(name)} (global i32))
      (import ${escaped(moduleName(i))} ${escaped(`${name} memory`)} (memory 1))
      (import ${escaped(moduleName(i))} ${escaped(`${name} table`)} (table 1 funcref))
      (export ${escaped(name)} (global 0)) (export ${escaped(`${name} memory`)} (memory 0))
      (export ${escaped(`${name} table`)} (table 0))
      (func (export "get") (result i32) (global.get 0)))`;
    const { code, types } = compile(wasm(text), { suspend });
    await transform(types, { loader: 'ts' });
    const given = {
      [name]: new Global({ value: 'i32' }, i),
      [`${name} memory`]: new Memory({ initial: 1 }),
      [`${name} table`]: new Table({ element: 'anyfunc', initial: 1 }),
    };
    // A literal's computed `__proto__` is an own property, as it has to be.
    const { exports } = new ownRuntime.Instance(load(code), { [moduleName(i)]: given });
    for (const [key, value] of Object.entries(given)) {
      expect(Object.getOwnPropertyDescriptor(exports, key)?.value, JSON.stringify(key)).toBe(value);
    }
    expect(exports.get()).toBe(i);
  }
  expect(globalThis).not.toHaveProperty('__injected');
});

test.each(strategies)('what is not there is not found, whatever it is called, %s', (suspend) => {
  const module = load(compile(wasm('(module (memory (export "memory") 1) (func (export "run")))'), { suspend }).code);
  const prototype = VirtualMachinePrototype.create(module, () => 0);
  const prepare = prototype.prepare();
  for (const name of names) {
    expect(() => prototype.globalValue(name)).toThrow(expect.objectContaining({ code: 'NotFound' }));
    expect(() => prepare.start(name, [])).toThrow(expect.objectContaining({ code: 'FunctionNotFound' }));
  }
  const importing = load(compile(bytes, { suspend }).code);
  expect(() => new ownRuntime.Instance(importing, Object.prototype as never)).toThrow(TypeError);
  // As with WebAssembly's own API an inherited property counts: `__proto__` gives an object, which is no function.
  expect(names[0]).toBe('__proto__');
  expect(() => new ownRuntime.Instance(importing, { [moduleName(0)]: {} })).toThrow(ownRuntime.LinkError);
});

test.each(strategies)('the same import several times, the same name for several functions, %s', (suspend) => {
  const twice = assemble({
    types: [[[I32], [I32]]],
    imports: ['__proto__', '__proto__', 'f', 'f'].map((name) => ({ module: '__proto__', name, type: 0 })),
    functions: [0, 1, 2, 3].map((i) => ({ type: 0, code: [0x20, 0, 0x10, i] })),
    exports: ['a', 'b', 'c', 'd'].map((name, i) => ({ name, index: 4 + i })),
    custom: [{ name: 'name', contents: nameSection(['f4', 'f4', '__proto__', '__proto__'], 4) }],
  });
  const { code, report } = compile(twice, { suspend });
  expect(report.functions.map(({ name }) => name)).toEqual(['f4', 'f4', '__proto__', '__proto__']);
  const given = { ['__proto__']: { ['__proto__']: (x: number) => x + 1, f: (x: number) => x + 2 } };
  const { exports } = new ownRuntime.Instance(load(code), given);
  expect(['a', 'b', 'c', 'd'].map((name) => exports[name](1))).toEqual([2, 2, 3, 3]);
});

test('the same export twice is refused', () => {
  const twice = assemble({
    types: [[[], []]],
    functions: [{ type: 0, code: [] }],
    exports: ['__proto__', '__proto__'].map((name) => ({ name, index: 0 })),
  });
  expect(attempt(twice)).toBeUndefined();
});

describe('not UTF-8', () => {
  const bad: readonly (readonly [string, readonly number[]])[] = [
    ['a byte that is none of it', [0xff]],
    ['longer than it need be', [0xc0, 0x80]],
    ['a lone high surrogate', [0xed, 0xa0, 0x80]],
    ['a lone low surrogate', [0xed, 0xbf, 0xbf]],
    ['a pair of surrogates', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ['beyond the last code point', [0xf4, 0x90, 0x80, 0x80]],
    ['cut off', [0xe2, 0x82]],
  ];
  const type = section(1, [[0x60, 0, 0]]);
  const f = nameBytes('f');
  test.each(bad)('%s: refused in imports, exports and names of custom sections', (_, utf8) => {
    const broken = [utf8.length, ...utf8];
    const modules = {
      'import, module': [...type, ...section(2, [[...broken, ...f, 0, 0]])],
      'import, field': [...type, ...section(2, [[...f, ...broken, 0, 0]])],
      export: [...type, ...section(3, [[0]]), ...section(7, [[...broken, 0, 0]]), 10, 4, 1, 2, 0, 0x0b],
      'custom section': [0, broken.length, ...broken],
    };
    for (const [place, contents] of Object.entries(modules)) {
      const module = Uint8Array.from([...header, ...contents]);
      expect(WebAssembly.validate(module), place).toBe(false);
      expect(attempt(module), place).toBeUndefined();
    }
  });

  test.each(bad)('%s: the name section is passed over', (_, utf8) => {
    const entry = [1, 0, utf8.length, ...utf8];
    const names = [...nameBytes('name'), 1, entry.length, ...entry];
    const module = concat([header, type, section(3, [[0]]), [10, 4, 1, 2, 0, 0x0b], [0, names.length, ...names]]);
    expect(compile(Uint8Array.from(module)).report.functions).toMatchObject([{ index: 0, name: undefined }]);
  });
});

function define(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, enumerable: true });
}

/** As a string of the text format: all of it in hexadecimal. */
function escaped(name: string): string {
  return `"${Array.from(new TextEncoder().encode(name), (byte) => `\\${(byte | 256).toString(16).slice(1)}`).join('')}"`;
}

/** The contents of a name section: names of functions from `first` on. */
function nameSection(names: readonly string[], first: number): number[] {
  const encoder = new TextEncoder();
  const entries = names.map((name, i) => {
    const utf8 = encoder.encode(name);
    return [...unsigned(first + i), ...unsigned(utf8.length), ...utf8];
  });
  const contents = [...unsigned(names.length), ...entries.flat()];
  return [1, ...unsigned(contents.length), ...contents];
}
