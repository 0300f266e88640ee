// Benchmark `adversarial`: how long it takes to compile modules that are large in one way, at sizes N, 2N and 4N, and
// the exponent with which that grows (1 is linear). Each shape is what some pass could be quadratic in. N is so large that
// functions are cut into pieces, where they are: the step from one to several is none of the growth.

import { compile } from '../src/compiler/index.ts';
import { assemble, F64, I32, I64, type Parts, repeat, single } from '../test/support/fuzz/assemble.ts';
import { concat, signed, unsigned } from '../test/support/fuzz/encode.ts';
import type { Report } from './report.ts';

type Shape = (n: number) => Uint8Array<ArrayBuffer>;
type Three = [number, number, number];

const list = (n: number, item: (i: number) => readonly number[]): number[] =>
  concat(Array.from({ length: n }, (_, i) => item(i)));
const get = (local: number): number[] => [0x20, ...unsigned(local)];
const set = (local: number): number[] => [0x21, ...unsigned(local)];
const number = (value: number): number[] => [0x41, ...signed(BigInt(value))];
const block = [0x02, 0x40];
const loop = [0x03, 0x40];
const end = 0x0b;
const drop = 0x1a;

/** Function `run`, [i32] → [i32], whose code may call the import 0, of the same type. */
const calling = (
  code: readonly number[],
  locals: [number, number][] = [],
  more: Partial<Parts> = {},
): Uint8Array<ArrayBuffer> =>
  assemble({
    types: [[[I32], [I32]]],
    imports: [{ module: 'env', name: 'f', type: 0 }],
    functions: [{ type: 0, locals, code }],
    exports: [{ name: 'run', index: 1 }],
    ...more,
  });
const plain = (code: readonly number[], locals: [number, number][] = []): Uint8Array<ArrayBuffer> =>
  single([I32], [I32], code, locals);
const call = [...get(0), 0x10, 0, ...set(0)];

