// Bad input: what is no module must end in a CompileError, never in another error, a hang or a crash. Modules that are
// valid but far out are in hostile-large.test.ts, names in names.test.ts.

import { describe, expect, test } from 'vitest';
import { loadChain } from '../examples/substrate/chains.ts';
import { I32, I64, single } from './support/fuzz/assemble.ts';
import { caseOf } from './support/fuzz/cases.ts';
import { encode, header } from './support/fuzz/encode.ts';
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
