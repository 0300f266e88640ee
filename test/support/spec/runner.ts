// Runs one file of the official tests on an engine, command by command, and tallies how each kind of command ended.

import type { Engine, Exports, Failure } from '../engine.ts';
import { bitsModule, needsBits } from './bits-module.ts';
import type { Action, Command, SpecType, SpecValue } from './script.ts';
import { spectest } from './spectest.ts';
import { bitsOf, describe, matches, toArgument } from './values.ts';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}
export type Tallies = Map<Command['type'], Tally>;

export interface ScriptResult {
  readonly tallies: Tallies;
  /** One line for each failed command: its line in the script, its kind, what went wrong. */
  readonly failures: readonly string[];
}

/** The modules that a run compiles for functions with floats, by the engine and the function's type. */
const bitsModules = new WeakMap<Engine, Map<string, unknown>>();

export function runScript(
  commands: readonly Command[],
  engine: Engine,
  read: (filename: string) => Uint8Array<ArrayBuffer>,
): ScriptResult {
  const runner = new ScriptRunner(engine, read);
  const tallies: Tallies = new Map();
  const failures: string[] = [];
  for (const command of commands) {
    const tally = tallies.get(command.type) ?? { passed: 0, failed: 0, skipped: 0 };
    tallies.set(command.type, tally);
    if ('module_type' in command && command.module_type === 'text') {
      tally.skipped++;
      continue;
    }
    const failure = runner.run(command);
    if (failure === undefined) {
      tally.passed++;
    } else {
      tally.failed++;
      failures.push(`line ${command.line}: ${command.type}: ${failure}`);
    }
  }
  return { tallies, failures };
}

class ScriptRunner {
  private readonly engine: Engine;
  private readonly read: (filename: string) => Uint8Array<ArrayBuffer>;
  private readonly registered: Record<string, Exports>;
  private readonly named = new Map<string, Exports>();
  private readonly wrapped = new Map<unknown, (...args: unknown[]) => unknown>();
  /** The last module instantiated; undefined if that failed. */
  private current: Exports | undefined;

  constructor(engine: Engine, read: (filename: string) => Uint8Array<ArrayBuffer>) {
    this.engine = engine;
    this.read = read;
    this.registered = Object.assign(Object.create(null), { spectest: spectest(engine) });
  }

  /** What went wrong, or undefined. */
  run(command: Command): string | undefined {
    switch (command.type) {
      case 'module':
        this.current = undefined;
        return this.expectSuccess(() => {
          this.current = this.instantiate(command.filename);
          if (command.name !== undefined) this.named.set(command.name, this.current);
        });
      case 'register':
        return this.expectSuccess(() => {
          this.registered[command.as] = this.instance(command.name);
        });
      case 'action':
        return this.expectSuccess(() => this.act(command.action, command.expected));
      case 'assert_return':
        return this.expectResults(command.action, command.expected);
      case 'assert_trap':
      case 'assert_exhaustion':
        return this.expectFailure('trap', command.text, () => this.act(command.action, command.expected));
      case 'assert_invalid':
      case 'assert_malformed':
        return this.expectFailure('compile', undefined, () => this.engine.compile(this.read(command.filename)));
      case 'assert_unlinkable':
        return this.expectFailure('link', undefined, () => this.instantiate(command.filename));
      case 'assert_uninstantiable':
        return this.expectFailure('trap', command.text, () => this.instantiate(command.filename));
    }
  }

  private instantiate(filename: string): Exports {
    return this.engine.instantiate(this.engine.compile(this.read(filename)), this.registered);
  }

  private instance(name: string | undefined): Exports {
    const instance = name === undefined ? this.current : this.named.get(name);
    if (instance === undefined) throw new Error(`there is no instance ${name ?? '(current)'}`);
    return instance;
  }

  /** The results, floats as bits. */
  private act(action: Action, expected: readonly SpecValue[]): readonly unknown[] {
    const exports = this.instance(action.module);
    if (!Object.hasOwn(exports, action.field)) throw new Error(`no export ${JSON.stringify(action.field)}`);
    const item = exports[action.field];
    if (action.type === 'get') {
      return expected.map(({ type }) => bitsOf(type, this.engine.globalValue(item)));
    }
    const args = action.args ?? [];
    const callee = this.withBits(
      item as (...args: unknown[]) => unknown,
      args.map(({ type }) => type),
      expected.map(({ type }) => type),
    );
    const result = callee(...args.map(toArgument));
    if (expected.length === 0) return result === undefined ? [] : [result];
    return expected.length === 1 ? [result] : [...(result as Iterable<unknown>)];
  }

  /** `callee`, with floats passed as bits. */
  private withBits(
    callee: (...args: unknown[]) => unknown,
    params: readonly SpecType[],
    results: readonly SpecType[],
  ): (...args: unknown[]) => unknown {
    if (!needsBits(params, results)) return callee;
    let wrapped = this.wrapped.get(callee);
    if (wrapped === undefined) {
      const module = compiledBitsModule(this.engine, params, results);
      const { f } = this.engine.instantiate(module, { '': { f: callee } });
      wrapped = f as (...args: unknown[]) => unknown;
      this.wrapped.set(callee, wrapped);
    }
    return wrapped;
  }

  private expectSuccess(body: () => unknown): string | undefined {
    try {
      body();
      return undefined;
    } catch (error) {
      return this.explain(error);
    }
  }

  private expectResults(action: Action, expected: readonly SpecValue[]): string | undefined {
    let results: readonly unknown[];
    try {
      results = this.act(action, expected);
    } catch (error) {
      return `${action.field}: ${this.explain(error)}`;
    }
    if (results.length !== expected.length) {
      return `${action.field}: ${results.length} results instead of ${expected.length}`;
    }
    for (const [index, value] of expected.entries()) {
      if (!matches(results[index], value)) {
        const wanted = `${value.type} ${value.value ?? 'not null'}`;
        return `${action.field}: result ${index} is ${describe(value.type, results[index])} instead of ${wanted}`;
      }
    }
    return undefined;
  }

  /** `text`: the trap that is expected. */
  private expectFailure(kind: Failure['kind'], text: string | undefined, body: () => unknown): string | undefined {
    try {
      body();
    } catch (error) {
      const failure = this.engine.failure(error);
      const asExpected = failure?.kind === kind && (text === undefined || means(failure, text));
      return asExpected
        ? undefined
        : `${this.explain(error)} instead of ${kind}${text === undefined ? '' : `: ${text}`}`;
    }
    return `no failure, instead of ${kind}${text === undefined ? '' : `: ${text}`}`;
  }

  private explain(error: unknown): string {
    const failure = this.engine.failure(error);
    if (failure !== undefined) return `${failure.kind}: ${failure.message}`;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** The tests name some traps in more detail than an engine's message does ('uninitialized element 2'), and some in less. */
function means({ message, also = [] }: Failure, text: string): boolean {
  return [message, ...also].some((meaning) => meaning.startsWith(text) || text.startsWith(meaning));
}

function compiledBitsModule(engine: Engine, params: readonly SpecType[], results: readonly SpecType[]): unknown {
  const modules = bitsModules.get(engine) ?? new Map<string, unknown>();
  bitsModules.set(engine, modules);
  const key = `${params.join()}:${results.join()}`;
  const module = modules.get(key) ?? engine.compile(bitsModule(params, results));
  modules.set(key, module);
  return module;
}