/** By name: the smallest size, and the module of a size. Four times that has to be within the limits. */
export const shapes: Readonly<Record<string, readonly [size: number, make: Shape]>> = {
  'nested blocks': [16_000, (n) => plain([...repeat(n, block), ...repeat(n, [end]), ...get(0)])],
  'nested blocks, a branch to the outermost in each': [
    8000,
    (n) =>
      plain([
        ...list(n, (i) => [...block, ...get(0), 0x0d, ...unsigned(i)]),
        ...repeat(n, [...call.slice(0, 0), end]),
        ...get(0),
      ]),
  ],
  'nested blocks, a branch out of each': [
    2000,
    (n) =>
      plain([
        ...repeat(n, block),
        ...list(n, (i) => [...get(0), 0x0d, ...unsigned(i)]),
        ...repeat(n, [...get(0), ...number(1), 0x6a, ...set(0), end]),
        ...get(0),
      ]),
  ],
  'blocks in a row, each left twice': [
    4000,
    (n) =>
      plain([
        ...repeat(n, [...block, ...get(0), 0x0d, 0, ...get(0), 0x45, 0x0d, 0, ...number(3), ...set(0), end]),
        ...get(0),
      ]),
  ],
  'branches out of one block': [
    4000,
    (n) => plain([...block, ...repeat(n, [...get(0), 0x0d, 0, ...number(3), ...set(0)]), end, ...get(0)]),
  ],
  'nested loops': [4000, (n) => plain([...repeat(n, loop), ...repeat(n, [...get(0), 0x0d, 0, end]), ...get(0)])],
  'nested loops, a call in each': [
    4000,
    (n) => calling([...repeat(n, [...loop, ...call]), ...repeat(n, [...get(0), 0x0d, 0, end]), ...get(0)]),
  ],
  'nested loops, each with a local of its own': [
    4000,
    (n) =>
      calling(
        [
          ...list(n, (i) => [...loop, ...get(i + 1), ...set(i + 2)]),
          ...call,
          ...list(n, (i) => [...get(i + 1), ...get(0), 0x6a, ...set(i), ...get(0), 0x0d, 0, end]),
          ...get(n),
        ],
        [[n + 2, I32]],
      ),
  ],
  'nested loops, continued outwards': [
    4000,
    (n) => plain([...repeat(n, loop), ...list(n, (i) => [...get(0), 0x0d, ...unsigned(n - 1 - i), end]), ...get(0)]),
  ],
  'nested ifs with else': [
    4000,
    (n) =>
      plain([...repeat(n, [...get(0), 0x04, 0x40]), ...repeat(n, [0x05, ...number(1), ...set(0), end]), ...get(0)]),
  ],
  'nested ifs with results': [
    4000,
    (n) => plain([...repeat(n, [...get(0), 0x04, I32]), ...get(0), ...repeat(n, [0x05, ...get(0), end])]),
  ],
  'ifs in a row, assigning locals': [
    8000,
    (n) =>
      calling(
        [...list(n, (i) => [...get(0), 0x04, 0x40, ...number(i), ...set(1 + (i % 300)), end]), ...call, ...get(0)],
        [[300, I32]],
      ),
  ],
  'a br_table of many labels': [
    16_000,
    (n) =>
      plain([
        ...repeat(2, block),
        ...get(0),
        0x0e,
        ...unsigned(n),
        ...list(n + 1, (i) => [i % 2]),
        end,
        end,
        ...get(0),
      ]),
  ],
  'a br_table to as many blocks': [
    8000,
    (n) =>
      plain([
        ...repeat(n, block),
        ...get(0),
        0x0e,
        ...unsigned(n - 1),
        ...list(n, (i) => unsigned(i)),
        ...repeat(n, [end, ...get(0), ...number(3), 0x6c, ...set(0)]),
        ...get(0),
      ]),
  ],
  'many br_tables': [
    4000,
    (n) => plain([...repeat(n, [...repeat(3, block), ...get(0), 0x0e, 2, 0, 1, 2, end, end, end]), ...get(0)]),
  ],
  'a br_table in each of nested blocks': [
    16_000,
    (n) =>
      plain([...repeat(n, [...block, ...get(0), 0x0e, 1, 0, 0, end].slice(0, -1)), ...repeat(n, [end]), ...get(0)]),
  ],
  'one expression, nested to the left': [8000, (n) => plain([...get(0), ...repeat(n, [...get(0), 0x73])])],
  'one expression, nested to the right': [8000, (n) => plain([...repeat(n, get(0)), ...get(0), ...repeat(n, [0x73])])],
  'i64 products nested to the right': [
    3000,
    (n) => single([I64], [I64], [...repeat(n + 1, [...get(0), ...get(0), 0x7e]), ...repeat(n, [0x7c])]),
  ],
  'operands kept on the stack over assignments': [
    2000,
    (n) =>
      plain([
        ...repeat(n, [...get(0), ...get(0), ...number(1), 0x6a, ...set(0)]),
        ...repeat(n - 1, [0x6a]),
        ...get(0),
        0x6a,
      ]),
  ],
  'operands kept on the stack over stores': [
    2000,
    (n) =>
      assemble({
        types: [[[I32], [I32]]],
        functions: [
          {
            type: 0,
            code: [
              ...repeat(n, [...get(0), 0x28, 2, 0, ...number(8), ...get(0), 0x36, 2, 0]),
              ...repeat(n - 1, [0x6a]),
            ],
          },
        ],
        exports: [{ name: 'run', index: 0 }],
        memory: 1,
      }),
  ],
  'operands kept on the stack over blocks': [
    2000,
    (n) =>
      plain([
        ...repeat(n, [...get(0), ...block, ...get(0), 0x0d, 0, ...number(1), ...set(0), end]),
        ...repeat(n - 1, [0x6a]),
      ]),
  ],
  'operands kept on the stack over calls': [
    4000,
    (n) =>
      calling([...repeat(n, [...get(0), ...get(0), 0x10, 0, ...set(0)]), ...repeat(n - 1, [0x6a]), ...get(0), 0x6a]),
  ],
  'results of calls kept on the stack': [
    4000,
    (n) => calling([...repeat(n, [...get(0), 0x10, 0]), ...repeat(n - 1, [0x6a])]),
  ],
  'many locals': [
    12_000,
    (n) => calling([...list(n - 2, (i) => [...get(i), ...set(i + 1)]), ...call, ...get(0)], [[n - 1, I32]]),
  ],
  'many locals, live over one call': [
    4000,
    (n) =>
      calling(
        [
          ...list(n - 2, (i) => [...number(i), ...set(i + 1)]),
          ...call,
          ...get(0),
          ...list(n - 2, (i) => [...get(i + 1), 0x6a]),
        ],
        [[n - 1, I32]],
      ),
  ],
  'many locals, a call for each': [
    2000,
    (n) =>
      calling(
        [
          ...list(n - 2, (i) => [...number(i), ...set(i + 1), ...call]),
          ...get(0),
          ...list(n - 2, (i) => [...get(i + 1), 0x6a]),
        ],
        [[n - 1, I32]],
      ),
  ],
  'many calls': [2000, (n) => calling([...repeat(n, call), ...get(0)])],
  'many calls in ifs': [4000, (n) => calling([...repeat(n, [...get(0), 0x04, 0x40, ...call, end]), ...get(0)])],
  'many calls in blocks left twice': [
    1000,
    (n) =>
      calling([
        ...repeat(n, [...block, ...get(0), 0x0d, 0, ...call, ...get(0), 0x45, 0x0d, 0, ...call, end]),
        ...get(0),
      ]),
  ],
  'a call in each of nested blocks': [
    2000,
    (n) => calling([...repeat(n, [...block, ...get(0), 0x0d, 0]), ...repeat(n, [...call, end]), ...get(0)]),
  ],
  'a call in each case of a br_table': [
    2000,
    (n) =>
      calling([
        ...repeat(n, block),
        ...get(0),
        0x0e,
        ...unsigned(n - 1),
        ...list(n, (i) => unsigned(i)),
        ...repeat(n, [end, ...call]),
        ...get(0),
      ]),
  ],
  'a large basic block': [
    10_000,
    (n) => plain([...repeat(n, [...get(0), ...number(7), 0x6c, ...number(3), 0x6a, ...set(0)]), ...get(0)]),
  ],
  'f64 temporaries': [
    12_000,
    (n) => single([F64], [F64], [...repeat(n, [...get(0), ...get(0), 0xa2, ...set(0)]), ...get(0)]),
  ],
  'many functions': [
    3000,
    (n) =>
      assemble({
        types: [[[I32], [I32]]],
        functions: Array.from({ length: n }, () => ({ type: 0, code: get(0) })),
        exports: [{ name: 'run', index: 0 }],
      }),
  ],
  'a chain of functions': [
    3000,
    (n) =>
      assemble({
        types: [[[I32], [I32]]],
        imports: [{ module: 'env', name: 'f', type: 0 }],
        functions: Array.from({ length: n }, (_, i) => ({
          type: 0,
          code: [...get(0), 0x10, ...unsigned(i), ...number(1), 0x6a],
        })),
        exports: [{ name: 'run', index: n }],
      }),
  ],
  'functions with 1,000 locals': [
    1000,
    (n) =>
      assemble({
        types: [[[I32], [I32]]],
        functions: Array.from({ length: n }, () => ({ type: 0, locals: [[1000, I64]], code: get(0) })),
        exports: [{ name: 'run', index: 0 }],
      }),
  ],
  'a function that calls all others': [
    2000,
    (n) =>
      assemble({
        types: [[[I32], [I32]]],
        imports: [{ module: 'env', name: 'f', type: 0 }],
        functions: Array.from({ length: n }, (_, i) => ({
          type: 0,
          code:
            i === 0
              ? [...get(0), ...list(n - 1, (k) => [0x10, ...unsigned(k + 2)])]
              : [...get(0), 0x10, 0, ...number(1), 0x6a],
        })),
        exports: [{ name: 'run', index: 1 }],
      }),
  ],
  'many types, each called through the table': [
    800,
    (n) =>
      assemble({
        types: Array.from(
          { length: n },
          (_, i) => [list(12, (k) => [((i >> k) & 1) === 1 ? I64 : I32]), [I32]] as const,
        ),
        functions: Array.from({ length: n }, (_, i) => ({
          type: i,
          code: [...list(12, (k) => (((i >> k) & 1) === 1 ? [0x42, 0] : [0x41, 0])), 0x41, 0, 0x11, ...unsigned(i), 0],
        })),
        exports: [{ name: 'run', index: 0 }],
        table: 1,
      }),
  ],
  'many imports and exports': [
    8000,
    (n) =>
      assemble({
        types: [[[I32], [I32]]],
        imports: Array.from({ length: n }, (_, i) => ({ module: 'env', name: `f${i}`, type: 0 })),
        exports: Array.from({ length: n }, (_, i) => ({ name: `e${i}`, index: i })),
      }),
  ],
  'a long name': [
    40_000,
    (n) =>
      assemble({
        types: [[[], []]],
        functions: [{ type: 0, code: [] }],
        exports: Array.from({ length: 16 }, (_, i) => ({ name: `${i}${'\u2028'.repeat(n / 8)}`, index: 0 })),
      }),
  ],
  'drops of calls': [2000, (n) => calling([...repeat(n, [...get(0), 0x10, 0, drop]), ...get(0)])],
};

