// Bad input: what is no module must end in a CompileError, never in another error, a hang or a crash, and no name may get
// into the code as anything but a string. Modules that are valid but far out are in hostile-large.test.ts.

import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { loadChain } from '../examples/substrate/chains.ts';
import { compile } from '../src/compiler/index.ts';
import { Instance } from '../src/runtime/index.ts';
import { assemble, I32, I64, single } from './support/fuzz/assemble.ts';
import { caseOf } from './support/fuzz/cases.ts';
import { encode, header, unsigned } from './support/fuzz/encode.ts';
import { attempt, strategies } from './support/fuzz/hostile.ts';
import { Random } from './support/fuzz/random.ts';
import { load } from './support/load.ts';

describe('no module', () => {
  const encoder = new TextEncoder();
  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['text format', encoder.encode('(module (func (export "run")))')],
    ['JavaScript', encoder.encode('export default {};')],
    ['an HTML page', encoder.encode('<!DOCTYPE html><title>404</title>')],
    ['another version', Uint8Array.from([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0])],
    ['a component', Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0])],
    ['base64', encoder.encode('AGFzbQEAAAA=')],
  ])('%s', (_, bytes) => {
    expect(attempt(bytes)).toBeUndefined();
  });

  test('random bytes, with and without the header', () => {
    const random = new Random(1);
    for (let i = 0; i < 2000; i++) {
      const start = i % 2 === 0 ? header : [];
      const bytes = Uint8Array.from([
        ...start,
        ...Array.from({ length: random.between(1, 200) }, () => random.below(256)),
      ]);
      if (!WebAssembly.validate(bytes)) expect(attempt(bytes), `round ${i}`).toBeUndefined();
    }
  });

  test('modules cut off at every length', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const bytes = encode(caseOf(seed).module).slice(0, 3000);
      for (let length = 0; length < bytes.length; length++) {
        const cut = bytes.slice(0, length);
        const accepted = attempt(cut) !== undefined;
        if (accepted !== WebAssembly.validate(cut))
          expect.fail(`seed ${seed}, ${length} bytes: accepted is ${accepted}`);
      }
    }
  }, 120_000);

  test('a runtime of 1 MB cut off at 60 lengths', async () => {
    const { wasm } = await loadChain('kusama');
    const random = new Random(3);
    for (let i = 0; i < 60; i++) expect(attempt(wasm.subarray(0, random.below(wasm.length)))).toBeUndefined();
  }, 60_000);

  test('modules with bytes changed: what is accepted is valid, and its code can be evaluated', () => {
    const random = new Random(2);
    const modules = Array.from({ length: 40 }, (_, i) => encode(caseOf(i + 1).module));
    let accepted = 0;
    for (let round = 0; round < 3000; round++) {
      const bytes = modules[round % 40]!.slice();
      for (let i = random.between(1, 3); i > 0; i--) bytes[random.between(8, bytes.length - 1)] = random.below(256);
      const code = attempt(bytes, { suspend: strategies[round % 2]! });
      if (code === undefined) continue;
      if (!WebAssembly.validate(bytes)) expect.fail(`round ${round}: accepted though not valid`);
      accepted++;
      load(code);
    }
    expect(accepted).toBeGreaterThan(100);
  }, 120_000);
});

describe('counts that promise too much', () => {
  const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
  const cases: [string, number[]][] = [
    ['types', [1, 5, ...huge]],
    ['imports', [2, 5, ...huge]],
    ['functions', [3, 5, ...huge]],
    ['tables', [4, 5, ...huge]],
    ['memories', [5, 5, ...huge]],
    ['globals', [6, 5, ...huge]],
    ['exports', [7, 5, ...huge]],
    ['elements', [9, 5, ...huge]],
    ['bodies', [10, 5, ...huge]],
    ['data segments', [11, 5, ...huge]],
    ['the size of a section', [1, ...huge, 0]],
    ['parameters', [1, 7, 1, 0x60, ...huge]],
    ['the length of a name', [2, 6, 1, ...huge]],
  ];
  test.each(cases)('%s', (_, bytes) => {
    expect(attempt(Uint8Array.from([...header, ...bytes]))).toBeUndefined();
  });

  test('2³² − 1 locals in five bytes', () => {
    expect(attempt(single([], [], [], [[0xffffffff, I64]]))).toBeUndefined();
  });

  test('locals that add up to more than 2³²', () => {
    expect(attempt(single([], [], [], Array<[number, number]>(10).fill([0x7fffffff, I32])))).toBeUndefined();
  });

  test('a br_table with 2³² − 1 labels', () => {
    expect(attempt(single([], [], [0x41, 0, 0x0e, ...huge, 0]))).toBeUndefined();
  });

  test('a table and a memory of the largest size: an error or a module that can be loaded', () => {
    const large = [4, 9, 1, 0x70, 1, 0xff, 0xff, 0xff, 0x04, ...[0xff, 0xff, 0xff, 0x04]];
    large[1] = large.length - 2;
    const code = attempt(Uint8Array.from([...header, ...large]));
    if (code !== undefined) load(code);
  });
});

