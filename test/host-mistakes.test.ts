// Mistakes of the host: each is an error that says what is wrong, and leaves machines in a state that is known.

import { describe, expect, test } from 'vitest';
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
