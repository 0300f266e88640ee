// The decoder: which nodes it makes of which bytes.

import { describe, expect, test } from 'vitest';
import type { FloatLiteral, FunctionBody, Instr, InstructionNode, LongNumberLiteral } from '../src/compiler/ast.ts';
import { decode } from '../src/compiler/decode/index.ts';
import {
  code,
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
import { name, section, signed, sized, unsigned, vector } from './support/fuzz/encode.ts';

function bodyOf(parts: OneFunction): FunctionBody {
  return decode(oneFunction(parts).bytes).body(0);
}

function firstNode(...body: number[]): InstructionNode {
  const sections = [tableSection, memorySection, elementSection, dataCountSection];
  return bodyOf({ body, sections, after: [dataSection] }).body[0] as InstructionNode;
}

const values = (node: InstructionNode): unknown[] =>
  (node as Instr).args.map((literal) => ('value' in literal ? literal.value : literal));

describe('nodes', () => {
  test("an instruction has its row, its offset, and the package's object and id", () => {
    const { bytes, start } = oneFunction({ body: [0x01, 0x41, 0x2a, 0x1a] });
    const [nop, constant] = decode(bytes).body(0).body as [Instr, Instr];
    expect(nop).toMatchObject({ type: 'Instr', id: 'nop', object: undefined, args: [], offset: start });
    expect(constant).toMatchObject({ type: 'Instr', object: 'i32', id: 'const', offset: start + 1 });
    expect(constant.op.name).toBe('i32.const');
    expect(constant.args).toEqual([{ type: 'NumberLiteral', value: 42, raw: '42' }]);
  });

  test.each([
    [0, [0x00]],
    [-1, [0x7f]],
    [-1, [0xff, 0x7f]],
    [63, [0x3f]],
    [-64, [0x40]],
    [8191, signed(8191n)],
    [8192, signed(8192n)],
    [-128, signed(-128n)],
    [-129, signed(-129n)],
    [2147483647, signed(2147483647n)],
    [-2147483648, signed(-2147483648n)],
    [-2147483648, [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('i32.const %d', (value, bytes) => {
    expect(values(firstNode(0x41, ...bytes))).toEqual([value]);
  });

  test.each([
    0n,
    -1n,
    1n << 31n,
    -(1n << 31n),
    (1n << 32n) - 1n,
    1n << 34n,
    -(1n << 34n),
    0x0123_4567_89ab_cdefn,
    -0x0123_4567_89ab_cdefn,
    (1n << 63n) - 1n,
    -(1n << 63n),
  ])('i64.const %d', (value) => {
    const [literal] = (firstNode(0x42, ...signed(value)) as Instr).args as [LongNumberLiteral];
    const { low, high } = literal.value;
    expect((BigInt(high) << 32n) | BigInt(low >>> 0)).toBe(value);
    expect([low, high]).toEqual([low | 0, high | 0]);
    expect(literal.raw).toBe(String(value));
  });

  test('every length of a signed LEB128 of 64 bits, both signs', () => {
    for (let shift = 0n; shift < 63n; shift++) {
      for (const value of [1n << shift, -(1n << shift), (1n << shift) - 1n, ~(1n << shift)]) {
        const [literal] = (firstNode(0x42, ...signed(value)) as Instr).args as [LongNumberLiteral];
        expect(literal.raw).toBe(String(value));
      }
    }
  });

  test('a float keeps its bits, those of a NaN too', () => {
    const float = (...bytes: number[]): FloatLiteral => (firstNode(...bytes) as Instr).args[0] as FloatLiteral;
    expect(float(0x43, 0, 0, 0x80, 0x3f)).toEqual({
      type: 'FloatLiteral',
      value: 1,
      raw: '1',
      bits: { low: 0x3f800000, high: 0 },
    });
    expect(float(0x43, 1, 0, 0xa0, 0xff)).toMatchObject({
      nan: true,
      raw: '-nan:0x200001',
      bits: { low: 0xffa00001 | 0, high: 0 },
    });
    expect(float(0x44, 0, 0, 0, 0, 0, 0, 0, 0x80)).toMatchObject({
      value: -0,
      raw: '-0',
      bits: { low: 0, high: 1 << 31 },
    });
    expect(float(0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0xff)).toMatchObject({ value: -Infinity, inf: true, raw: '-inf' });
    expect(float(0x44, 2, 0, 0, 0, 0, 0, 0xf4, 0x7f)).toMatchObject({
      nan: true,
      raw: 'nan:0x4000000000002',
      bits: { low: 2, high: 0x7ff40000 },
    });
  });

  test('immediates come in the order that ast.ts says', () => {
    expect(values(firstNode(0x28, 2, 0x80, 0x08))).toEqual([2, 1024]);
    expect(values(firstNode(0x36, 1, ...unsigned(0xffffffff)))).toEqual([1, 0xffffffff]);
    expect(values(firstNode(0x0e, 2, 5, 6, 7))).toEqual([5, 6, 7]);
    expect(values(firstNode(0xfc, 8, 9, 0))).toEqual([9]);
    expect(values(firstNode(0xfc, 9, 9))).toEqual([9]);
    expect(values(firstNode(0xfc, 10, 0, 0))).toEqual([]);
    expect(values(firstNode(0xfc, 12, 4, 3))).toEqual([3, 4]);
    expect(values(firstNode(0xfc, 14, 3, 4))).toEqual([3, 4]);
    expect(values(firstNode(0xfd, 0x54, 0, 8, 15))).toEqual([0, 8, 15]);
    expect(firstNode(0x1c, 1, 0x7e)).toMatchObject({ args: [{ type: 'ValtypeLiteral', name: 'i64' }] });
    expect(firstNode(0xd0, 0x6f)).toMatchObject({ args: [{ type: 'ValtypeLiteral', name: 'externref' }] });
    expect(firstNode(0x11, 0, 3)).toMatchObject({ type: 'CallIndirectInstruction', typeIndex: 0, table: 3 });
    expect(firstNode(0x10, 0x85, 0x01)).toMatchObject({ type: 'CallInstruction', index: { value: 133 } });
    const lanes = Array.from({ length: 16 }, (_, lane) => lane);
    expect(firstNode(0xfd, 13, ...lanes)).toMatchObject({
      args: [{ type: 'BytesLiteral', bytes: Uint8Array.from(lanes) }],
    });
  });

  test('blocks hold their instructions, types and the offsets of else and end', () => {
    // block (result i32) i32.const 1 end; if (type 1) loop end else nop end
    const body = [0x02, 0x7f, 0x41, 1, 0x0b, 0x04, 1, 0x03, 0x40, 0x0b, 0x05, 0x01, 0x0b];
    const { bytes, start } = oneFunction({ body, types: [functionType([], [type.i32, type.i64])] });
    const decoded = decode(bytes).body(0);
    expect(decoded).toMatchObject({ instructions: 5, depth: 2, endOffset: start + body.length });
    const [block, conditional] = decoded.body as [InstructionNode, InstructionNode];
    expect(block).toMatchObject({
      type: 'BlockInstruction',
      typeIndex: undefined,
      blockType: { params: [], results: ['i32'] },
      endOffset: start + 4,
    });
    expect(conditional).toMatchObject({
      type: 'IfInstruction',
      typeIndex: 1,
      blockType: { params: [], results: ['i32', 'i64'] },
      test: [],
      consequent: [{ type: 'LoopInstruction', instr: [], endOffset: start + 9 }],
      alternate: [{ id: 'nop', offset: start + 11 }],
      elseOffset: start + 10,
      endOffset: start + 12,
    });
  });

  test('locals come as runs', () => {
    const { bytes, start } = oneFunction({
      locals: [
        [3, type.i64],
        [0, type.f32],
        [200, type.i32],
      ],
      body: [],
    });
    expect(decode(bytes).body(0).locals).toEqual([
      { count: 3, type: 'i64', offset: start - 7 },
      { count: 0, type: 'f32', offset: start - 5 },
      { count: 200, type: 'i32', offset: start - 3 },
    ]);
  });

  test('bodies are decoded anew each time and share nothing that changes', () => {
    const module = decode(oneFunction({ body: [0x02, 0x40, 0x0b] }).bytes);
    expect(module.body(0)).toEqual(module.body(0));
    expect(module.body(0).body[0]).not.toBe(module.body(0).body[0]);
    expect(() => module.body(1)).toThrow(RangeError);
  });
});

describe('sections', () => {
  test('imports, exports, segments and the rest', () => {
    const module = decode(
      moduleOf(
        section(1, [functionType([type.i32, type.v128], [type.f64])]),
        section(2, [
          [...name('env'), ...name('f'), 0, 0],
          [...name(''), ...name('\ufeff\u0000🎼'), 2, 1, 1, 2],
          [...name('m'), ...name('t'), 1, type.externref, 0, 3],
          [...name('m'), ...name('g'), 3, type.i64, 1],
        ]),
        section(3, [[0]]),
        section(7, [[...name('__proto__'), 0, 1]]),
        sized(8, [1]),
        section(9, [
          [2, 0, 0x41, 5, 0x0b, 0, ...vector([[0], [1]])],
          [7, type.externref, ...vector([[0xd0, type.externref, 0x0b]])],
        ]),
        code([0, 0x00]),
        section(11, [[0, 0x41, 8, 0x0b, 3, 1, 2, 3]]),
        sized(0, [...name('mine'), 9, 8]),
      ),
    );
    expect(module.types).toEqual([{ params: ['i32', 'v128'], results: ['f64'] }]);
    expect(module.imports.map(({ module: from, name: field, description }) => [from, field, description])).toEqual([
      ['env', 'f', { kind: 'function', typeIndex: 0 }],
      ['', '\ufeff\u0000🎼', { kind: 'memory', type: { minimum: 1, maximum: 2, shared: false } }],
      [
        'm',
        't',
        { kind: 'table', type: { element: 'externref', limits: { minimum: 3, maximum: undefined, shared: false } } },
      ],
      ['m', 'g', { kind: 'global', type: { type: 'i64', mutable: true } }],
    ]);
    expect(module.exports).toMatchObject([{ name: '__proto__', kind: 'function', index: 1 }]);
    expect(module.start).toMatchObject({ index: 1 });
    expect(module.elements).toMatchObject([
      { mode: 'active', table: 0, type: 'funcref', items: [0, 1], usesExpressions: false },
      { mode: 'declarative', type: 'externref', place: undefined, usesExpressions: true },
    ]);
    expect(module.data).toMatchObject([{ mode: 'active', bytes: Uint8Array.of(1, 2, 3) }]);
    expect(module.data[0]?.place?.body).toMatchObject([{ args: [{ value: 8 }] }]);
    expect(module.customSections).toMatchObject([{ name: 'mine', bytes: Uint8Array.of(9, 8) }]);
  });

  const nameSection = (...contents: number[]): Uint8Array => moduleOf(sized(0, [...name('name'), ...contents]));

  test('the name section gives names; subsections that are not known are passed over', () => {
    const functions = vector([
      [0, ...name('main')],
      [(300 & 0x7f) | 0x80, 2, ...name('a b*/')],
    ]);
    const { names } = decode(nameSection(...sized(0, name('mod')), ...sized(7, [1, 2, 3]), ...sized(1, functions)));
    expect(names.module).toBe('mod');
    expect([...names.functions]).toEqual([
      [0, 'main'],
      [300, 'a b*/'],
    ]);
  });

  test.each([
    ['cut off', [1, 5, 1]],
    ['not UTF-8', [0, 2, 1, 0xff]],
    ['a huge count', sized(1, unsigned(0xffffffff))],
  ])('a malformed name section is as if it were not there: %s', (_, contents) => {
    expect(decode(nameSection(...contents)).names).toEqual({ module: undefined, functions: new Map() });
  });
});