const ROUNDS = 5;

function compiled(bytes: Uint8Array): { milliseconds: number; code: number } {
  const start = process.cpuUsage();
  const code = compile(bytes).code.length;
  const { user, system } = process.cpuUsage(start);
  return { milliseconds: (user + system) / 1000, code };
}

/** Between 1 and 4 times the size. */
const exponent = (first: number, last: number): number => Math.log(last / first) / Math.log(4);

export async function adversarialBenchmark(only?: string): Promise<Report> {
  const rows: Report['rows'][number][] = [];
  for (const [name, [size, make]] of Object.entries(shapes)) {
    if (only !== undefined && name !== only) continue;
    const modules = [1, 2, 4].map((factor) => make(size * factor));
    // In turns, so that a busy time of the machine concerns all sizes; the least is what the work itself takes.
    const rounds = Array.from({ length: ROUNDS }, () => modules.map(compiled));
    const [one, two, four] = modules.map((_, i) =>
      Math.min(...rounds.map((times) => times[i]?.milliseconds ?? 0)),
    ) as Three;
    const code = rounds[0]?.map((sample) => sample.code) as Three;
    const sizes = modules.map(({ length }) => length) as Three;
    rows.push({ name, values: [sizes[0] / 1024, one, two, four, exponent(one, four), exponent(code[0], code[2])] });
  }
  const columns = [
    { title: 'KiB' },
    { title: 'N, ms', digits: 1 },
    { title: '2N, ms', digits: 1 },
    { title: '4N, ms', digits: 1 },
    { title: 'exponent of the time' },
    { title: 'and of the code' },
  ];
  return { title: 'Compiling modules that are large in one way (processor time)', columns, rows };
}
