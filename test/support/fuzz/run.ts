// Runs a random module's plan of calls on an engine and writes down all that can be seen: results, traps, imported calls,
// memory, globals, tables. Two engines agree if their traces do.

import { createHash } from 'node:crypto';
import type { Engine, Exports } from '../engine.ts';
import { argument, describe, toValue } from './argument.ts';
import { encode } from './encode.ts';
import { type Call, openExports } from './generate.ts';
import { type FunctionType, functionType, type ModuleModel, type Type } from './model.ts';
import { Random } from './random.ts';

export interface Case {
  readonly seed: number;
  readonly module: ModuleModel;
  readonly calls: readonly Call[];
}

/** What happened, in words; `also` where the engine does not tell some traps apart. */
export interface Event {
  readonly text: string;
  readonly also?: readonly string[];
}

/** How imports are answered and exports called. */
export interface Way {
  readonly name: string;
  readonly engine: Engine;
  /** What is imported for a host function; itself if it is answered in place. */
  suspending(answer: (...params: unknown[]) => unknown): unknown;
  /** What is called for an exported function. */
  promising(fn: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown;
}

interface MemoryLike {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface TableLike {
  readonly length: number;
  get(index: number): unknown;
}

/** An error that a host function throws. */
class HostError extends Error {}

/** More imported calls than any program can make, by its fuel. */
const mostEvents = 200_000;

export async function run(subject: Case, way: Way): Promise<Event[]> {
  return new Run(subject, way).all();
}

class Run {
  private readonly events: Event[] = [];
  private readonly subject: Case;
  private readonly way: Way;
  private readonly functions: readonly string[];
  private exports: Exports = {};
  private memory: MemoryLike | undefined;
  private answered = 0;

  constructor(subject: Case, way: Way) {
    this.subject = subject;
    this.way = way;
    this.functions = openExports(subject.module);
  }

  async all(): Promise<Event[]> {
    const { engine } = this.way;
    const { module, calls } = this.subject;
    const compiled = engine.compile(encode(module));
    const imports = this.imports();
    try {
      this.exports = engine.instantiate(compiled, { env: imports });
    } catch (error) {
      // Which error it is depends on the features: 1.0 reports a segment out of bounds when it links.
      if (engine.failure(error) === undefined) throw error;
      this.note('cannot be instantiated');
      return this.events;
    }
    this.memory ??= this.exports.memory as MemoryLike | undefined;
    for (const call of calls) await this.call(call);
    this.observe();
    return this.events;
  }

  private note(text: string, also?: readonly string[]): void {
    if (this.events.length > mostEvents) throw new Error('the program does not end');
    this.events.push(also ? { text, also } : { text });
  }

  private describeAll(types: readonly Type[], values: readonly unknown[]): string {
    return types.map((type, i) => describe(type, values[i], this.exports)).join(', ');
  }

  private async call({ name, parameters, args }: Call): Promise<void> {
    const { engine } = this.way;
    const { module } = this.subject;
    const target = module.exports.find((e) => e.kind === 'function' && e.name === name);
    if (target === undefined) return;
    const { results } = functionType(module, target.index);
    const values = args.map((arg) => toValue(arg, this.exports));
    (this.exports.refuel as () => void)();
    this.note(`${name}(${this.describeAll(parameters, values)})`);
    try {
      const fn = this.way.promising(this.exports[name] as (...args: unknown[]) => unknown);
      const value = await fn(...values);
      this.note(`returns ${this.describeAll(results, results.length > 1 ? (value as unknown[]) : [value])}`);
    } catch (error) {
      const failure = engine.failure(error);
      if (failure === undefined && !(error instanceof HostError)) throw error;
      if (failure === undefined) this.note('throws');
      else
        this.note(
          `traps: ${failure.message}`,
          failure.also?.map((message) => `traps: ${message}`),
        );
    }
    if (this.memory) this.note(`memory ${this.memory.buffer.byteLength} ${hash(this.memory.buffer)}`);
  }