describe('names', () => {
  const attack = 'globalThis.__injected = true;';
  const names = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'prototype',
    'then',
    'default',
    'arguments',
    'eval',
    '',
    ' ',
    '0',
    '-1',
    '*/',
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
    '\0',
    '\u{1f600}',
    '\ufeff',
    '\u202e',
    '\ud7ff\ue000\uffff',
    '</script><script>',
    '<!--',
    '-->',
    '//',
    '/*',
    ']]>',
    '\\',
    '\\u0022',
    "'",
    '"',
    '`',
    'a'.repeat(100_000),
  ];
  const bytes = assemble({
    types: [[[I32], [I32]]],
    imports: names.map((name, i) => ({ module: names[names.length - 1 - i]!, name, type: 0 })),
    functions: names.map((_, i) => ({ type: 0, code: [0x20, 0, 0x10, ...unsigned(i), 0x10, ...unsigned(i)] })),
    exports: names.map((name, i) => ({ name, index: names.length + i })),
    memory: 1,
    // Function names, out of the same list.
    custom: [
      ...names.map((name) => ({ name, contents: [1, 2, 3] })),
      { name: 'name', contents: nameSection(names, names.length) },
      { name: 'sourceMappingURL', contents: [...new TextEncoder().encode(`*/${attack}`)] },
    ],
  });
  const imports = Object.create(null) as Record<string, Record<string, (x: number) => number>>;
  for (const [i, name] of names.entries()) {
    const module = names[names.length - 1 - i]!;
    // Own properties, whatever the name is.
    if (!Object.hasOwn(imports, module)) define(imports, module, Object.create(null));
    define(imports[module]!, name, (x: number) => x + i);
  }

  test.each(strategies)('exports and imports by any name, %s', (suspend) => {
    const { exports } = new Instance(load(compile(bytes, { suspend }).code), imports);
    expect(Object.getPrototypeOf(exports)).toBeNull();
    expect(Object.keys(exports).sort()).toEqual([...names].sort());
    for (const [i, name] of names.entries()) {
      const own = Object.getOwnPropertyDescriptor(exports, name) as { value: (x: number) => number };
      expect(own.value(1)).toBe(1 + 2 * i);
    }
    expect(globalThis).not.toHaveProperty('__injected');
  });

  test.each(['import', 'inline'] as const)(
    'code and declarations parse as what they are, runtime: %s',
    async (runtime) => {
      const { code, types } = compile(bytes, { runtime, sourceMap: true });
      await transform(code, { loader: 'js', format: 'esm' });
      await transform(types, { loader: 'ts' });
      expect(code).not.toContain('</script');
      expect(code.split('\n').filter((line) => line.startsWith('export default'))).toHaveLength(1);
    },
  );

  test('names that are not UTF-8 are refused', () => {
    for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]) {
      const module = [...header, 7, bad.length + 4, 1, bad.length, ...bad, 0, 0];
      expect(attempt(Uint8Array.from(module)), String(bad)).toBeUndefined();
    }
  });

  test('the same export twice is refused', () => {
    const twice = assemble({
      types: [[[], []]],
      functions: [{ type: 0, code: [] }],
      exports: ['__proto__', '__proto__'].map((name) => ({ name, index: 0 })),
    });
    expect(attempt(twice)).toBeUndefined();
  });
});

function define(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, enumerable: true });
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
