// Memories, tables, globals and segments, over native WebAssembly and over this runtime: shared, grown, initialised,
// made by hand.

import { attempt, compareWithNative } from './support/api.ts';

compareWithNative({
  'a memory shared by two instances'(api) {
    const memory = new api.Memory({ initial: 1, maximum: 4 });
    const text = `(module (import "m" "memory" (memory 1)) (export "memory" (memory 0))
      (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
      (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
      (func (export "size") (result i32) (memory.size)) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))`;
    const [a, b] = [api.instantiate(text, { m: { memory } }), api.instantiate(text, { m: { memory } })];
    const log: unknown[] = [a.memory === memory, b.memory === memory];
    a.store(8, 77);
    const before = memory.buffer;
    log.push(
      b.load(8),
      before === memory.buffer,
      attempt(() => b.load(65536)),
      a.grow(1),
      memory.buffer === before,
      memory.buffer.byteLength,
    );
    log.push(
      b.size(),
      b.load(8),
      b.load(65536),
      attempt(() => b.load(131069)),
      memory.grow(1),
      a.size(),
      b.size(),
    );
    b.store(131072, -5);
    log.push(
      new DataView(memory.buffer).getInt32(131072, true),
      a.load(131072),
      a.grow(2),
      a.grow(-1),
      attempt(() => memory.grow(2)),
      b.size(),
      a.grow(1),
      b.grow(0),
    );
    return log;
  },

  'a table shared by two instances'(api) {
    const table = new api.Table({ element: 'anyfunc', initial: 3, maximum: 6 });
    const text = (
      k: number,
    ) => `(module (import "m" "table" (table 1 funcref)) (import "m" "host" (func $host (param i32) (result i32)))
      (type $ii (func (param i32) (result i32))) (global $g (mut i32) (i32.const ${k}))
      (func $f (export "f") (param i32) (result i32) (i32.add (local.get 0) (global.get $g)))
      (func $v (export "v") (global.set $g (i32.const 1000)))
      (func $p (export "p") (param i32) (result i32) (call $host (local.get 0)))
      (func (export "call") (param i32 i32) (result i32) (call_indirect (type $ii) (local.get 1) (local.get 0)))
      (func (export "run") (param i32) (call_indirect (local.get 0)))
      (func (export "set") (param i32 funcref) (table.set (local.get 0) (local.get 1)))
      (func (export "grow") (param funcref i32) (result i32) (table.grow (local.get 0) (local.get 1)))
      (func (export "fill") (param i32 funcref i32) (table.fill (local.get 0) (local.get 1) (local.get 2)))
      (func (export "copy") (param i32 i32 i32) (table.copy (local.get 0) (local.get 1) (local.get 2)))
      (elem declare func $f $v $p))`;
    const m = { table, host: (x: number) => x * 100 };
    const [a, b] = [api.instantiate(text(10), { m }), api.instantiate(text(20), { m })];
    table.set(0, a.f);
    b.set(1, b.p);
    const log: unknown[] = [
      a.call(0, 1),
      b.call(0, 1),
      a.call(1, 2),
      b.call(1, 2),
      attempt(() => a.call(2, 0)),
      attempt(() => a.call(3, 0)),
      attempt(() => a.run(0)),
    ];
    log.push(
      a.grow(b.f, 2),
      table.length,
      b.call(4, 5),
      a.call(4, 5),
      attempt(() => table.grow(2)),
      a.grow(null, 2),
      table.grow(1, b.v),
      attempt(() => a.call(5, 0)),
    );
    a.run(5);
    log.push(
      b.call(3, 0),
      a.call(0, 0),
      b.fill(0, a.p, 2),
      a.call(1, 9),
      b.copy(1, 3, 3),
      b.call(1, 1),
      attempt(() => b.call(3, 1)),
      attempt(() => b.copy(4, 0, 3)),
    );
    log.push(
      attempt(() => table.get(6)),
      attempt(() => table.set(0, () => 1)),
      attempt(() => table.set(6, null)),
      table.set(0),
      table.get(0),
      attempt(() => a.fill(5, null, 2)),
    );
    return log;
  },

  'a mutable global shared by two instances'(api) {
    return (['i32', 'i64', 'f32', 'f64', 'externref'] as const).map((type) => {
      const first = type === 'i64' ? -3n : type === 'externref' ? null : 1.1;
      const g = new api.Global({ value: type, mutable: true }, first);
      const text = `(module (import "m" "g" (global $g (mut ${type}))) (func (export "get") (result ${type}) (global.get $g)) (func (export "set") (param ${type}) (global.set $g (local.get 0))) (export "g" (global $g)))`;
      const [a, b] = [api.instantiate(text, { m: { g } }), api.instantiate(text, { m: { g } })];
      const log: unknown[] = [a.get(), g.value, g.valueOf(), a.g === g];
      b.set(type === 'i64' ? 2n ** 62n + 1n : 7.7);
      log.push(
        a.get(),
        g.value,
        attempt(() => {
          g.value = type === 'i64' ? 5 : 5n;
        }),
        a.get(),
        attempt(() => {
          g.value = '9';
        }),
        b.get(),
      );
      return log;
    });
  },

  'segments out of bounds keep what was written before'(api) {
    const memory = new api.Memory({ initial: 1 });
    const table = new api.Table({ element: 'anyfunc', initial: 4 });
    const m = { memory, table };
    const bytes = () => [...new Uint8Array(memory.buffer, 0, 8)];
    const elements = () => [0, 1, 2, 3].map((i) => (table.get(i) as (() => number) | null)?.() ?? null);
    const log: unknown[] = [];
    log.push(
      attempt(() =>
        api.instantiate(
          `(module (import "m" "memory" (memory 1)) (import "m" "table" (table 4 funcref)) (func $f (result i32) (i32.load8_u (i32.const 1)))
      (elem (i32.const 1) $f) (data (i32.const 0) "abc") (data (i32.const 65534) "abc") (data (i32.const 4) "x"))`,
          { m },
        ),
      ),
    );
    log.push(bytes(), elements());
    log.push(
      attempt(() =>
        api.instantiate(
          `(module (import "m" "memory" (memory 1)) (import "m" "table" (table 4 funcref)) (func $f (result i32) (i32.const 7))
      (elem (i32.const 2) $f) (elem (i32.const 3) $f $f) (data (i32.const 6) "z"))`,
          { m },
        ),
      ),
    );
    log.push(
      bytes(),
      elements(),
      attempt(() => api.instantiate('(module (memory 0) (data (i32.const -1) "a"))')),
      attempt(() => typeof api.instantiate('(module (memory 0) (data (i32.const 0) ""))')),
    );
    return log;
  },

  'passive segments'(api) {
    const { init, drop, tinit, tdrop, call, load } =
      api.instantiate(`(module (memory 1) (table 4 funcref) (data $d "hello") (data (i32.const 0) "active") (elem $e func $f $g)
      (func $f (result i32) (i32.const 1)) (func $g (result i32) (i32.const 2))
      (func (export "init") (param i32 i32 i32) (memory.init $d (local.get 0) (local.get 1) (local.get 2)))
      (func (export "drop") (data.drop $d)) (func (export "tdrop") (elem.drop $e))
      (func (export "tinit") (param i32 i32 i32) (table.init $e (local.get 0) (local.get 1) (local.get 2)))
      (func (export "call") (param i32) (result i32) (call_indirect (result i32) (local.get 0)))
      (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0))))`);
    return [
      init(10, 1, 3),
      load(10),
      load(12),
      load(13),
      attempt(() => init(0, 3, 3)),
      attempt(() => init(65534, 0, 3)),
      load(65534),
      drop(),
      attempt(() => init(0, 0, 1)),
      init(0, 0, 0),
      tinit(1, 0, 2),
      call(1),
      call(2),
      attempt(() => call(0)),
      attempt(() => tinit(3, 0, 2)),
      attempt(() => call(3)),
      tdrop(),
      attempt(() => tinit(0, 0, 1)),
      tinit(0, 0, 0),
      load(0),
    ];
  },

  'active segments are dropped, and copies may overlap'(api) {
    const { init, tinit, copy, store, bytes } =
      api.instantiate(`(module (memory (export "bytes") 1) (table 4 funcref) (func $f)
      (data $d (i32.const 0) "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") (elem $e (i32.const 0) $f)
      (func (export "init") (param i32) (memory.init $d (i32.const 0) (i32.const 0) (local.get 0)))
      (func (export "tinit") (param i32) (table.init $e (i32.const 0) (i32.const 0) (local.get 0)))
      (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
      (func (export "store") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2))))`);
    const text = (): string => String.fromCharCode(...new Uint8Array(bytes.buffer, 0, 70));
    const log: unknown[] = [attempt(() => init(1)), init(0), attempt(() => tinit(1)), tinit(0)];
    for (const [to, from, count] of [
      [2, 0, 9],
      [0, 3, 11],
      [1, 0, 40],
      [0, 5, 50],
      [7, 7, 20],
      [0, 1, 0],
    ]) {
      copy(to, from, count);
      log.push(text());
    }
    store(3, 0x141, 4);
    store(10, 0x1ff, 50);
    log.push(
      text(),
      attempt(() => copy(65535, 0, 2)),
      attempt(() => copy(0, -1, 2)),
      attempt(() => store(-1, 0, 1)),
    );
    return log;
  },

  'references pass through'(api) {
    const object = {};
    const { keep, table, isNull, put, get } =
      api.instantiate(`(module (table $t (export "table") 2 externref) (global $g (mut externref) (ref.null extern))
      (func (export "keep") (param externref) (result externref) (local.get 0) (global.get $g) (local.set 0) (global.set $g) (local.get 0))
      (func (export "isNull") (param externref) (result i32) (ref.is_null (local.get 0)))
      (func (export "put") (param i32 externref) (table.set $t (local.get 0) (local.get 1)))
      (func (export "get") (param i32) (result externref) (table.get $t (local.get 0))))`);
    put(1, 'x');
    return [
      keep(object),
      keep(undefined) === object,
      keep(5),
      keep(null),
      isNull(null),
      isNull(undefined),
      isNull(0),
      table.get(0),
      table.get(1),
      get(1),
      table.set(0, object),
      get(0) === object,
      attempt(() => get(2)),
      table.set(1),
      get(1),
      table.grow(1),
      get(2),
    ];
  },

  'Memory objects'(api) {
    const make = (descriptor: unknown) => attempt(() => new api.Memory(descriptor as never).buffer.byteLength);
    const memory = () => new api.Memory({ initial: 1, maximum: 2 });
    return [
      [
        undefined,
        {},
        5,
        { initial: -1 },
        { initial: 65537 },
        { initial: 1, maximum: 65537 },
        { initial: 2, maximum: 1 },
        { initial: 1.7 },
        { initial: '1' },
        { initial: NaN },
        { initial: 1n },
        { initial: 1, maximum: undefined },
        { initial: 1, maximum: null },
        { initial: null },
        { initial: 0, maximum: 65536 },
      ].map(make),
      [1, 2, -1, undefined, '1', 1.5, 0, 2 ** 32, NaN].map((delta) => attempt(() => memory().grow(delta as never))),
      attempt(() => (api.Memory as unknown as (d: unknown) => unknown)({ initial: 1 })),
    ];
  },

  'Table objects'(api) {
    const make = (descriptor: unknown, ...init: unknown[]) =>
      attempt(() => new api.Table(descriptor as never, ...init).get(0));
    const table = () => new api.Table({ element: 'anyfunc', initial: 1, maximum: 3 });
    const f = api.instantiate('(module (func (export "f")))').f;
    return [
      [
        undefined,
        {},
        { element: 'anyfunc' },
        { element: 'x', initial: 1 },
        { element: 'anyfunc', initial: 10000001 },
        { element: 'anyfunc', initial: 2, maximum: 1 },
        { element: 'anyfunc', initial: 1, maximum: 2 ** 32 - 1 },
        { element: 'anyfunc', initial: 1, maximum: 2 ** 32 },
        { element: 'externref', initial: 1 },
      ].map((descriptor) => make(descriptor)),
      make({ element: 'anyfunc', initial: 1 }, f) === f,
      make({ element: 'anyfunc', initial: 1 }, 7),
      make({ element: 'externref', initial: 1 }, 7),
      make({ element: 'anyfunc', initial: 1 }, null),
      [0, 1, -1, 'a', '0', 0.5, undefined].map((index) => attempt(() => table().get(index as never))),
      [0, 1, -1].map((index) => attempt(() => table().set(index, f))),
      attempt(() => table().set(0, undefined)),
      attempt(() => table().set(0, () => 1)),
      [0, 1, 2, 3, -1].map((delta) => attempt(() => table().grow(delta))),
      attempt(() => table().grow(1, 5)),
      attempt(() => ((table() as { length: number }).length = 4)),
    ];
  },

  'Global objects'(api) {
    const make = (descriptor: unknown, ...init: unknown[]) =>
      attempt(() => new api.Global(descriptor as never, ...init).value);
    const g = new api.Global({ value: 'i32', mutable: true });
    g.value = 5.5;
    return [
      [
        undefined,
        {},
        { value: 'x' },
        { value: 'i32' },
        { value: 'i64' },
        { value: 'f32' },
        { value: 'f64' },
        { value: 'anyfunc' },
      ].map((descriptor) => make(descriptor)),
      make({ value: 'i64' }, 5),
      make({ value: 'i32' }, 5n),
      make({ value: 'f32' }, 0.1),
      make({ value: 'i64' }, 2n ** 63n),
      make({ value: 'i32' }, 2 ** 31),
      make({ value: 'anyfunc' }, 4),
      make({ value: 'externref' }, 'x'),
      attempt(() => {
        new api.Global({ value: 'i32' }).value = 5;
      }),
      g.value,
      (g as unknown as number) + 1,
      make({ value: 'i32' }, undefined),
    ];
  },
});
