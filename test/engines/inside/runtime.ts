// A Substrate runtime that pauses at every imported call: each entry point once against the clock, then once more with
// everything recorded.

import { Host, overMachine, type WasmValue } from '../../../examples/substrate/host/index.ts';
import type { CompiledModule } from '../../../src/runtime/abi.ts';
import { i32, VirtualMachinePrototype } from '../../../src/runtime/index.ts';
import { pausingEngine } from '../../support/substrate-fermata.ts';
import type { Execution } from '../../support/trace.ts';
import { Trace } from './trace.ts';

export interface RuntimeInput {
  readonly entries: readonly string[];
}

/** `line`, `time` in milliseconds. */
export interface EntryResult {
  readonly entry: string;
  readonly line: string;
  readonly time: number;
}

export async function runRuntime({ entries }: RuntimeInput, compiled: CompiledModule): Promise<EntryResult[]> {
  const results: EntryResult[] = [];
  for (const entry of entries) {
    const start = Date.now();
    callOnce(compiled, entry);
    const time = Date.now() - start;
    const execution = await pausingEngine(compiled).call(entry, new Uint8Array(0), { top: new Map() });
    results.push({ entry, line: summary(execution), time });
  }
  return results;
}

/** An execution in one line: what happened, in numbers, and the hash of all of it. */
export function summary({ calls, outcome, pages, memory }: Execution): string {
  const trace = new Trace();
  for (const call of calls) trace.add(call);
  trace.add(JSON.stringify(outcome));
  trace.add(`${pages} ${memory}`);
  const end = outcome.kind === 'returned' ? `${outcome.result.length / 2} bytes` : outcome.kind;
  return `${calls.length} imported calls, ${end}, ${pages} pages, ${trace.digest()}`;
}

/** As an app would: nothing is recorded. */
function callOnce(compiled: CompiledModule, entry: string): Uint8Array {
  const names: string[] = [];
  const prototype = VirtualMachinePrototype.create(compiled, (_module, name) => names.push(name) - 1);
  const host = new Host({ heapBase: prototype.globalValue('__heap_base') });
  const prepare = prototype.prepare();
  const [pointer, size] = host.writeArgument(new Uint8Array(0), overMachine(prepare));
  const vm = prepare.start(entry, [i32(pointer), i32(size)]);
  const memory = overMachine(vm);
  let outcome = vm.run();
  while (outcome.kind === 'interrupted') {
    outcome = vm.run(host.answer(names[outcome.id] as string, outcome.params, memory));
  }
  if (outcome.kind === 'trapped') throw outcome.trap;
  return host.readResult((outcome.returnValue as WasmValue & { type: 'i64' }).value, memory);
}
