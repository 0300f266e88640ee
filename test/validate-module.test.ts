// The validator on everything but function bodies: what it says about modules that are not valid.

import { describe, expect, test } from 'vitest';
import { type FeatureSetName, featureSet } from '../src/compiler/features.ts';
import { validate } from '../src/compiler/validate/index.ts';
import { code, functionType, globalSection, moduleOf, oneFunction, tableSection, type } from './support/binary.ts';
import { name, section, sized, unsigned } from './support/fuzz/encode.ts';
import { type Refusal, refusalOf } from './support/refusal.ts';

/** What `validate` says. */
function failure(bytes: Uint8Array, features: FeatureSetName = 'all'): Refusal | undefined {
  return refusalOf(() => validate(bytes, featureSet(features)));
}

const { i32, i64, f32, funcref, externref } = type;

describe('modules: the message', () => {
  const types = section(1, [functionType([], []), functionType([i32], [])]);
  const getter = section(1, [functionType([], [i32])]);
  const functions = section(3, [[0], [1]]);
  const bodies = code([0], [0]);
  const limits = (minimum: number, maximum: number): number[] => [1, ...unsigned(minimum), ...unsigned(maximum)];
  const constant = [0x41, 0, 0x0b];

  test.each<[message: string, sections: readonly (readonly number[])[]]>([
    ['unknown type 2: there are 2', [types, section(3, [[2]]), code([0])]],
    ['unknown type 4: there are 2', [types, section(2, [[...name('a'), ...name('b'), 0, 4]])]],
    [
      'duplicate export name "__proto__"',
      [
        types,
        functions,
        section(7, [
          [...name('__proto__'), 0, 0],
          [...name('__proto__'), 0, 1],
        ]),
        bodies,
      ],
    ],
    ['unknown function 2: there are 2', [types, functions, section(7, [[...name('f'), 0, 2]]), bodies]],
    ['unknown memory 0: there is none', [section(7, [[...name('m'), 2, 0]])]],
    ['the start function 1 must have no parameters and no results', [types, functions, sized(8, [1]), bodies]],
    [
      'the start function 0 must have no parameters and no results',
      [getter, section(3, [[0]]), sized(8, [0]), code([0, 0x41, 0])],
    ],
    ['unknown function 2: there are 2', [types, functions, sized(8, [2]), bodies]],
    ['memory size must be at most 65536 pages (4 GiB), found 65537', [section(5, [[0, ...unsigned(65537)]])]],
    ['memory size must be at most 65536 pages (4 GiB), found 65537', [section(5, [limits(0, 65537)])]],
    ['size minimum must not be greater than maximum: memory of 2 to 1', [section(5, [limits(2, 1)])]],
    ['size minimum must not be greater than maximum: table of 2 to 1', [section(4, [[funcref, ...limits(2, 1)]])]],
    [
      'limit: 10000001 elements of a table at the start, more than 10000000 (limits.tableElements)',
      [section(4, [[funcref, 0, ...unsigned(10_000_001)]])],
    ],
    [
      'multiple memories: a second memory needs the feature multi-memory, which is not supported',
      [
        section(5, [
          [0, 1],
          [0, 1],
        ]),
      ],
    ],
    ['type mismatch: the initial value of a global expects i64, found i32', [section(6, [[i64, 0, ...constant]])]],
    ['type mismatch: the initial value of a global expects i64, found nothing', [section(6, [[i64, 0, 0x0b]])]],
    [
      'type mismatch: the initial value of a global has more than one value in its constant expression',
      [section(6, [[i32, 0, 0x41, 0, ...constant]])],
    ],
    ['constant expression required, found nop', [section(6, [[i32, 0, 0x01, ...constant]])]],
    [
      'constant expression required, found i32.add; i32.add needs the feature extended-constants, which is not supported',
      [section(6, [[i32, 0, 0x41, 0, 0x41, 0, 0x6a, 0x0b]])],
    ],
    [
      'unknown global 0: a constant expression sees imported globals only',
      [
        section(6, [
          [i32, 0, ...constant],
          [i32, 0, 0x23, 0, 0x0b],
        ]),
      ],
    ],
    [
      'constant expression required, but global 0 is mutable',
      [section(2, [[...name('a'), ...name('b'), 3, i32, 1]]), section(6, [[i32, 0, 0x23, 0, 0x0b]])],
    ],
    ['unknown function 0: there is none', [section(6, [[funcref, 0, 0xd2, 0, 0x0b]])]],
    ['unknown table 0: there is none', [section(9, [[0, ...constant, 0]])]],
    ['unknown function 3: there is none', [tableSection, section(9, [[0, ...constant, 1, 3]])]],
    [
      'type mismatch: the offset of an element segment expects i32, found i64',
      [tableSection, section(9, [[0, 0x42, 0, 0x0b, 0]])],
    ],
    [
      "type mismatch: the segment's table 0 holds externref, the segment funcref",
      [section(4, [[externref, 0, 1]]), section(9, [[0, ...constant, 0]])],
    ],
    [
      'type mismatch: an item of an element segment expects funcref, found externref',
      [section(9, [[5, funcref, 1, 0xd0, externref, 0x0b]])],
    ],
    ['unknown memory 0: there is none', [section(11, [[0, ...constant, 0]])]],
  ])('%s', (message, sections) => {
    const bytes = moduleOf(...sections);
    expect(failure(bytes)?.message).toBe(message);
    const mayDiffer = /not supported|imported globals only|^limit/.test(message);
    if (!mayDiffer) expect(WebAssembly.validate(bytes)).toBe(false);
  });

  test.each<[string, readonly (readonly number[])[]]>([
    ['a global', [section(6, [[funcref, 0, 0xd2, 0, 0x0b]])]],
    ['an export', [section(7, [[...name('f'), 0, 0]])]],
    ['a segment of functions', [section(9, [[3, 0, 1, 0]])]],
    ['a segment of expressions', [section(9, [[7, funcref, 1, 0xd2, 0, 0x0b]])]],
  ])('ref.func may name a function that occurs in %s', (_, sections) => {
    const { bytes } = oneFunction({ body: [0xd2, 0, 0x1a], sections });
    expect(failure(bytes)).toBeUndefined();
    expect(WebAssembly.validate(bytes)).toBe(true);
  });

  test('before reference types, the labels of a br_table agree even if it is unreachable', () => {
    const body = [0x02, f32, 0x02, i32, 0x00, 0x0e, 1, 0, 1, 0x0b, 0x1a, 0x43, 0, 0, 0, 0, 0x0b, 0x1a];
    const { bytes, start } = oneFunction({ body });
    expect(failure(bytes)).toBeUndefined();
    expect(failure(bytes, 'wasm1')).toEqual({
      message: 'type mismatch: br_table expects labels of one type, f32, found i32 for label 0',
      offset: start + 5,
    });
  });

  test('features that only validation sees', () => {
    const imported = moduleOf(section(2, [[...name('a'), ...name('b'), 3, i32, 1]]));
    const exported = moduleOf(globalSection, section(7, [[...name('g'), 3, 0]]));
    const twoTables = moduleOf(
      section(4, [
        [funcref, 0, 1],
        [funcref, 0, 1],
      ]),
    );
    expect(failure(imported, 'mvp')?.message).toBe(
      'an imported mutable global needs the feature mutable-globals, which is off',
    );
    expect(failure(exported, 'mvp')?.message).toBe(
      'an exported mutable global needs the feature mutable-globals, which is off',
    );
    expect(failure(twoTables, 'wasm1')?.message).toBe('a second table needs the feature reference-types, which is off');
    expect([failure(imported, 'wasm1'), failure(exported, 'wasm1'), failure(twoTables, 'wasm2')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(failure(moduleOf(globalSection), 'mvp')).toBeUndefined();
  });
});
