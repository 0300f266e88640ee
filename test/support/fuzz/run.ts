// Runs a random module's plan of calls on something with the shape of the WebAssembly JavaScript API, and writes down all
// that can be seen: results, traps, imported calls, memory, globals, tables.

import type { Engine, Exports } from '../engine.ts';
import { argument, describe, toValue } from './argument.ts';
import type { Call } from './generate.ts';
import { describeAll, Host, HostError, type HostMemory } from './host.ts';
import { type FunctionType, functionType, type Surface, type Type } from './model.ts';
import { Random } from './random.ts';
import { type Case, type Event, Trace } from './trace.ts';

type Function = (...values: unknown[]) => unknown;

/** How imports are answered: in place, or by pausing and a promise. */
export interface Way {
  readonly name: string;
  readonly engine: Engine;
  readonly pausing?: {
    /** What is imported for a host function that returns a promise. */
    suspending(answer: Function): unknown;
    /** What is called for an exported function. */
    promising(fn: Function): (...args: unknown[]) => Promise<unknown>;
  };
  /** The imports that are answered in place though others pause. They call no exports back, since those could pause. */
  inPlace?(index: number): boolean;
}

interface MemoryLike {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface TableLike {
  readonly length: number;
  get(index: number): unknown;
}

export async function run(subject: Case, way: Way): Promise<Event[]> {
  return new Run(subject, way).all();
}

class Run {
  private readonly trace = new Trace();
  private readonly subject: Case;
  private readonly way: Way;
  private readonly host: Host;
  private exports: Exports = {};
  private memory: MemoryLike | undefined;

  constructor(subject: Case, way: Way) {
    this.subject = subject;
    this.way = way;
    this.host = new Host(subject, this.trace);
  }

  async all(): Promise<Event[]> {
    const { engine, pausing } = this.way;
    const { bytes, calls } = this.subject;
    const compiled = engine.compile(bytes);
    const imports = this.imports();
    try {
      this.exports = engine.instantiate(compiled, { env: imports });
    } catch (error) {
      // Which error it is depends on the features: 1.0 reports a segment out of bounds when it links.
      if (engine.failure(error) === undefined && !(error instanceof HostError)) throw error;
      this.trace.note('cannot be instantiated');
      if (this.memory && !this.subject.module.mvp) this.trace.memory(new Uint8Array(this.memory.buffer));
      return this.trace.events;
    }
    this.memory ??= this.exports.memory as MemoryLike | undefined;
    for (const call of calls) {
      (this.exports.refuel as Function)();
      if (pausing) await this.callPausing(call);
      else this.callInPlace(call);
      if (this.memory) this.trace.memory(new Uint8Array(this.memory.buffer));
    }
    this.observe();
    return this.trace.events;
  }

  private callInPlace(call: Call): void {
    const [fn, values] = this.begin(call);
    try {
      this.returned(call, fn(...values));
    } catch (error) {
      this.threw(error);
    }
  }

  private async callPausing(call: Call): Promise<void> {
    const [fn, values] = this.begin(call);
    try {
      this.returned(call, await this.way.pausing?.promising(fn)(...values));
    } catch (error) {
      this.threw(error);
    }
  }

  private begin({ name, parameters, args }: Call): [Function, unknown[]] {
    const values = args.map((arg) => toValue(arg, this.exports));
    this.trace.note(`${name}(${describeAll(parameters, values, this.exports)})`);
    return [this.exports[name] as Function, values];
  }

  private returned({ results }: Call, value: unknown): void {
    const values = results.length > 1 ? (value as unknown[]) : [value];
    this.trace.note(`returns ${describeAll(results, values, this.exports)}`);
  }

  private threw(error: unknown): void {
    const failure = this.way.engine.failure(error);
    if (failure !== undefined) this.trace.trap(failure);
    else if (error instanceof HostError) this.trace.note('throws');
    else throw error;
  }

  /** The function that is imported for `index`. */
  private hostFunction(index: number, type: FunctionType): unknown {
    const { pausing, inPlace } = this.way;
    const answer = (params: unknown[]) => this.host.answer(index, type, params, this.exports, this.hostMemory());
    const calm = inPlace?.(index) === true;
    if (pausing === undefined || calm) {
      return (...params: unknown[]) => {
        const { reenter, result } = answer(params);
        if (reenter && !calm) this.callInPlace(reenter);
        return result;
      };
    }
    const late = this.subject.seed % 2 === 0;
    return pausing.suspending(async (...params) => {
      // Then what the host does to the memory happens when the code has paused, and not as it does.
      if (late) await Promise.resolve();
      const { reenter, result } = answer(params);
      if (reenter) await this.callPausing(reenter);
      return result;
    });
  }

  private hostMemory(): HostMemory | undefined {
    const { memory } = this;
    if (memory === undefined) return undefined;
    return {
      size: () => memory.buffer.byteLength,
      read: (offset, size) => new Uint8Array(memory.buffer, offset, size),
      write: (offset, bytes) => new Uint8Array(memory.buffer).set(bytes, offset),
      grow() {
        try {
          memory.grow(1);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
        }
      },
    };
  }

  private imports(): Record<string, unknown> {
    const { Memory, Table, Global } = this.way.engine;
    const { module, seed } = this.subject;
    const random = new Random(seed ^ 0x5eed);
    const imports: Record<string, unknown> = {};
    for (const [index, type] of module.imports.entries()) imports[`f${index}`] = this.hostFunction(index, type);
    const { memory } = module;
    if (memory?.imported) {
      this.memory = new Memory({ initial: memory.minimum, maximum: memory.maximum }) as MemoryLike;
      imports.memory = this.memory;
    }
    for (const [index, { element, limits, imported }] of module.tables.entries()) {
      const { minimum: initial, maximum } = limits;
      const descriptor = { element: element === 'a' ? 'anyfunc' : 'externref', initial, maximum };
      if (imported) imports[`t${index}`] = Reflect.construct(Table, [descriptor, null]);
    }
    for (const [index, { type, mutable, init }] of module.globals.entries()) {
      if (init !== undefined) continue;
      const value = toValue(argument(random, type, []), {});
      imports[`g${index}`] = Reflect.construct(Global, [{ value: valueTypes[type], mutable }, value]);
    }
    return imports;
  }

  /** What is left at the end in the globals and tables that are exported. */
  private observe(): void {
    const { module } = this.subject;
    for (const { kind, name, index } of module.exports) {
      const value = this.exports[name];
      if (kind === 'global') this.note(name, [globalType(module, index)], [this.way.engine.globalValue(value)]);
      else if (kind === 'table') {
        const table = value as TableLike;
        const element = module.tables[index]?.element as Type;
        const types = Array.from({ length: table.length }, () => element);
        this.note(
          name,
          types,
          types.map((_, i) => table.get(i)),
        );
      } else if (name.startsWith('get')) {
        this.note(name, functionType(module, index).results, [(value as Function)()]);
      }
    }
  }

  private note(name: string, types: readonly Type[], values: readonly unknown[]): void {
    this.trace.note(`${name} = ${types.map((type, i) => describe(type, values[i], this.exports)).join(', ')}`);
  }
}

const globalType = (module: Surface, index: number): Type => module.globals[index]?.type as Type;

const valueTypes: Record<Type, string> = {
  i: 'i32',
  j: 'i64',
  f: 'f32',
  F: 'f32',
  d: 'f64',
  D: 'f64',
  a: 'anyfunc',
  e: 'externref',
};
