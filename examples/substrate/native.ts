// The same host under native WebAssembly: what the demonstration compares with.

import { Host, overMemory, type State, toValue } from './host/index.ts';
import { readImportedMemory } from './imported-memory.ts';

/** Calls an entry point of a runtime and gives the bytes that it returns. Throws what ended the call. */
export function callNative(wasm: Uint8Array, entry: string, data: Uint8Array, state: State): Uint8Array {
  const module = new WebAssembly.Module(wasm);
  const env: Record<string, unknown> = {};
  const pages = readImportedMemory(wasm);
  if (pages !== undefined) env.memory = new WebAssembly.Memory({ initial: pages });
  for (const { kind, name } of WebAssembly.Module.imports(module)) {
    if (kind !== 'function') continue;
    env[name] = (...words: (number | bigint)[]) => host.answer(name, words.map(toValue), machine)?.value;
  }
  const { exports } = new WebAssembly.Instance(module, { env });
  const machine = overMemory((env.memory ?? exports.memory) as WebAssembly.Memory);
  const host = new Host({ heapBase: exports.__heap_base.value as number, storage: state });
  const result = exports[entry](...host.writeArgument(data, machine)) as bigint;
  return host.readResult(result, machine);
}
