// The contract's basics on a module made for it (`programs/contract.ts`): pauses at depth and in loops, answers, answers
// of the wrong type, the host's access to memory, every kind of trap, floats, starting anew. Its line counts what was
// written down.

import type { CompiledModule } from '../../../src/runtime/abi.ts';
import {
  Instance,
  i32,
  i64,
  type Outcome,
  type VirtualMachine,
  VirtualMachinePrototype,
  type WasmValue,
} from '../../../src/runtime/index.ts';
import { show, Trace } from './trace.ts';

/** The module, compiled in several ways. */
export type ContractInput = readonly {
  readonly name: string;
  /** How many calls deep it is to pause. */
  readonly depths: readonly number[];
}[];

/** The exports of the module that take nothing and trap, or give a number. */
const PLAIN = [
  'unreachable',
  'divide',
  'overflow',
  'convert',
  'load',
  'store',
  'undefined-element',
  'uninitialized-element',
  'mismatch',
  'recursion',
  'float-bits',
  'double-bits',
  'wide-arithmetic',
];

export function runContract(module: CompiledModule, depths: readonly number[]): string {
  const trace = new Trace();
  let prototype = VirtualMachinePrototype.create(module, (from, name, signature) => {
    trace.add(`resolve ${from} ${name} ${JSON.stringify(signature)}`);
    return ['ask', 'tell', 'wide'].indexOf(name);
  });
  trace.add(`heap base ${prototype.globalValue('__heap_base')}, at most ${prototype.memoryMaxPages()} pages`);
  note(trace, () => prototype.globalValue('memory'));
  note(trace, () => prototype.prepare().start('nothing', []));
  note(trace, () => prototype.prepare().start('memory', []));
  note(trace, () => prototype.prepare().start('count', [i64(1n)]));

  const start = (name: string, params: WasmValue[]): VirtualMachine => {
    const prepare = prototype.prepare();
    prepare.writeMemory(100, new Uint8Array([1, 2, 3, 4]));
    return prepare.start(name, params);
  };
  const finish = (vm: VirtualMachine): void => {
    trace.addBytes(vm.readMemory(0, vm.memorySize() * 65536));
    note(trace, () => vm.run());
    prototype = vm.intoPrototype();
  };

  for (const depth of depths) {
    const vm = start('depth', [i32(depth)]);
    answerAll(trace, vm, (outcome) => i32((outcome.params[0]?.value as number) * 3 + 1));
    finish(vm);
  }
  for (const rounds of [1, 100]) {
    const vm = start('count', [i32(rounds), i64(-12345678901234567n)]);
    answerAll(trace, vm, (outcome, asked) => {
      if (outcome.id === 1) {
        vm.writeMemory(200 + (asked % 50), new Uint8Array([asked]));
        return undefined;
      }
      return i64((outcome.params[1]?.value as bigint) * 0x9e3779b97f4a7c15n + BigInt(asked));
    });
    finish(vm);
  }
  refuse(trace, start('depth', [i32(2)]));
  grow(trace, start('size', []));
  for (const name of PLAIN) {
    const vm = start(name, []);
    answerAll(trace, vm, () => undefined);
    finish(vm);
  }
  inPlace(trace, module);
  return `${trace.length} lines, ${trace.digest()}`;
}

/** How many calls deep the module can get: its function `deepen` counts them at address 0 until it traps. */
export function callsDeep(module: CompiledModule): number {
  const vm = VirtualMachinePrototype.create(module, () => 0)
    .prepare()
    .start('deepen', []);
  const outcome = vm.run();
  if (outcome.kind !== 'trapped') throw new Error('endless recursion came to an end');
  const bytes = vm.readMemory(0, 4);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

type Interrupted = Extract<Outcome, { kind: 'interrupted' }>;

function answerAll(
  trace: Trace,
  vm: VirtualMachine,
  answer: (outcome: Interrupted, asked: number) => WasmValue | undefined,
) {
  let outcome = vm.run();
  for (let asked = 0; outcome.kind === 'interrupted'; asked++) {
    trace.add(`${outcome.id} (${outcome.params.map(({ value }) => show(value)).join(', ')})`);
    outcome = vm.run(answer(outcome, asked));
  }
  if (outcome.kind === 'trapped') trace.add(`trap ${outcome.trap.kind}`);
  else trace.add(`finished ${show(outcome.returnValue?.value)}`);
}

/** An answer of the wrong type leaves the machine as it was. */
function refuse(trace: Trace, vm: VirtualMachine): void {
  note(trace, () => vm.run(i32(1)));
  note(trace, () => vm.run());
  note(trace, () => vm.run());
  note(trace, () => vm.run(i64(1n)));
  note(trace, () => vm.run(i32(7)));
  note(trace, () => vm.run(i32(8)));
}

function grow(trace: Trace, vm: VirtualMachine): void {
  vm.growMemory(1);
  note(trace, () => vm.growMemory(100));
  note(trace, () => vm.readMemory(vm.memorySize() * 65536 - 1, 2));
  note(trace, () => vm.writeMemory(vm.memorySize() * 65536, new Uint8Array(0)));
  note(trace, () => vm.run());
  trace.add(`${vm.memorySize()} pages`);
}

/** The same exports through the general embedding, imports answered in place. */
function inPlace(trace: Trace, module: CompiledModule): void {
  const { exports } = new Instance(module, {
    env: {
      ask: (x: number) => x * 3 + 1,
      tell: (x: bigint) => trace.add(`told ${x}n`),
      wide: (x: number, y: bigint) => y * 31n + BigInt(x),
    },
  });
  const call = (name: string, ...params: unknown[]): unknown =>
    (exports[name] as (...params: unknown[]) => unknown)(...params);
  note(trace, () => call('depth', 20));
  note(trace, () => call('count', 5, 1n << 62n));
  for (const name of PLAIN) note(trace, () => call(name));
}

function note(trace: Trace, action: () => unknown): void {
  try {
    const result = action();
    trace.add(`gives ${describe(result)}`);
  } catch (error) {
    const { name, code, message, kind } = error as Error & { code?: string; kind?: string };
    trace.add(`throws ${name} ${code ?? kind ?? message}`);
  }
}

function describe(result: unknown): string {
  if (typeof result !== 'object' || result === null) return show(result);
  if (!('kind' in result)) return 'object';
  const outcome = result as Outcome;
  if (outcome.kind === 'interrupted') return `${outcome.id} ${outcome.params.map(({ value }) => show(value)).join()}`;
  return outcome.kind === 'finished' ? `finished ${show(outcome.returnValue?.value)}` : outcome.trap.kind;
}
