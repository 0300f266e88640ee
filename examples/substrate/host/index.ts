// The host: answers the imported calls of a Substrate runtime, whatever runs the runtime.
//
// `answer` is a function of the import's name, its parameters, the machine's memory and this object's own state
// (allocator, storage). It is used in the same way behind a paused machine, an in-place import, or native WebAssembly.

import { Allocator } from './allocator.ts';
import { Call } from './call.ts';
import { type Environment, FUNCTIONS, type HostFunction, LEFT_OUT } from './functions.ts';
import { type Machine, UnsupportedHostFunction, type WasmValue } from './machine.ts';
import { type State, Storage } from './storage.ts';

export { Call } from './call.ts';
export type { HostFunction } from './functions.ts';
export {
  HostError,
  type Machine,
  overMachine,
  overMemory,
  toValue,
  UnsupportedHostFunction,
  type WasmValue,
} from './machine.ts';
export { type State, Storage } from './storage.ts';

export interface HostOptions {
  /** The value of the runtime's exported global `__heap_base`. */
  readonly heapBase: number;
  /** The state to start from; a `Storage` to go on with that of an earlier call. */
  readonly storage?: State | Storage;
  /** Called for each line that the runtime logs or prints. Levels: 0 error, 1 warn, 2 info, 3 debug, 4 trace. */
  readonly log?: (level: number, target: string, message: string) => void;
  /** What the runtime is told when it asks: 0 off, 1 error, up to 5 trace. Default 3, info. */
  readonly maxLogLevel?: number;
  /** Further host functions by name, or replacements. */
  readonly functions?: Readonly<Record<string, HostFunction>>;
}

/** Serves one call into the runtime: the heap starts empty, as the specification wants it. */
export class Host {
  readonly storage: Storage;
  readonly #allocator: Allocator;
  readonly #environment: Environment;
  readonly #functions: ReadonlyMap<string, HostFunction>;

  constructor(options: HostOptions) {
    const state = options.storage ?? { top: new Map() };
    this.storage = state instanceof Storage ? state : new Storage(state);
    this.#allocator = new Allocator(options.heapBase);
    this.#environment = {
      storage: this.storage,
      offchain: new Map(),
      log: options.log ?? (() => undefined),
      maxLogLevel: options.maxLogLevel ?? 3,
    };
    this.#functions = new Map([...FUNCTIONS, ...Object.entries(options.functions ?? {})]);
  }

  /** Writes the argument of an entry point to the heap; gives the two i32 parameters, pointer and size. */
  writeArgument(data: Uint8Array, machine: Machine): [pointer: number, size: number] {
    const pointer = this.#allocator.allocate(machine, data.length);
    machine.write(pointer, data);
    return [pointer, data.length];
  }

  /**
   * The answer to an imported call (of module `env`); undefined for a function without result. Throws
   * `UnsupportedHostFunction`, or `HostError` where the runtime breaks a rule; the call into the runtime is then over.
   */
  answer(name: string, params: readonly WasmValue[], machine: Machine): WasmValue | undefined {
    const hostFunction = this.#functions.get(name);
    if (hostFunction === undefined) {
      const reason = LEFT_OUT.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'this host does not know it';
      throw new UnsupportedHostFunction(name, reason);
    }
    return hostFunction(new Call(name, params, machine, this.#allocator), this.#environment);
  }

  /** What an entry point returned, an i64 of size and pointer, as a copy of the bytes. */
  readResult(result: bigint, machine: Machine): Uint8Array {
    const word = BigInt.asUintN(64, result);
    return machine.read(Number(word & 0xffff_ffffn), Number(word >> 32n)).slice();
  }
}
