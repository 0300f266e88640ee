// A scenario of pauses in one virtual machine that never comes to its end: a round is as many pauses of it as the argument says.

import type { CompiledModule } from '../../src/runtime/abi.ts';
import { i32, type Outcome, VirtualMachinePrototype } from '../../src/runtime/index.ts';
import type { Run } from './serve.ts';

export interface Machine {
  run(answer?: ReturnType<typeof i32>): Outcome;
}

export function program({ compiled }: { readonly compiled: CompiledModule }, parameters: readonly number[]): Run {
  const prototype = VirtualMachinePrototype.create(compiled, () => 0);
  return drive(prototype.prepare().start('run', parameters.map(i32)));
}

/** The answer to a round's last question: not 0, so that the loop goes on, and taken for 0 by what comes next. */
const AGAIN = 0x10000;

export function drive(machine: Machine): Run {
  let outcome = machine.run();
  return (argument) => {
    let last = 0;
    for (let left = argument; left > 0; left--) {
      if (outcome.kind !== 'interrupted') throw new Error(`the machine has ${outcome.kind}`);
      last = ((outcome.params[0]!.value as number) + 1) | 0;
      outcome = machine.run(i32(left === 1 ? AGAIN : last));
    }
    return last;
  };
}
