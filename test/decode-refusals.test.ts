// What the decoder refuses, at which byte, and how quickly where the input is hostile. That it refuses just what native
// WebAssembly refuses is for validate-native.test.ts and the official tests.

import { describe, expect, test } from 'vitest';
import { decode, defaultLimits } from '../src/compiler/decode/index.ts';
import { featureSet } from '../src/compiler/features.ts';
import {
  dataCountSection,
  dataSection,
  elementSection,
  functionType,
  memorySection,
  moduleOf,
  type OneFunction,
  oneFunction,
  tableSection,
  type,
} from './support/binary.ts';
import { concat, header, name, section, sized, unsigned } from './support/fuzz/encode.ts';
import { type Refusal, refusalOf } from './support/refusal.ts';

/** What decoding everything says. */
function failure(bytes: Uint8Array, features = featureSet('all')): Refusal | undefined {
  return refusalOf(() => {
    const module = decode(bytes, features);
    for (let i = 0; i < module.bodies.length; i++) module.body(i);
  });
}

describe('sections', () => {
  test('a malformed custom section is an error', () => {
    expect(failure(moduleOf([0, 2, 1, 0xff]))).toMatchObject({ offset: 11, message: /malformed UTF-8/ });
  });

  test.each([
    ['out of order', [memorySection, tableSection], /table section/],
    ['twice', [memorySection, memorySection], /memory section/],
    ['the data count after the code', [sized(10, [0]), dataCountSection], /data count section is .* too late/],
    ['one that is unknown', [[14, 0]], /section id 14/],
    ['tags', [sized(13, [0])], /exceptions, which is not supported/],
    ['a mutability of 2', [section(6, [[type.i32, 2, 0x41, 0, 0x0b]])], /malformed mutability 2/],
    ['limits with flags 8', [section(5, [[8, 0]])], /malformed limits flags 0x8/],
    ['a shared memory', [section(5, [[3, 0, 1]])], /threads, which is not supported/],
    ['a memory of 64-bit addresses', [section(5, [[4, 0]])], /memory64, which is not supported/],
    ['a table of typed references', [section(4, [[0x64, 0, 0]])], /function-references, which is not supported/],
    ['a struct type', [section(1, [[0x5f, 1, type.i32, 0]])], /gc, which is not supported/],
    ['an imported tag', [section(2, [[...name('a'), ...name('b'), 4, 0, 0]])], /exceptions, which is not supported/],
    ['element segment flags 8', [section(9, [[8, 0]])], /malformed element segment flags 8/],
    ['element kind 1', [section(9, [[1, 1, 0]])], /malformed element kind 1/],
    ['data segment flags 3', [section(11, [[3, 0]])], /malformed data segment flags 3/],
    ['longer than its contents', [sized(5, [1, 0, 1, 0])], /size mismatch/],
    ['shorter than its contents', [[5, 2, 1, 0, 1]], /unexpected end/],
    ['functions without code', [section(1, [functionType([], [])]), section(3, [[0]])], /inconsistent lengths/],
    ['a data count without data', [dataCountSection], /data count/],
  ])('refused: %s', (_, sections, message) => {
    expect(failure(moduleOf(...sections))?.message).toMatch(message);
  });
});

describe('offsets of errors', () => {
  test.each<[string, number[], number, RegExp]>([
    ['an opcode that is none', [0x01, 0xff], 1, /illegal opcode 0xff/],
    ['a prefixed opcode that is none', [0x01, 0xfc, 0x12], 1, /illegal opcode 0xfc 18/],
    ['an overlong integer', [0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0x1a], 5, /representation too long/],
    ['unused bits', [0x41, 0x80, 0x80, 0x80, 0x80, 0x10, 0x1a], 5, /integer too large/],
    ['an i32 that is no signed one', [0x41, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x1a], 5, /integer too large/],
    ['unused bits of a block type', [0x02, 0x80, 0x80, 0x80, 0x80, 0x10, 0x0b], 5, /integer too large/],
    ['an overlong block type', [0x02, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0x0b], 5, /representation too long/],
    ['unused bits of an index', [0x20, 0x80, 0x80, 0x80, 0x80, 0x10], 5, /integer too large/],
    ['unused bits of 64', [0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0x1a], 10, /too large/],
    ['else without if', [0x02, 0x40, 0x05, 0x0b], 2, /else without if/],
    ['a second else', [0x04, 0x40, 0x05, 0x05, 0x0b], 3, /else without if/],
    ['memory.size of another memory', [0x3f, 1, 0x1a], 1, /zero byte expected/],
    ['a segment without a data count', [0xfc, 9, 0], 2, /data count section required/],
    ['an unknown block type', [0x02, 0x41, 0x0b], 1, /malformed block type 0x41/],
    ['a negative block type of two bytes', [0x02, 0xc0, 0x7f, 0x0b], 1, /malformed block type/],
    ['an unknown reference type', [0xd0, 0x7f, 0x1a], 1, /malformed reference type 0x7f/],
    ['bytes after the end', [0x0b, 0x01], 1, /2 bytes after the end/],
    ['a tail call', [0x12, 0], 0, /tail-calls, which is not supported/],
    ['an atomic access', [0xfe, 3, 0], 0, /threads, which is not supported/],
    ['relaxed vectors', [0xfd, 0x80, 2], 0, /relaxed-simd, which is not supported/],
    ['a try', [0x06, 0x40], 0, /exceptions, which is not supported/],
    ['a memory index', [0x28, 0x40, 0, 0], 1, /multi-memory, which is not supported/],
  ])('%s', (_, body, offset, message) => {
    const { bytes, start } = oneFunction({ body });
    expect(failure(bytes)).toEqual({ offset: start + offset, message: expect.stringMatching(message) });
  });
});

