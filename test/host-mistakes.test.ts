// Mistakes of the host: each is an error that says what is wrong, and leaves machines in a state that is known.

import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { compile } from '../src/compiler/index.ts';
import { Instance, i32, LinkError, Memory, RunError, VirtualMachinePrototype } from '../src/runtime/index.ts';
import { compiled } from './support/wat.ts';

const TEXT = `(module (import "env" "ask" (func $ask (param i32) (result i32))) (memory (export "memory") 1 2)
  (func (export "run") (param i32) (result i32) (i32.store (i32.const 4) (local.get 0))
    (i32.add (call $ask (local.get 0)) (call $ask (i32.const 1))))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))`;

describe.each(['frames', 'generator'] as const)('%s', (strategy) => {
  const module = compiled(TEXT, strategy);
  const start = (answer: number | ((x: number) => number)) =>
    VirtualMachinePrototype.create(module, () => answer)
      .prepare()
      .start('run', [i32(7)]);

  test('an answer of another type, or whose value is none of its type, can be given again', () => {
    const vm = start(0);
    vm.run();
    for (const answer of [undefined, { type: 'i64', value: 1n }, { type: 'f32', value: 1 }]) {
      expect(() => vm.run(answer as never)).toThrow(expect.objectContaining({ code: 'BadValueTy' }));
    }
    for (const value of [1n, '1', undefined, null, {}]) {
      expect(() => vm.run({ type: 'i32', value } as never)).toThrow(TypeError);
    }
    expect(vm.run(i32(3)).kind).toBe('interrupted');
    expect(vm.run(i32(4))).toEqual({ kind: 'finished', returnValue: i32(7) });
    expect(() => vm.run(i32(4))).toThrow('The virtual machine has ended');
  });

  test('a parameter whose value is none of its type is refused, and the machine can be started', () => {
    const prepare = VirtualMachinePrototype.create(module, () => 0).prepare();
    for (const value of [1n, '1', undefined, null, {}]) {
      expect(() => prepare.start('run', [{ type: 'i32', value } as never])).toThrow(TypeError);
    }
    expect(prepare.start('run', [i32(7)]).run()).toMatchObject({ kind: 'interrupted', params: [{ value: 7 }] });
    expect(() => prepare.start('run', [i32(7)])).toThrow('The machine has been started');
  });

  test('what is no bytes is not written; bytes of another realm are', () => {
    const vm = start(0);
    const bytes = new Uint8Array(2);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    const others = ['ab', [1, 2], { length: 2 }, new Uint16Array(2), new DataView(new ArrayBuffer(2)), bytes.buffer];
    for (const other of [...others, bytes, null, undefined, 2]) {
      expect(() => vm.writeMemory(0, other as never)).toThrow(TypeError);
    }
    expect([...vm.readMemory(0, 4)]).toEqual([0, 0, 0, 0]);
    vm.writeMemory(1, runInNewContext('new Uint8Array([1, 2])') as Uint8Array);
    expect([...vm.readMemory(0, 4)]).toEqual([0, 1, 2, 0]);
  });

  test('places and sizes that are no integers, or not in the memory', () => {
    const vm = start(0);
    for (const number of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 65_537, 2 ** 32, '0', 0n, undefined, null]) {
      expect(() => vm.readMemory(number as never, 1)).toThrow(/in a memory of 65536 bytes/);
      expect(() => vm.readMemory(0, number as never)).toThrow(/in a memory of 65536 bytes/);
      expect(() => vm.writeMemory(number as never, new Uint8Array(1))).toThrow(/in a memory of 65536 bytes/);
      expect(() => vm.growMemory(number as never)).toThrow(/cannot grow/);
    }
    expect(vm.memorySize()).toBe(1);
  });

  test('running a machine that is running', () => {
    const caught: unknown[] = [];
    const vm = start((x) => {
      try {
        vm.run();
      } catch (error) {
        caught.push(error);
      }
      return x;
    });
    expect(vm.run()).toEqual({ kind: 'finished', returnValue: i32(8) });
    expect(caught).toHaveLength(2);
    for (const error of caught) {
      expect(error).toBeInstanceOf(RunError);
      expect((error as RunError).message).toContain('is running');
    }
  });

  test('a machine that was given up while it ran stays so', () => {
    const machines: { intoPrototype(): unknown }[] = [];
    const text = TEXT.replace('(func (export "run")', '(import "env" "give" (func $give)) (func (export "run")');
    const both = compiled(
      text
        .replace('(import "env" "give" (func $give)) ', '')
        .replace('(memory', '(import "env" "give" (func $give)) (memory')
        .replace('(i32.store', '(call $give) (i32.store'),
      strategy,
    );
    const give = (): void => {
      machines[0]?.intoPrototype();
    };
    const vm = VirtualMachinePrototype.create(both, (_, name) => (name === 'give' ? give : 0))
      .prepare()
      .start('run', [i32(7)]);
    machines.push(vm);
    expect(vm.run().kind).toBe('interrupted');
    expect(() => vm.run(i32(1))).toThrow('The virtual machine has ended');
  });

  test('throwing in place ends the machine; its memory can be read', () => {
    const mine = new RangeError('mine');
    const vm = start(() => {
      throw mine;
    });
    expect(() => vm.run()).toThrow(mine);
    expect(() => vm.run()).toThrow('The virtual machine has ended');
    expect([...vm.readMemory(4, 1)]).toEqual([7]);
  });

  test('a memory whose buffer was given away is an error at each access, not another memory', () => {
    const { exports } = new Instance(module, { env: { ask: () => 0 } });
    structuredClone(exports.memory.buffer, { transfer: [exports.memory.buffer] });
    expect(() => exports.load(0)).toThrow();
    expect(exports.memory.buffer.byteLength).toBe(0);
    const other = new Instance(module, { env: { ask: () => 0 } }).exports;
    expect(other.load(0)).toBe(0);
  });

  test('memories and functions of others are refused or called as the host functions that they are', () => {
    const importing = compiled('(module (import "env" "memory" (memory 1)))', strategy);
    for (const memory of [new WebAssembly.Memory({ initial: 1 }), new ArrayBuffer(65_536), {}, null]) {
      expect(() => new Instance(importing, { env: { memory } })).toThrow(LinkError);
    }
    expect(() => new Instance(importing, { env: { memory: new Memory({ initial: 0 }) } })).toThrow(LinkError);
  });

  test('growing past the maximum changes nothing', () => {
    const vm = start(0);
    vm.run();
    expect(() => vm.growMemory(2)).toThrow(/cannot grow by 2 pages/);
    expect(vm.memorySize()).toBe(1);
    const { exports } = new Instance(module, { env: { ask: () => 0 } });
    expect(() => exports.memory.grow(2)).toThrow(RangeError);
    expect(exports.memory.buffer.byteLength).toBe(65_536);
  });
});

describe('compile', () => {
  const bytes = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

  test('what is no bytes', () => {
    const others = [bytes.buffer, [...bytes], new Uint16Array(4), new DataView(bytes.buffer), 'AGFzbQ==', {}, null];
    for (const other of [...others, undefined, 8]) {
      expect(() => compile(other as never)).toThrow('The bytes of a module are a Uint8Array');
    }
    expect(compile(runInNewContext(`new Uint8Array([${bytes.join()}])`) as Uint8Array).report.functions).toEqual([]);
  });

  test('options that are none of their choices', () => {
    expect(() => compile(bytes, { suspend: 'fibers' as never })).toThrow(
      /suspend is one of frames, generator, not fib/,
    );
    expect(() => compile(bytes, { runtime: '__proto__' as never })).toThrow(
      /runtime is one of import, inline, not __p/,
    );
    expect(() => compile(bytes, { features: 'constructor' as never })).toThrow(RangeError);
    expect(() => compile(bytes, { optimise: { speed: true } as never })).toThrow(TypeError);
  });
});
