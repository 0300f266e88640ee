// The contract of virtual machines, rule by rule, under both strategies.

import { describe, expect, test } from 'vitest';
import type { Strategy } from '../src/runtime/abi.ts';
import {
  GlobalValueError,
  i32,
  i64,
  NewError,
  type Outcome,
  OutOfBoundsError,
  type Prepare,
  type Resolver,
  RunError,
  RuntimeError,
  StartError,
  type VirtualMachine,
  VirtualMachinePrototype,
  type WasmValue,
} from '../src/runtime/index.ts';
import { compiled } from './support/wat.ts';

const MEMORY = '(memory (export "memory") 1 4)';
const PAGE = 65536;

/** A module whose every function pauses at calls of imports; 0: `add` of two i32, 1: `wide` of an i32 and an i64, 2: `note`. */
const HOST = `
  (import "env" "add" (func $add (param i32 i32) (result i32)))
  (import "env" "wide" (func $wide (param i32 i64) (result i64)))
  (import "env" "note" (func $note (param i32)))
  (import "env" "memory" (memory 1 8))
  (global $count (mut i32) (i32.const 100))
  (global (export "__heap_base") i32 (i32.const 0x80001000))
  (global (export "wide_global") i64 (i64.const 1)) (global (export "float") f32 (f32.const 1))
  (global (export "negative") (mut i32) (i32.const -1))
  (table 4 funcref) (elem (i32.const 1) $twice)
  (data (i32.const 16) "data")
  (func $twice (export "twice") (param i32) (result i32) (call $add (call $add (local.get 0) (i32.const 1)) (local.get 0)))
  (func (export "indirect") (param i32) (result i32) (call_indirect (param i32) (result i32) (local.get 0) (i32.const 1)))
  (func (export "count") (result i32) (global.set $count (i32.add (global.get $count) (i32.const 1))) (call $note (global.get $count)) (global.get $count))
  (func (export "widen") (param i64) (result i64) (i64.add (call $wide (i32.const -7) (local.get 0)) (i64.const 1)))
  (func (export "nothing") (call $note (i32.const 5)))
  (func (export "trap") (call $note (i32.const 1)) (unreachable))
  (func (export "load") (param i32) (result i32) (call $note (i32.const 0)) (i32.load (local.get 0)))
  (func (export "store") (param i32 i32) (call $note (i32.const 0)) (i32.store (local.get 0) (local.get 1)))
  (func (export "grow") (param i32) (result i32) (call $note (i32.const 0)) (memory.grow (local.get 0)))
  (func (export "pure") (param i32 i64) (result i32) (i32.add (local.get 0) (i32.wrap_i64 (local.get 1))))
  (func (export "call") (param i32) (call_indirect (local.get 0)))
  (func (export "untable") (table.set (i32.const 1) (ref.null func)))
  (func $deep (export "deep") (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (call $add (i32.const 0) (i32.const 0)))))
    (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (call $add (local.get 0) (i32.const 1))))
  (func (export "float_parameter") (param f32)) (func (export "two") (result i32 i32) (i32.const 1) (i32.const 2))
  (func $forever (export "forever") (call $forever) (call $note (i32.const 1)))
  (func $pausingly (export "pausingly") (param i32) (result i32) (call $note (local.get 0)) (i32.add (call $pausingly (i32.add (local.get 0) (i32.const 1))) (local.get 0)))
  (export "add" (func $add))`;

const ids: Resolver = (_module, name) => ['add', 'wide', 'note'].indexOf(name);

/** The code of the error that `f` throws, which must be of the class. */
function code(errorClass: new (...values: never[]) => Error & { readonly code: string }, f: () => unknown): string {
  try {
    f();
  } catch (error) {
    expect(error).toBeInstanceOf(errorClass);
    expect((error as Error).name).toBe(errorClass.name);
    return (error as { code: string }).code;
  }
  return 'no error';
}

