// Instances and their functions, over native WebAssembly and over this runtime: values, imports, exports, errors.

import { attempt, compareWithNative } from './support/api.ts';

/** Shared by both runs of a scenario, which compare them. */
const odd: unknown[] = [
  undefined,
  null,
  true,
  '12',
  ' 0x10 ',
  'x',
  1.9,
  -1.9,
  2 ** 31,
  2 ** 32 + 5,
  -(2 ** 33),
  0.1,
  NaN,
  Infinity,
  -0,
  1n,
  -1n,
  2n ** 63n,
  2n ** 64n + 5n,
  -(2n ** 65n),
  {},
  [],
  [7],
  { valueOf: () => 3 },
  { valueOf: () => 3n },
  Symbol.iterator,
  () => 1,
];

compareWithNative({
  'arguments and results of every type'(api) {
    const identity = (type: string) => `(func (export "${type}") (param ${type}) (result ${type}) (local.get 0))`;
    const exports =
      api.instantiate(`(module ${['i32', 'i64', 'f32', 'f64', 'funcref', 'externref'].map(identity).join(' ')}
      (func (export "none") (param i32)))`);
    const show = (value: unknown): unknown => (typeof value === 'function' ? `function ${value.name}` : value);
    return Object.keys(exports).map((name) =>
      [...odd, exports.i32].map((value) => show(attempt(() => exports[name](value)))),
    );
  },

  'missing and surplus arguments'(api) {
    const { f } = api.instantiate(
      '(module (func (export "f") (param i32 f64) (result f64) (f64.add (f64.convert_i32_s (local.get 0)) (local.get 1))))',
    );
    return [f(1, 2, 3), f(1), f(), f.length, f.name, attempt(() => new f())];
  },

  'results of several values'(api) {
    const seen: unknown[] = [];
    const text = `(module
      (import "m" "many" (func $many (param i64) (result i32 i64 f32 f64 externref)))
      (func (export "many") (param i64) (result i32 i64 f32 f64 externref) (call $many (local.get 0)))
      (func (export "own") (result i64 f32 i32 i64 f64 i32)
        (i64.const -2) (f32.const 1.5) (i32.const 3) (i64.const 0x123456789abcdef0) (f64.const -0) (i32.const 6)))`;
    const results = (many: (x: bigint) => unknown) => {
      const exports = api.instantiate(text, { m: { many } });
      return [exports.own(), attempt(() => exports.many(-5n))];
    };
    seen.push(results((x) => [1.5, x, 0.1, '2', 'e']));
    seen.push(results((x) => new Set([1, x, 2, 3, null])));
    seen.push(
      results(function* (x) {
        yield 1;
        yield x;
        yield 2;
        yield 3;
        yield undefined;
      }),
    );
    seen.push(
      results(() => [1, 2n, 3, 4]),
      results(() => [1, 2n, 3, 4, 5, 6]),
      results(() => 7),
      results(() => null),
    );
    seen.push(
      results(() => [1, 2, 3, 4, 5]),
      results(() => undefined),
    );
    return seen;
  },

  'what an imported function is given and may return'(api) {
    const log: unknown[] = [];
    const { run } = api.instantiate(
      `(module
      (import "m" "f" (func $f (param i32 i64 f32 f64) (result i64)))
      (import "m" "nothing" (func $nothing (param i32)))
      (func (export "run") (param i64) (result i64)
        (call $nothing (i32.const -1))
        (call $f (i32.const 0x80000000) (local.get 0) (f32.const 0.1) (f64.const nan))))`,
      {
        m: {
          nothing: (...values: unknown[]) => {
            log.push(values);
            return 17;
          },
          f(this: unknown, ...values: unknown[]) {
            log.push(this, values);
            return log.length > 6 ? 5 : 2n ** 64n + 7n;
          },
        },
      },
    );
    return [run(-1n), run(2n ** 63n), attempt(() => run(1n)), attempt(() => run(1)), log];
  },

  'the exports object'(api) {
    const exports =
      api.instantiate(`(module (memory (export "__proto__") 1) (func (export "") ) (func (export "constructor"))
      (global (export "g") i32 (i32.const 5)) (table (export "t") 1 funcref) (func $f (export "2")) (export "1" (func $f)))`);
    return [
      Object.getPrototypeOf(exports),
      Object.isFrozen(exports),
      Object.keys(exports),
      Reflect.ownKeys(exports),
      exports[''].name,
      exports.constructor.name,
      exports['1'] === exports['2'],
      exports.g.value,
      attempt(() => {
        (exports as Record<string, unknown>).x = 1;
      }),
      attempt(() => {
        (exports as Record<string, unknown>).g = 1;
      }),
      Reflect.get(exports, '__proto__') instanceof api.Memory,
      exports.t instanceof api.Table,
      exports.g instanceof api.Global,
    ];
  },

  'functions keep their identity'(api) {
    const host = (x: number) => x + 1;
    const a = api.instantiate(
      `(module (import "m" "host" (func $h (param i32) (result i32)))
      (func $f (export "f") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))
      (export "host" (func $h)) (table (export "t") 4 funcref) (elem (i32.const 0) $f $h $f)
      (global (export "g") funcref (ref.func $f)))`,
      { m: { host } },
    );
    const b = api.instantiate(
      `(module (import "a" "f" (func $f (param i32) (result i32))) (import "a" "t" (table 1 funcref))
      (import "a" "host" (func $h (param i32) (result i32)))
      (export "f" (func $f)) (export "h" (func $h)) (export "t" (table 0)) (table (export "u") 2 funcref) (elem (table 1) (i32.const 0) func $f $h)
      (func (export "get") (param i32) (result funcref) (table.get 0 (local.get 0))))`,
      { a },
    );
    return [
      a.host === host,
      a.host(4),
      a.host.name,
      a.f === a.t.get(0),
      a.t.get(0) === a.t.get(2),
      a.t.get(1) === a.host,
      a.t.get(3),
      a.g.value === a.f,
      b.f === a.f,
      b.h === a.host,
      b.t === a.t,
      b.u.get(0) === a.f,
      b.u.get(1) === a.host,
      b.get(0) === a.f,
      b.get(3),
      attempt(() => b.get(4)),
    ];
  },

  'link errors'(api) {
    const donor =
      api.instantiate(`(module (func (export "ii") (param i32) (result i32) (local.get 0)) (func (export "none"))
      (memory (export "m1") 1) (table (export "t2") 2 funcref) (global (export "i32") i32 (i32.const 1)) (global (export "mut") (mut i32) (i32.const 1)))`);
    const memory = (initial: number, maximum?: number) =>
      new api.Memory(maximum === undefined ? { initial } : { initial, maximum });
    const table = (element: 'anyfunc' | 'externref', initial: number, maximum?: number) =>
      new api.Table(maximum === undefined ? { element, initial } : { element, initial, maximum });
    const values = [
      undefined,
      null,
      1,
      1n,
      'x',
      {},
      () => 1,
      donor.ii,
      donor.none,
      donor.i32,
      donor.mut,
      memory(0),
      memory(1),
      memory(2),
      memory(1, 2),
      memory(1, 4),
      memory(2, 2),
      table('anyfunc', 1),
      table('anyfunc', 2),
      table('anyfunc', 3, 4),
      table('anyfunc', 2, 9),
      table('externref', 2, 3),
      new api.Global({ value: 'i64' }, 1n),
      new api.Global({ value: 'i64', mutable: true }, 1n),
      new api.Global({ value: 'f32' }, 1.5),
      new api.Global({ value: 'externref' }, 'e'),
      new api.Global({ value: 'anyfunc' }, null),
    ];
    const descriptions = [
      '(func)',
      '(func (param i32) (result i32))',
      '(func (param i32))',
      '(memory 1)',
      '(memory 1 3)',
      '(memory 2)',
      '(table 2 funcref)',
      '(table 2 4 funcref)',
      '(table 2 externref)',
      '(global i32)',
      '(global (mut i32))',
      '(global i64)',
      '(global (mut i64))',
      '(global f32)',
      '(global f64)',
      '(global externref)',
      '(global funcref)',
    ];
    return descriptions.map((description) => {
      const text = `(module (import "m" "x" ${description}))`;
      return values.map((x) => attempt(() => typeof api.instantiate(text, { m: { x } })));
    });
  },

  'imports objects'(api) {
    const text = '(module (import "m" "f" (func)))';
    const getters: string[] = [];
    const proxy = new Proxy(
      {},
      {
        get: (_, name) => {
          getters.push(String(name));
          return new Proxy(
            {},
            {
              get: (_t, inner) => {
                getters.push(String(inner));
                return () => 0;
              },
            },
          );
        },
      },
    );
    const tried = [
      undefined,
      null,
      5,
      {},
      { m: 5 },
      { m: null },
      { m: {} },
      { m: { f: () => 0 } },
      { m: Object.assign(() => 0, { f: () => 0 }) },
      proxy,
    ].map((imports) => attempt(() => typeof api.instantiate(text, imports)));
    return [
      tried,
      getters,
      attempt(() => typeof api.instantiate('(module)')),
      [{}, null, 5, 'x', () => 1].map((imports) => attempt(() => typeof api.instantiate('(module)', imports))),
    ];
  },

  'the start function'(api) {
    const log: unknown[] = [];
    const memory = new api.Memory({ initial: 1 });
    const text = (end: string) => `(module (import "m" "log" (func $log (param i32))) (import "m" "memory" (memory 1))
      (data (i32.const 0) "\\2a") (global $g (export "g") (mut i32) (i32.const 1))
      (func $start (call $log (i32.load8_u (i32.const 0))) (global.set $g (i32.const 9)) (i32.store8 (i32.const 1) (i32.const 55)) ${end}) (start $start))`;
    const m = { memory, log: (x: number) => log.push(x) };
    log.push(
      api.instantiate(text(''), { m }).g.value,
      attempt(() => api.instantiate(text('(unreachable)'), { m })),
      new Uint8Array(memory.buffer)[1],
    );
    log.push(
      attempt(() =>
        api.instantiate(text(''), {
          m: {
            memory,
            log: () => {
              throw new RangeError('own');
            },
          },
        }),
      ),
    );
    return log;
  },

  'what the host throws comes out unchanged'(api) {
    const errors: unknown[] = [
      new RangeError('Maximum call stack size exceeded'),
      new RangeError('Offset is outside the bounds of the DataView'),
      new TypeError('t'),
      'text',
      undefined,
      null,
      0,
    ];
    let next: unknown;
    const a = api.instantiate('(module (import "m" "f" (func $f)) (func (export "run") (call $f)))', {
      m: {
        f: () => {
          throw next;
        },
      },
    });
    const b = api.instantiate(
      '(module (import "m" "f" (func $f)) (memory 1) (func (export "run") (call $f)) (func (export "oob") (drop (i32.load (i32.const -1)))))',
      { m: { f: () => a.run() } },
    );
    return errors.map((error) => {
      next = error;
      try {
        b.run();
      } catch (caught) {
        return [caught === error, attempt(() => b.oob())];
      }
      return false;
    });
  },

  'host and module call each other'(api) {
    const log: unknown[] = [];
    const { f } = api.instantiate(
      `(module (import "m" "down" (func $down (param i32) (result i32)))
      (func (export "f") (param i32) (result i32) (local $k i32) (local.set $k (i32.mul (local.get 0) (local.get 0)))
        (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
        (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (local.get $k))))`,
      {
        m: {
          down: (x: number): number => {
            log.push(x);
            return f(x) * 2;
          },
        },
      },
    ) as { f: (x: number) => number };
    return [f(6), log, f(0)];
  },

  'traps are RuntimeErrors'(api) {
    const exports = api.instantiate(`(module (memory 1) (table 1 funcref)
      (func (export "unreachable") (unreachable)) (func (export "zero") (drop (i32.div_s (i32.const 1) (i32.const 0))))
      (func (export "over") (drop (i64.div_s (i64.const 0x8000000000000000) (i64.const -1)))) (func (export "nan") (drop (i32.trunc_f32_s (f32.const nan))))
      (func (export "load") (drop (i64.load (i32.const 65529)))) (func (export "store") (f64.store (i32.const -8) (f64.const 1)))
      (func (export "far") (drop (i32.load offset=4294967295 (i32.const -1)))) (func (export "null") (call_indirect (i32.const 0)))
      (func (export "fill") (memory.fill (i32.const 65535) (i32.const 1) (i32.const 2))))`);
    return Object.keys(exports).map((name) => [name, attempt(() => exports[name]())]);
  },
});
