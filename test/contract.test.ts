// The contract of virtual machines, rule by rule, under both strategies: making, starting and running them.

import { describe, expect, test } from 'vitest';
import type { Strategy } from '../src/runtime/abi.ts';
import {
  GlobalValueError,
  i32,
  i64,
  NewError,
  type Resolver,
  RunError,
  RuntimeError,
  StartError,
  type VirtualMachine,
  VirtualMachinePrototype,
  type WasmValue,
} from '../src/runtime/index.ts';
import { code, finish, hostOf, ids } from './support/contract.ts';
import { compiled } from './support/wat.ts';

const MEMORY = '(memory (export "memory") 1 4)';
const PAGE = 65536;

describe.each(['frames', 'generator'] as const)('%s', (strategy: Strategy) => {
  const { module: host, prepare, start } = hostOf(strategy);
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
});

test('i32 and i64 take any integer modulo 2^32 and 2^64', () => {
  expect([i32(0xffffffff), i32(-(2 ** 31)), i32(2 ** 32 + 3)].map(({ value }) => value)).toEqual([-1, -(2 ** 31), 3]);
  expect([i64(2n ** 64n - 1n), i64(2n ** 63n), i64(-5n)].map(({ value }) => value)).toEqual([-1n, -(2n ** 63n), -5n]);
});