describe.each(['frames', 'generator'] as const)('%s', (strategy: Strategy) => {
  const host = compiled(`(module ${HOST})`, strategy);
  const prepare = (): Prepare => VirtualMachinePrototype.create(host, ids).prepare();
  const start = (name: string, ...params: WasmValue[]): VirtualMachine => prepare().start(name, params);
  /** Answers every call as the imports' names say; gives the outcome of the end and all calls. */
  const finish = (vm: VirtualMachine): { end: Outcome; calls: string[] } => {
    const calls: string[] = [];
    let outcome = vm.run();
    while (outcome.kind === 'interrupted') {
      const [a, b] = outcome.params.map(({ value }) => value) as [never, never];
      calls.push(`${outcome.id}(${outcome.params.map(({ value }) => value).join()})`);
      outcome = vm.run(outcome.id === 0 ? i32(a + b) : outcome.id === 1 ? i64(b * 3n) : undefined);
    }
    return { end: outcome, calls };
  };
  const create = (fields: string, resolve: Resolver = () => 0) =>
    code(NewError, () => VirtualMachinePrototype.create(compiled(`(module ${fields})`, strategy), resolve));

  describe('create', () => {
    test('a function import that cannot be paused at, or is not known: UnresolvedFunctionImport', () => {
      for (const type of [
        '(param f32)',
        '(param f64)',
        '(result f32)',
        '(param externref)',
        '(result funcref)',
        '(result i32 i32)',
      ]) {
        expect(create(`(import "a" "f" (func ${type})) ${MEMORY}`)).toBe('UnresolvedFunctionImport');
      }
      expect(create(`(import "a" "f" (func)) ${MEMORY}`, () => undefined)).toBe('UnresolvedFunctionImport');
      expect(create(`(import "a" "f" (func)) ${MEMORY}`, () => 0)).toBe('no error');
    });

    test('UnresolvedFunctionImport has both names', () => {
      try {
        VirtualMachinePrototype.create(
          compiled(`(module (import "mod" "fun" (func)) ${MEMORY})`, strategy),
          () => undefined,
        );
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({ moduleName: 'mod', importName: 'fun' });
        expect((error as Error).message).toMatch(/"mod" "fun"/);
      }
    });

    test('the resolver is asked in order, with names and signatures', () => {
      const asked: unknown[] = [];
      VirtualMachinePrototype.create(host, (...question) => asked.push(question));
      expect(asked).toEqual([
        ['env', 'add', { parameters: ['i32', 'i32'], returnType: 'i32' }],
        ['env', 'wide', { parameters: ['i32', 'i64'], returnType: 'i64' }],
        ['env', 'note', { parameters: ['i32'] }],
      ]);
    });

    test.each([
      ['ImportTypeNotSupported', '(import "a" "t" (table 1 funcref))'],
      ['ImportTypeNotSupported', `(import "env" "g" (global i32)) ${MEMORY}`],
      ['MemoryNotNamedMemory', '(import "env" "mem" (memory 1))'],
      ['MemoryNotNamedMemory', '(import "x" "memory" (memory 1))'],
      ['CouldntAllocateMemory', '(import "env" "memory" (memory 40000))'],
      ['CouldntAllocateMemory', '(memory (export "memory") 65536)'],
      ['Instantiation', `${MEMORY} (data (i32.const 65535) "ab")`],
      ['Instantiation', `${MEMORY} (table 1 funcref) (func $f) (elem (i32.const 1) $f)`],
      ['StartFunctionNotSupported', `${MEMORY} (func $f) (start $f)`],
      ['MemoryIsntMemory', '(memory 1) (func (export "memory"))'],
      ['TwoMemories', '(import "env" "memory" (memory 1)) (export "memory" (memory 0))'],
      ['NoMemory', '(memory 1)'],
      ['NoMemory', '(memory (export "mem") 1)'],
      ['NoMemory', ''],
      ['no error', '(import "env" "memory" (memory 1))'],
      ['no error', '(import "env" "memory" (memory 1)) (export "mem" (memory 0))'],
      ['no error', MEMORY],
    ])('%s: %s', (wanted, fields) => {
      expect(create(fields)).toBe(wanted);
    });

    test('of several broken rules the first counts', () => {
      const f = '(import "a" "f" (func (param f32)))';
      const g = '(import "a" "g" (global i32))';
      const rest = '(data (i32.const -1) "a") (func $f) (start $f)';
      const exported = '(export "memory" (func $f))';
      expect(create(`${g} (import "a" "m" (memory 40000)) ${f} ${rest} ${exported}`)).toBe('UnresolvedFunctionImport');
      expect(create(`(import "a" "m" (memory 40000)) ${g} ${rest} ${exported}`)).toBe('ImportTypeNotSupported');
      expect(create(`(import "a" "m" (memory 40000)) ${rest} ${exported}`)).toBe('MemoryNotNamedMemory');
      expect(create(`(import "env" "memory" (memory 40000)) ${rest} ${exported}`)).toBe('CouldntAllocateMemory');
      expect(create(`(import "env" "memory" (memory 1)) ${rest} ${exported}`)).toBe('Instantiation');
      expect(create(`(import "env" "memory" (memory 1)) (func $f) (start $f) ${exported}`)).toBe(
        'StartFunctionNotSupported',
      );
      expect(create(`(import "env" "memory" (memory 1)) (func $f) ${exported}`)).toBe('MemoryIsntMemory');
    });

    test('what is no compiled module is a TypeError', () => {
      expect(() => VirtualMachinePrototype.create({} as never, ids)).toThrow(TypeError);
      expect(() => VirtualMachinePrototype.create(host, () => 'x' as never)).toThrow(TypeError);
    });
  });

  describe('prototype', () => {
    test('globalValue gives the bits of an i32 as u32', () => {
      const prototype = VirtualMachinePrototype.create(host, ids);
      expect(prototype.globalValue('__heap_base')).toBe(0x80001000);
      expect(prototype.globalValue('negative')).toBe(0xffffffff);
      for (const name of ['absent', 'twice', '__proto__'])
        expect(code(GlobalValueError, () => prototype.globalValue(name))).toBe('NotFound');
      for (const name of ['wide_global', 'float'])
        expect(code(GlobalValueError, () => prototype.globalValue(name))).toBe('Invalid');
    });

    test('memoryMaxPages is the declared maximum', () => {
      const max = (fields: string) =>
        VirtualMachinePrototype.create(compiled(`(module ${fields})`, strategy), ids).memoryMaxPages();
      expect([
        max('(memory (export "memory") 1)'),
        max(MEMORY),
        max('(import "env" "memory" (memory 1 9))'),
        max('(import "env" "memory" (memory 0))'),
      ]).toEqual([undefined, 4, 9, undefined]);
    });

    test('a clone is a fresh instantiation', () => {
      const prototype = VirtualMachinePrototype.create(host, ids);
      const first = prototype.prepare();
      first.writeMemory(16, Uint8Array.of(1, 2, 3, 4));
      first.growMemory(1);
      for (const other of [prototype.clone().prepare(), prototype.prepare()]) {
        expect(other.memorySize()).toBe(1);
        expect(String.fromCharCode(...other.readMemory(16, 4))).toBe('data');
        other.writeMemory(16, Uint8Array.of(9));
      }
      expect([...first.readMemory(16, 4)]).toEqual([1, 2, 3, 4]);
    });
  });

  describe('start', () => {
    test('errors, in their order; the Prepare stays usable and keeps its memory', () => {
      const machine = prepare();
      machine.writeMemory(0, Uint8Array.of(42));
      const failing = (name: string, ...params: WasmValue[]) => code(StartError, () => machine.start(name, params));
      expect(failing('absent', i32(1))).toBe('FunctionNotFound');
      expect(failing('toString')).toBe('FunctionNotFound');
      expect(failing('__heap_base', i32(1))).toBe('NotAFunction');
      expect(failing('float_parameter')).toBe('SignatureNotSupported');
      expect(failing('two', i32(1))).toBe('SignatureNotSupported');
      expect(failing('twice')).toBe('InvalidParameters');
      expect(failing('twice', i32(1), i32(2))).toBe('InvalidParameters');
      expect(failing('twice', i64(1n))).toBe('InvalidParameters');
      expect(failing('pure', i64(1n), i32(1))).toBe('InvalidParameters');
      expect([...machine.readMemory(0, 1)]).toEqual([42]);
      expect(machine.start('load', [i32(0)]).run().kind).toBe('interrupted');
      expect(() => machine.start('load', [i32(0)])).toThrow();
    });
  });

  describe('run', () => {
    test('pauses at each imported call with its number and parameters', () => {
      const vm = start('twice', i32(20));
      expect(vm.run()).toEqual({ kind: 'interrupted', id: 0, params: [i32(20), i32(1)] });
      expect(vm.run(i32(21))).toEqual({ kind: 'interrupted', id: 0, params: [i32(21), i32(20)] });
      expect(vm.run(i32(41))).toEqual({ kind: 'finished', returnValue: i32(41) });
    });

    test('i64 parameters, answers and results are signed bigints', () => {
      const vm = start('widen', { type: 'i64', value: 2n ** 64n - 2n });
      expect(vm.run()).toEqual({ kind: 'interrupted', id: 1, params: [i32(-7), i64(-2n)] });
      expect(vm.run({ type: 'i64', value: 2n ** 63n - 1n })).toEqual({
        kind: 'finished',
        returnValue: { type: 'i64', value: -(2n ** 63n) },
      });
    });

    test('without a result there is no returnValue; without pauses the first run ends', () => {
      const vm = start('nothing');
      expect(vm.run()).toEqual({ kind: 'interrupted', id: 2, params: [i32(5)] });
      const end = vm.run();
      expect(end).toEqual({ kind: 'finished' });
      expect('returnValue' in end).toBe(false);
      expect(start('pure', i32(-3), i64(2n ** 32n + 1n)).run()).toEqual({ kind: 'finished', returnValue: i32(-2) });
    });

    test('through the table, deep, and an import started by itself', () => {
      expect(finish(start('indirect', i32(4))).calls).toEqual(['0(4,1)', '0(5,4)']);
      const { end, calls } = finish(start('deep', i32(150)));
      expect(end).toEqual({ kind: 'finished', returnValue: i32((150 * 151) / 2 + 150) });
      expect(calls.length).toBe(151);
      expect(finish(start('add', i32(4), i32(5)))).toEqual({
        end: { kind: 'finished', returnValue: i32(9) },
        calls: ['0(4,5)'],
      });
    });

    test('a wrong answer is BadValueTy, and the machine can be asked again', () => {
      const wrong = (vm: VirtualMachine, answer?: WasmValue) => {
        try {
          vm.run(answer);
        } catch (error) {
          expect(error).toBeInstanceOf(RunError);
          const { code: found, expected, obtained } = error as RunError;
          return [found, expected, obtained];
        }
        return 'no error';
      };
      const vm = start('twice', i32(1));
      expect(wrong(vm, i32(1))).toEqual(['BadValueTy', undefined, 'i32']);
      vm.run();
      expect(wrong(vm)).toEqual(['BadValueTy', 'i32', undefined]);
      expect(wrong(vm, i64(1n))).toEqual(['BadValueTy', 'i32', 'i64']);
      expect(vm.run(i32(2))).toMatchObject({ params: [i32(2), i32(1)] });
      const wide = start('widen', i64(1n));
      wide.run();
      expect(wrong(wide, i32(1))).toEqual(['BadValueTy', 'i64', 'i32']);
      expect(() => wide.run({ type: 'i64', value: 1 as never })).toThrow(TypeError);
      expect(wide.run(i64(4n))).toEqual({ kind: 'finished', returnValue: i64(5n) });
      const nothing = start('nothing');
      nothing.run();
      expect(wrong(nothing, i32(0))).toEqual(['BadValueTy', undefined, 'i32']);
      expect(nothing.run()).toEqual({ kind: 'finished' });
    });

    test('after the end it is Poisoned', () => {
      const ended = start('pure', i32(0), i64(0n));
      ended.run();
      const trapped = start('trap');
      trapped.run();
      trapped.run();
      for (const vm of [ended, trapped]) {
        expect(code(RunError, () => vm.run())).toBe('Poisoned');
        expect(code(RunError, () => vm.run(i32(0)))).toBe('Poisoned');
      }
    });

    test('a trap is an outcome', () => {
      const kinds = (name: string, ...params: WasmValue[]) => {
        const { end } = finish(start(name, ...params));
        if (end.kind !== 'trapped') return end;
        expect(end.trap).toBeInstanceOf(RuntimeError);
        return end.trap.kind;
      };
      expect(kinds('trap')).toBe('unreachable');
      expect(kinds('load', i32(PAGE - 3))).toBe('out of bounds memory access');
      expect(kinds('store', i32(-4), i32(1))).toBe('out of bounds memory access');
      expect(kinds('forever')).toBe('call stack exhausted');
      expect(kinds('call', i32(4))).toBe('undefined element');
      expect(kinds('call', i32(-1))).toBe('undefined element');
      expect(kinds('call', i32(0))).toBe('uninitialized element');
      expect(kinds('call', i32(1))).toBe('indirect call type mismatch');
    });

    test('recursion that pauses at each level exhausts the saved stack, if nothing else', () => {
      const vm = start('pausingly', i32(0));
      let outcome = vm.run();
      while (outcome.kind === 'interrupted') outcome = vm.run();
      expect(outcome).toMatchObject({ kind: 'trapped', trap: { kind: 'call stack exhausted' } });
      expect(vm.memorySize()).toBe(1);
    }, 60000);
  });

  describe('memory', () => {
    test('offset + size ≤ length, else OutOfBoundsError, and nothing is written', () => {
      const machine = prepare();
      for (const [offset, size] of [
        [PAGE, 1],
        [PAGE - 1, 2],
        [-1, 1],
        [2 ** 32, 0],
        [PAGE + 1, 0],
        [0.5, 1],
        [0, -1],
        [0, 1.5],
        [NaN, 1],
        [2 ** 53, 2 ** 53],
      ] as const) {
        expect(() => machine.readMemory(offset, size)).toThrow(OutOfBoundsError);
      }
      expect(() => machine.writeMemory(PAGE - 1, Uint8Array.of(1, 2))).toThrow(OutOfBoundsError);
      expect([...machine.readMemory(PAGE - 1, 1)]).toEqual([0]);
      expect([
        machine.readMemory(PAGE, 0).length,
        machine.readMemory(0, 0).length,
        machine.readMemory(PAGE - 2, 2).length,
      ]).toEqual([0, 0, 2]);
      machine.writeMemory(PAGE, new Uint8Array(0));
    });

    test('what is read is a copy', () => {
      const machine = prepare();
      machine.readMemory(16, 4).fill(0);
      expect(String.fromCharCode(...machine.readMemory(16, 4))).toBe('data');
    });

    test('growing: in pages, zeroed, up to the maximum; a refused one changes nothing', () => {
      const machine = prepare();
      expect(machine.memorySize()).toBe(1);
      machine.growMemory(2);
      machine.growMemory(0);
      expect([machine.memorySize(), machine.readMemory(PAGE, 2 * PAGE).every((byte) => byte === 0)]).toEqual([3, true]);
      for (const pages of [6, 65536, -1, 0.5, 2 ** 32, NaN])
        expect(() => machine.growMemory(pages)).toThrow(OutOfBoundsError);
      expect(machine.memorySize()).toBe(3);
      expect(String.fromCharCode(...machine.readMemory(16, 4))).toBe('data');
    });

    test('in every state, and growth while paused reaches the code', () => {
      const machine = prepare();
      machine.writeMemory(0, Uint8Array.of(1));
      const vm = machine.start('load', [i32(PAGE + 4)]);
      expect([...vm.readMemory(0, 1)]).toEqual([1]);
      vm.writeMemory(0, Uint8Array.of(2));
      vm.growMemory(0);
      vm.run();
      vm.growMemory(1);
      vm.writeMemory(PAGE + 4, Uint8Array.of(1, 2, 3, 4));
      expect(vm.run()).toEqual({ kind: 'finished', returnValue: i32(0x04030201) });
      vm.growMemory(1);
      vm.writeMemory(3 * PAGE - 1, Uint8Array.of(7));
      expect([[...vm.readMemory(0, 1)], vm.memorySize(), [...vm.readMemory(3 * PAGE - 1, 1)]]).toEqual([[2], 3, [7]]);

      const trapped = start('trap');
      trapped.run();
      trapped.run();
      trapped.writeMemory(1, Uint8Array.of(5));
      trapped.growMemory(1);
      expect([[...trapped.readMemory(1, 1)], trapped.memorySize()]).toEqual([[5], 2]);
    });

    test('growth and stores by the code reach the host', () => {
      const vm = start('grow', i32(3));
      vm.run();
      vm.growMemory(2);
      expect(vm.run()).toEqual({ kind: 'finished', returnValue: i32(3) });
      expect(vm.memorySize()).toBe(6);
      expect(finish(start('grow', i32(8))).end).toEqual({ kind: 'finished', returnValue: i32(-1) });
      const storing = start('store', i32(100), i32(0x01020304));
      finish(storing);
      expect([...storing.readMemory(100, 4)]).toEqual([4, 3, 2, 1]);
    });
  });

  describe('intoPrototype', () => {
    const states: Record<string, () => Prepare | VirtualMachine> = {
      prepared: prepare,
      started: () => start('count'),
      paused: () => {
        const vm = start('count');
        vm.run();
        return vm;
      },
      finished: () => {
        const vm = start('count');
        finish(vm);
        return vm;
      },
      trapped: () => {
        const vm = start('trap');
        finish(vm);
        return vm;
      },
      untabled: () => {
        const vm = start('untable');
        finish(vm);
        return vm;
      },
    };
    test.each(Object.keys(states))('from %s: everything as at the start', (name) => {
      const former = (states[name] as () => Prepare)();
      former.writeMemory(16, Uint8Array.of(0, 0, 0, 0, 9));
      former.growMemory(1);
      const prototype = former.intoPrototype();
      expect(prototype.globalValue('__heap_base')).toBe(0x80001000);
      const machine = prototype.prepare();
      expect([
        machine.memorySize(),
        String.fromCharCode(...machine.readMemory(16, 4)),
        machine.readMemory(20, 1)[0],
      ]).toEqual([1, 'data', 0]);
      expect(machine.readMemory(0, PAGE).filter((byte) => byte !== 0).length).toBe(4);
      const vm = machine.start('count', []);
      expect(finish(vm)).toEqual({ end: { kind: 'finished', returnValue: i32(101) }, calls: ['2(101)'] });
      expect(
        finish(
          vm
            .intoPrototype()
            .prepare()
            .start('indirect', [i32(4)]),
        ).calls,
      ).toEqual(['0(4,1)', '0(5,4)']);
    });

    test('the former machine has ended', () => {
      const vm = start('count');
      vm.run();
      vm.intoPrototype();
      expect(code(RunError, () => vm.run())).toBe('Poisoned');
    });
  });

  describe('imports answered in place', () => {
    test('a resolver may answer with a function for some imports', () => {
      const noted: unknown[] = [];
      const prototype = VirtualMachinePrototype.create(host, (_module, name) => {
        if (name === 'add') return (a: number, b: number) => a + b;
        if (name === 'wide') return (a: number, b: bigint) => b * BigInt(a);
        return noted.length;
      });
      expect(
        prototype
          .prepare()
          .start('twice', [i32(20)])
          .run(),
      ).toEqual({ kind: 'finished', returnValue: i32(41) });
      expect(
        prototype
          .prepare()
          .start('widen', [i64(3n)])
          .run(),
      ).toEqual({ kind: 'finished', returnValue: i64(-20n) });
      expect(prototype.prepare().start('nothing', []).run()).toEqual({ kind: 'interrupted', id: 0, params: [i32(5)] });
    });

    test('what such a function throws is thrown by run, which ends the machine', () => {
      for (const error of [new RangeError('own'), new RuntimeError('by hand'), 'text']) {
        const prototype = VirtualMachinePrototype.create(host, () => () => {
          throw error;
        });
        const vm = prototype.prepare().start('nothing', []);
        let caught: unknown;
        try {
          vm.run();
        } catch (thrown) {
          caught = thrown;
        }
        expect(caught).toBe(error);
        expect(code(RunError, () => vm.run())).toBe('Poisoned');
      }
    });

    test('it cannot run the machine that calls it', () => {
      let inner: unknown;
      const prototype = VirtualMachinePrototype.create(host, () => () => {
        inner = code(RunError, () => vm.run());
      });
      const vm = prototype.prepare().start('nothing', []);
      expect(vm.run()).toEqual({ kind: 'finished' });
      expect(inner).toBe('Poisoned');
    });
  });

  test('two machines of one module do not meet', () => {
    const prototype = VirtualMachinePrototype.create(host, ids);
    const [a, b] = [prototype.prepare().start('deep', [i32(3)]), prototype.prepare().start('deep', [i32(2)])];
    const log: unknown[] = [a.run(), b.run()];
    for (let i = 0; i < 2; i++) log.push(a.run(i32(10)), b.run(i32(20)));
    log.push(a.run(i32(100)), b.run(i32(200)), a.run(i32(1000)));
    expect(log.slice(0, 2)).toEqual([0, 0].map(() => ({ kind: 'interrupted', id: 0, params: [i32(0), i32(0)] })));
    expect(log.slice(-2)).toEqual([
      { kind: 'finished', returnValue: i32(240) },
      { kind: 'finished', returnValue: i32(1120) },
    ]);
  });
});

test('i32 and i64 take any integer modulo 2^32 and 2^64', () => {
  expect([i32(0xffffffff), i32(-(2 ** 31)), i32(2 ** 32 + 3)].map(({ value }) => value)).toEqual([-1, -(2 ** 31), 3]);
  expect([i64(2n ** 64n - 1n), i64(2n ** 63n), i64(-5n)].map(({ value }) => value)).toEqual([-1n, -(2n ** 63n), -5n]);
});
