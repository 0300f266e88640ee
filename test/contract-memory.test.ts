// The contract of virtual machines, rule by rule, under both strategies: memory, starting over, answers in place.

import { describe, expect, test } from 'vitest';
import type { Strategy } from '../src/runtime/abi.ts';
import {
  i32,
  i64,
  OutOfBoundsError,
  type Prepare,
  RunError,
  RuntimeError,
  type VirtualMachine,
  VirtualMachinePrototype,
} from '../src/runtime/index.ts';
import { code, finish, hostOf, ids } from './support/contract.ts';

const PAGE = 65536;

describe.each(['frames', 'generator'] as const)('%s', (strategy: Strategy) => {
  const { module: host, prepare, start } = hostOf(strategy);
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
