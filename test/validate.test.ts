// The validator on function bodies: what it says, and the byte that it points at. How complete it is, the official
// tests and the comparison with native WebAssembly show.

import { describe, expect, test } from 'vitest';
import { type FeatureSetName, featureSet } from '../src/compiler/features.ts';
import { validate } from '../src/compiler/validate/index.ts';
import {
  code,
  dataCountSection,
  dataSection,
  elementSection,
  functionType,
  globalSection,
  memorySection,
  moduleOf,
  type OneFunction,
  oneFunction,
  tableSection,
  type,
} from './support/binary.ts';
import { concat, section, unsigned } from './support/fuzz/encode.ts';
import { type Refusal, refusalOf } from './support/refusal.ts';

/** What `validate` says. */
function failure(bytes: Uint8Array, features: FeatureSetName = 'all'): Refusal | undefined {
  return refusalOf(() => validate(bytes, featureSet(features)));
}

const { i32, i64, f32, f64, v128, funcref, externref } = type;

describe('bodies: the message, and the offset from the first instruction', () => {
  test.each<[message: string, offset: number, parts: OneFunction]>([
    ['type mismatch: i32.add expects i32, found i64', 4, { body: [0x41, 0, 0x42, 0, 0x6a, 0x1a] }],
    ['type mismatch: i32.add expects i32, found nothing', 2, { body: [0x41, 0, 0x6a, 0x1a] }],
    [
      'type mismatch: i64.store expects i64, found i32',
      4,
      { body: [0x41, 0, 0x41, 0, 0x37, 0, 0], sections: [memorySection] },
    ],
    ['type mismatch: drop expects a value, found nothing', 0, { body: [0x1a] }],
    ['type mismatch: the end of the function expects i32, found i64', 2, { body: [0x42, 0], results: [i32] }],
    ['type mismatch: the end of the function leaves 1 more on the stack than its results', 2, { body: [0x41, 0] }],
    ['type mismatch: the end of block expects i64, found nothing', 2, { body: [0x02, i64, 0x0b, 0x1a] }],
    [
      'type mismatch: the end of block leaves 2 more on the stack than its results',
      6,
      { body: [0x02, 0x40, 0x41, 0, 0x41, 0, 0x0b] },
    ],
    // The first alternative ends at the else, the second at the end; without an else, the end is that of both.
    [
      'type mismatch: the end of if expects i32, found f32',
      9,
      { body: [0x41, 0, 0x04, i32, 0x43, 0, 0, 0, 0, 0x05, 0x41, 0, 0x0b, 0x1a] },
    ],
    [
      'type mismatch: the end of if expects i32, found nothing',
      7,
      { body: [0x41, 0, 0x04, i32, 0x41, 0, 0x05, 0x0b, 0x1a] },
    ],
    ['type mismatch: the end of if expects i32, found nothing', 6, { body: [0x41, 0, 0x04, i32, 0x41, 0, 0x0b, 0x1a] }],
    ['type mismatch: if expects i32, found nothing', 0, { body: [0x04, 0x40, 0x0b] }],
    // An operand below a block is out of its reach.
    ['type mismatch: i32.eqz expects i32, found nothing', 4, { body: [0x41, 0, 0x02, 0x40, 0x45, 0x1a, 0x0b, 0x1a] }],
    [
      'type mismatch: br expects i32, found f64',
      11,
      { body: [0x02, i32, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0x0c, 0, 0x0b, 0x1a] },
    ],
    ['type mismatch: br_if expects i64, found nothing', 4, { body: [0x02, i64, 0x41, 0, 0x0d, 0, 0x0b, 0x1a] }],
    ['unknown label 2: 2 are in scope', 2, { body: [0x02, 0x40, 0x0c, 2, 0x0b] }],
    ['unknown label 7: 1 are in scope', 2, { body: [0x41, 0, 0x0e, 1, 7, 0] }],
    [
      'type mismatch: br_table expects labels of one arity, 0, found 1 for label 0',
      4,
      { body: [0x02, i32, 0x41, 0, 0x0e, 1, 0, 1, 0x0b, 0x1a] },
    ],
    ['type mismatch: return expects i64, found i32', 2, { body: [0x41, 0, 0x0f], results: [i64] }],
    ['type mismatch: call expects i32, found f32', 5, { body: [0x43, 0, 0, 0, 0, 0x10, 0], params: [i32] }],
    ['unknown function 9: there is 1', 0, { body: [0x10, 9] }],
    ['unknown type 5: there is 1', 2, { body: [0x41, 0, 0x11, 5, 0], sections: [tableSection] }],
    ['unknown type 5', 0, { body: [0x02, 5, 0x0b] }],
    ['unknown table 0: there is none', 2, { body: [0x41, 0, 0x11, 0, 0] }],
    [
      'type mismatch: call_indirect expects a table of funcref, found one of externref',
      2,
      { body: [0x41, 0, 0x11, 0, 0], sections: [section(4, [[externref, 0, 1]])] },
    ],
    ['unknown local 3: there are 3', 0, { body: [0x20, 3, 0x1a], params: [i32], locals: [[2, i64]] }],
    [
      'type mismatch: local.set expects i64, found i32',
      2,
      { body: [0x41, 0, 0x21, 2], params: [i32], locals: [[2, i64]] },
    ],
    ['unknown global 1: there is 1', 0, { body: [0x23, 1, 0x1a], sections: [globalSection] }],
    [
      'global.set: global 0 is immutable',
      2,
      { body: [0x41, 0, 0x24, 0], sections: [section(6, [[i32, 0, 0x41, 0, 0x0b]])] },
    ],
    ['unknown memory 0: there is none', 2, { body: [0x41, 0, 0x28, 0, 0, 0x1a] }],
    ['unknown memory 0: there is none', 0, { body: [0x3f, 0, 0x1a] }],
    [
      'alignment must not be larger than natural: i32.load16_u has 2^2 bytes, its access 2^1',
      2,
      { body: [0x41, 0, 0x2f, 2, 0, 0x1a], sections: [memorySection] },
    ],
    ['type mismatch: select expects i32, found i64', 6, { body: [0x42, 0, 0x41, 0, 0x41, 0, 0x1b, 0x1a] }],
    [
      'type mismatch: select expects a number or vector, found funcref',
      6,
      { body: [0xd0, funcref, 0xd0, funcref, 0x41, 0, 0x1b, 0x1a] },
    ],
    ['invalid result arity: select with 0 types', 6, { body: [0x41, 0, 0x41, 0, 0x41, 0, 0x1c, 0, 0x1a] }],
    ['invalid result arity: select with 2 types', 0, { body: [0x1c, 2, i32, i32] }],
    ['type mismatch: ref.is_null expects a reference, found i32', 2, { body: [0x41, 0, 0xd1, 0x1a] }],
    ['ref.func: undeclared function reference 0', 0, { body: [0xd2, 0, 0x1a] }],
    [
      'data.drop: unknown data segment 1: there is 1',
      0,
      { body: [0xfc, 9, 1], sections: [dataCountSection], after: [dataSection] },
    ],
    ['unknown element segment 1: there is 1', 0, { body: [0xfc, 13, 1], sections: [elementSection] }],
    [
      'table.init: type mismatch: the table holds externref, the segment funcref',
      6,
      {
        body: [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 12, 0, 0],
        sections: [section(4, [[externref, 0, 1]]), elementSection],
      },
    ],
    [
      'table.copy: type mismatch: one table holds funcref, the other externref',
      6,
      {
        body: [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 14, 0, 1],
        sections: [
          section(4, [
            [funcref, 0, 1],
            [externref, 0, 1],
          ]),
        ],
      },
    ],
    [
      'type mismatch: table.set expects funcref, found externref',
      4,
      { body: [0x41, 0, 0xd0, externref, 0x26, 0], sections: [tableSection] },
    ],
    [
      'i32x4.extract_lane: invalid lane index 4: there are 4 lanes',
      2,
      { body: [0x20, 0, 0xfd, 27, 4, 0x1a], params: [v128] },
    ],
    [
      'v128.load16_lane: invalid lane index 8: there are 8 lanes',
      4,
      { body: [0x41, 0, 0x20, 0, 0xfd, 0x55, 0, 0, 8, 0x1a], params: [v128], sections: [memorySection] },
    ],
    [
      'i8x16.shuffle: invalid lane index 32: there are 32 lanes',
      4,
      { body: [0x20, 0, 0x20, 0, 0xfd, 13, ...new Array(15).fill(31), 32, 0x1a], params: [v128] },
    ],
    // Unreachable code is typed too, as far as it can be; what br_if hands over is known behind it.
    [
      'type mismatch: i64.eqz expects i64, found i32',
      7,
      { body: [0x02, i32, 0x00, 0x41, 0, 0x0d, 0, 0x50, 0x0b, 0x1a] },
    ],
    ['type mismatch: i64.eqz expects i64, found i32', 6, { body: [0x00, 0x41, 0, 0x41, 0, 0x1b, 0x50, 0x1a] }],
    ['type mismatch: f32.add expects f32, found i32', 3, { body: [0x00, 0x41, 0, 0x92, 0x1a] }],
    [
      'type mismatch: select expects f64, found i32',
      14,
      { body: [0x00, 0x41, 0, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0x41, 0, 0x1b, 0x1a] },
    ],
  ])('%s', (message, offset, parts) => {
    const { bytes, start } = oneFunction(parts);
    expect(failure(bytes)).toEqual({ message, offset: start + offset });
    expect(WebAssembly.validate(bytes)).toBe(false);
  });

  test.each<[string, OneFunction]>([
    ['operands of unreachable code', { body: [0x00, 0x6a, 0x1a] }],
    ['select of unreachable operands', { body: [0x00, 0x1b, 0x1a] }],
    [
      'a br_table whose labels differ in type, unreachable',
      { body: [0x02, f32, 0x02, i32, 0x00, 0x0e, 1, 0, 1, 0x0b, 0x1a, 0x43, 0, 0, 0, 0, 0x0b, 0x1a] },
    ],
    [
      'parameters of blocks',
      { body: [0x41, 0, 0x02, 1, 0x45, 0x0b, 0x03, 1, 0x45, 0x0b, 0x1a], types: [functionType([i32], [i32])] },
    ],
    [
      'if without else that passes its parameters on',
      { body: [0x42, 0, 0x41, 0, 0x04, 1, 0x0b, 0x1a], types: [functionType([i64], [i64])] },
    ],
    [
      'a branch to a loop takes its parameters',
      { body: [0x42, 0, 0x03, 1, 0x0c, 0, 0x0b, 0x1a, 0x1a], types: [functionType([i64], [f32, f64])] },
    ],
    ['results after return', { body: [0x42, 0, 0x0f], results: [i64] }],
  ])('valid: %s', (_, parts) => {
    const { bytes } = oneFunction(parts);
    expect(failure(bytes)).toBeUndefined();
    expect(WebAssembly.validate(bytes)).toBe(true);
  });

  test('the types of locals in many runs', () => {
    const locals = Array.from({ length: 200 }, (_, run): [number, number] => [
      run % 4,
      [i32, i64, f32][run % 3] as number,
    ]);
    const all = [f64, ...locals.flatMap(([count, local]) => new Array<number>(count).fill(local))];
    all.forEach((local, index) => {
      const body = [0x20, ...unsigned(index)];
      const module = (result: number): Uint8Array =>
        oneFunction({ params: [f64], results: [result], locals, body }).bytes;
      expect(failure(module(local))).toBeUndefined();
      expect(failure(module(local === i32 ? i64 : i32))).toBeDefined();
    });
    const beyond = oneFunction({ params: [f64], locals, body: [0x20, ...unsigned(all.length), 0x1a] });
    expect(failure(beyond.bytes)?.message).toBe(`unknown local ${all.length}: there are ${all.length}`);
  });

  test('50,000 locals in each of 30,000 functions', () => {
    const many = 30_000;
    const body = [1, ...unsigned(50_000), i64, 0x20, ...unsigned(49_999), 0x1a];
    const bytes = moduleOf(
      section(1, [functionType([], [])]),
      section(3, new Array<number[]>(many).fill([0])),
      code(...new Array<number[]>(many).fill(body)),
    );
    const start = performance.now();
    expect(failure(bytes)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('33,000 nested blocks', () => {
    const levels = 33_000;
    const starts = concat(new Array<number[]>(levels).fill([0x03, 0x40]));
    const ends = new Array<number>(levels).fill(0x0b);
    const valid = oneFunction({ body: concat([starts, [0x0c, ...unsigned(levels)], ends]) }).bytes;
    expect(failure(valid)).toBeUndefined();
    const { bytes, start } = oneFunction({ body: concat([starts, [0x41, 0], ends]) });
    expect(failure(bytes)?.offset).toBe(start + 2 * levels + 2);
  });
});