describe('features', () => {
  test.each<[string, OneFunction, string]>([
    ['i32.extend8_s', { body: [0x41, 0, 0xc0, 0x1a] }, 'sign-extension'],
    ['i32.trunc_sat_f32_s', { body: [0x43, 0, 0, 0, 0, 0xfc, 0, 0x1a] }, 'saturating-conversion'],
    ['memory.copy', { body: [0xfc, 10, 0, 0] }, 'bulk-memory'],
    ['ref.null', { body: [0xd0, type.funcref, 0x1a] }, 'reference-types'],
    ['select', { body: [0x1c, 1, type.i32] }, 'reference-types'],
    ['v128.const', { body: [0xfd, 12, ...new Array(16).fill(0), 0x1a] }, 'simd'],
    ['a block with a type index', { body: [0x02, 0, 0x0b] }, 'multi-value'],
    ['a type with 2 results', { body: [], results: [type.i32, type.i32] }, 'multi-value'],
    ['the type v128', { body: [], locals: [[1, type.v128]] }, 'simd'],
    ['the type externref', { body: [], params: [type.externref] }, 'reference-types'],
    ['the data count section', { body: [], sections: [dataCountSection] }, 'bulk-memory'],
    ['an element segment with flags 1', { body: [], sections: [elementSection] }, 'bulk-memory'],
    ['a data segment with flags 1', { body: [], after: [dataSection] }, 'bulk-memory'],
  ])('%s is refused where its feature is off', (what, parts, feature) => {
    const { bytes } = oneFunction(parts);
    for (const set of ['mvp', 'wasm1'] as const) {
      expect(failure(bytes, featureSet(set))?.message).toContain(`${what} needs the feature ${feature}, which is off`);
    }
  });

  test('without reference types, call_indirect ends in a zero byte', () => {
    const { bytes } = oneFunction({ body: [0x11, 0, 0x80, 0x00] });
    expect(failure(bytes, featureSet('wasm1'))?.message).toContain('zero byte expected');
    expect(decode(bytes).body(0).body).toMatchObject([{ table: 0 }]);
  });

  test('a name that is of no set', () => {
    expect(() => featureSet('wasm9' as 'wasm2')).toThrow("no feature set is named 'wasm9'");
  });
});

describe('hostile input', () => {
  /** Milliseconds that refusing may take, generously: all of these end before anything large is allocated. */
  const quick = 1000;
  const refusedQuickly = (bytes: Uint8Array, message: RegExp): void => {
    const start = performance.now();
    expect(failure(bytes)?.message).toMatch(message);
    expect(performance.now() - start).toBeLessThan(quick);
  };
  const huge = unsigned(0xffffffff);

  test('text, and nothing', () => {
    expect(failure(new TextEncoder().encode('(module)'))).toMatchObject({ offset: 0, message: /magic header/ });
    expect(failure(new Uint8Array())).toMatchObject({ offset: 0, message: /magic header/ });
    expect(failure(Uint8Array.from([...header.slice(0, 4), 13, 0, 1, 0]))).toMatchObject({
      offset: 4,
      message: /unknown binary version 65549/,
    });
  });

  test('2³² locals in five bytes', () => {
    refusedQuickly(oneFunction({ locals: [[0xffffffff, type.i64]], body: [] }).bytes, /too many locals: 4294967295/);
    const half: [number, number] = [defaultLimits.locals / 2, type.i32];
    expect(decode(oneFunction({ locals: [half, half], body: [] }).bytes).body(0).locals.length).toBe(2);
    refusedQuickly(oneFunction({ params: [type.i32], locals: [half, half], body: [] }).bytes, /too many locals: 50001/);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 9, 10, 11])('a huge count in section %d', (id) => {
    refusedQuickly(moduleOf(sized(id, huge)), /limit: 4294967295/);
    refusedQuickly(moduleOf(sized(id, unsigned(90_000))), /unexpected end: 90000/);
  });

  test('huge counts and sizes within', () => {
    refusedQuickly(oneFunction({ body: [0x0e, ...huge] }).bytes, /limit: 4294967295 br_table targets/);
    refusedQuickly(oneFunction({ body: [0x0e, ...unsigned(65_000)] }).bytes, /unexpected end: 65000 br_table/);
    refusedQuickly(oneFunction({ body: [0x1c, ...huge] }).bytes, /limit: 4294967295 types of select/);
    refusedQuickly(moduleOf(sized(1, [1, 0x60, ...huge])), /limit: 4294967295 parameters/);
    refusedQuickly(moduleOf(sized(9, [1, 1, 0, ...huge])), /limit: 4294967295 items/);
    refusedQuickly(moduleOf(sized(11, [1, 1, ...huge])), /unexpected end/);
    refusedQuickly(moduleOf(sized(0, huge)), /limit: 4294967295 bytes of a name/);
    refusedQuickly(moduleOf([1, ...huge]), /unexpected end: a section of 4294967295 bytes/);
    refusedQuickly(moduleOf(sized(10, [1, ...huge])), /limit: 4294967295 bytes of a function body/);
  });

  const nested = (levels: number): Uint8Array => {
    const starts = concat(new Array<number[]>(levels).fill([0x02, 0x40]));
    return oneFunction({ body: concat([starts, new Array<number>(levels).fill(0x0b)]) }).bytes;
  };

  test('33,000 nested blocks', () => {
    const body = decode(nested(33_000)).body(0);
    expect([body.depth, body.instructions]).toEqual([33_000, 33_000]);
  });

  test('blocks nested beyond the limit', () => {
    expect(failure(nested(defaultLimits.nesting + 1))?.message).toMatch(
      /limit: 100001 nested blocks, more than 100000 \(limits.nesting\)/,
    );
  });
});