  /** The host's function for import `index`. What it answers and does follows from its parameters and how often it was asked. */
  private answer(index: number, type: FunctionType, params: readonly unknown[]): unknown {
    const given = this.describeAll(type.params, params);
    const memory = this.memory;
    // A sum of the first bytes shows whether stores come before and after the call as they should.
    const sum = memory ? new Uint8Array(memory.buffer, 0, 1024).reduce((a, b) => (a * 31 + b) | 0, 0) : 0;
    this.note(`env.f${index}(${given}) ${sum}`);
    const digest = createHash('sha1')
      .update(`${this.subject.seed} ${this.answered++} ${index} ${given}`)
      .digest();
    const random = new Random(digest.readUInt32LE(0));
    if (memory && random.chance(0.1)) {
      const bytes = new Uint8Array(memory.buffer);
      for (let i = 0; i < 20; i++) bytes[random.below(1000)] = random.below(256);
    }
    if (memory && random.chance(0.05)) this.grow(memory);
    if (random.chance(0.01)) throw new HostError('as the host pleases');
    const values = type.results.map((t) => toValue(argument(random, t, this.functions), this.exports));
    return values.length > 1 ? values : values[0];
  }

  private grow(memory: MemoryLike): void {
    try {
      memory.grow(1);
    } catch (error) {
      // The maximum is reached.
      if (!(error instanceof RangeError)) throw error;
    }
  }

  private imports(): Record<string, unknown> {
    const { Memory, Table, Global } = this.way.engine;
    const { module, seed } = this.subject;
    const random = new Random(seed ^ 0x5eed);
    const imports: Record<string, unknown> = {};
    module.imports.forEach((type, index) => {
      imports[`f${index}`] = this.way.suspending((...params) => this.answer(index, type, params));
    });
    const { memory } = module;
    if (memory?.imported) {
      this.memory = new Memory({ initial: memory.minimum, maximum: memory.maximum }) as MemoryLike;
      imports.memory = this.memory;
    }
    module.tables.forEach(({ element, limits, imported }, index) => {
      const descriptor = {
        element: element === 'a' ? 'anyfunc' : 'externref',
        initial: limits.minimum,
        maximum: limits.maximum,
      };
      if (imported) imports[`t${index}`] = Reflect.construct(Table, [descriptor, null]);
    });
    module.globals.forEach(({ type, mutable, init }, index) => {
      if (init !== undefined) return;
      const value = toValue(argument(random, type, []), {});
      imports[`g${index}`] = Reflect.construct(Global, [{ value: valueType[type], mutable }, value]);
    });
    return imports;
  }

  /** What is left at the end in the globals and tables that are exported. */
  private observe(): void {
    const { module } = this.subject;
    for (const { kind, name, index } of module.exports) {
      const value = this.exports[name];
      if (kind === 'global') {
        const type = module.globals[index]?.type as Type;
        this.note(`${name} = ${describe(type, this.way.engine.globalValue(value), this.exports)}`);
      } else if (kind === 'table') {
        const table = value as TableLike;
        const type = module.tables[index]?.element as Type;
        const elements = Array.from({ length: table.length }, (_, i) => describe(type, table.get(i), this.exports));
        this.note(`${name} = ${elements.join(', ')}`);
      } else if (name.startsWith('get')) {
        const { results } = functionType(module, index);
        this.note(`${name} = ${this.describeAll(results, [(value as () => unknown)()])}`);
      }
    }
  }
}

const valueType: Record<Type, string> = {
  i: 'i32',
  j: 'i64',
  f: 'f32',
  F: 'f32',
  d: 'f64',
  D: 'f64',
  a: 'anyfunc',
  e: 'externref',
};

const hash = (buffer: ArrayBuffer): string =>
  createHash('sha1').update(new Uint8Array(buffer)).digest('hex').slice(0, 12);

/** Where two traces part, in words; undefined if nowhere. */
export function firstDifference(expected: readonly Event[], actual: readonly Event[]): string | undefined {
  for (let i = 0; i < Math.max(expected.length, actual.length); i++) {
    const a = expected[i];
    const b = actual[i];
    if (a && b && (a.text === b.text || a.also?.includes(b.text))) continue;
    const before = expected.slice(Math.max(0, i - 3), i).map(({ text }) => text);
    return [
      `event ${i}, after`,
      ...before.map((text) => `  ${text}`),
      `expected ${a?.text ?? 'the end'}`,
      `got      ${b?.text ?? 'the end'}`,
    ].join('\n');
  }
  return undefined;
}
