// Random valid modules, and a plan of calls into each. The same seed and options give the same module.

import { type Argument, argument } from './argument.ts';
import { makeFunction } from './body.ts';
import { constant, i32 } from './constants.ts';
import { indexed } from './grammar.ts';
import type {
  DataModel,
  ElementModel,
  FunctionModel,
  FunctionType,
  GlobalModel,
  ModuleModel,
  Surface,
  TableModel,
  Type,
} from './model.ts';
import { functionType, open } from './model.ts';
import { Random } from './random.ts';
import type { Scope } from './scope.ts';

export interface GenerateOptions {
  /** Only WebAssembly 1.0. */
  readonly mvp?: boolean;
  /** Only what a `VirtualMachine` may have: functions of integers and a memory are imported, nothing else, and no start. */
  readonly contract?: boolean;
  /** Whether one function is much larger than the others. */
  readonly huge?: boolean;
  /** 1 is ordinary: up to 10 functions of up to about 100 instructions. */
  readonly size?: number;
}

export interface Call {
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly results: readonly Type[];
  readonly args: readonly Argument[];
}

/** Loop rounds and function entries per call from outside. */
const fuelPerCall = 150;

const page = 0x10000;

export function generate(seed: number, options: GenerateOptions = {}): { module: ModuleModel; calls: Call[] } {
  const random = new Random(seed);
  const module = new ModuleMaker(random, options).make();
  return { module, calls: plan(random, module) };
}

class ModuleMaker {
  private readonly random: Random;
  private readonly mvp: boolean;
  private readonly contract: boolean;
  private readonly size: number;
  private readonly huge: boolean;

  constructor(random: Random, { mvp = false, contract = false, size = 1, huge = false }: GenerateOptions) {
    this.random = random;
    this.mvp = mvp;
    this.contract = contract;
    this.size = size;
    this.huge = huge;
  }

  make(): ModuleModel {
    const { random, mvp, size } = this;
    const signatures = this.times(random.between(2, 5), () => this.signature(true));
    const imports = this.times(random.between(1, 5), () => this.importType());
    const own = this.times(random.between(2, Math.max(3, Math.round(10 * size))), () =>
      random.chance(0.5) ? random.pick(signatures) : this.ownSignature(),
    );
    // A start function comes last; it must not call out, since nothing can answer yet.
    const start =
      !this.contract && random.chance(0.15) ? imports.length + own.push({ params: [], results: [] }) - 1 : undefined;
    const functions = [...imports, ...own];
    const pure = functions.map((_, index) => index >= imports.length && (index === start || random.chance(0.25)));
    const referable = functions.flatMap((type, index) =>
      index !== start && [...type.params, ...type.results].every((t) => open(t) === t) && random.chance(0.7)
        ? [index]
        : [],
    );

    const tables = this.tables();
    const memory =
      this.contract || random.chance(0.9)
        ? { minimum: random.between(1, 2), maximum: random.between(2, 6), imported: random.chance(0.3) }
        : undefined;
    const globals = this.globals(referable);
    const fuel = globals.push({ type: 'i', mutable: true, init: i32(fuelPerCall) }) - 1;
    const elements = this.elements(tables, referable);
    const data = memory ? this.data(memory.minimum) : [];
    const slots = tables.map(() => new Map<number, number>());
    for (const { mode, table, offset, items } of elements) {
      if (mode !== 'active') continue;
      for (const [i, item] of items.entries()) if (item >= 0) slots[table]?.set(offset + i, item);
    }

    const scope: Scope = {
      mvp,
      functions,
      imports: imports.length,
      pure,
      tables,
      slots,
      memory,
      globals,
      fuel,
      elements,
      data,
      signatures,
      referable: mvp ? [] : referable,
    };
    const budget = (): number => Math.round(random.between(5, random.chance(0.2) ? 200 : 60) * size);
    const largest = this.huge ? random.below(own.length) : -1;
    const bodies = own.map((_, i) =>
      makeFunction(random, scope, imports.length + i, i === largest ? random.between(2000, 8000) : budget()),
    );
    const module: ModuleModel = {
      imports,
      functions: bodies,
      tables,
      memory,
      globals,
      elements,
      data,
      exports: [],
      start,
      mvp,
    };
    this.addExports(module, fuel, referable);
    return module;
  }

  private times<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }

  private valueType(openOnly: boolean): Type {
    const numbers: Type[] = ['i', 'i', 'i', 'j', 'j', 'f', 'd', 'F', 'D'];
    const type = this.random.pick<Type>(this.mvp ? numbers : [...numbers, 'a', 'e']);
    return openOnly ? open(type) : type;
  }

  private signature(openOnly: boolean): FunctionType {
    const { random, mvp } = this;
    return {
      params: this.times(random.below(random.chance(0.01) ? 120 : random.chance(0.1) ? 9 : 4), () =>
        this.valueType(openOnly),
      ),
      results: this.times(mvp ? random.below(2) : random.pick([0, 1, 1, 1, 2, 3]), () => this.valueType(openOnly)),
    };
  }

  /** Half of the imports have a signature that the contract's `VirtualMachine` takes: i32 and i64, at most one result. */
  private importType(): FunctionType {
    const { random } = this;
    if (!this.contract && random.chance(0.5)) return this.signature(true);
    return this.integerSignature();
  }

  private ownSignature(): FunctionType {
    return this.random.chance(this.contract ? 0.5 : 0.1)
      ? this.integerSignature()
      : this.signature(this.random.chance(0.6));
  }

  private integerSignature(): FunctionType {
    const { random } = this;
    const integer = (): Type => random.pick<Type>(['i', 'j']);
    return { params: this.times(random.below(4), integer), results: this.times(random.below(2), integer) };
  }

  private tables(): TableModel[] {
    const { random, mvp } = this;
    const count = mvp ? random.below(2) : random.below(4);
    const tables = this.times(count, (): TableModel => {
      const minimum = random.between(1, 10);
      const element = mvp || random.chance(0.7) ? 'a' : 'e';
      return {
        element,
        limits: { minimum, maximum: minimum + random.below(6) },
        imported: !this.contract && random.chance(0.3),
      };
    });
    return tables.sort((a, b) => Number(b.imported) - Number(a.imported));
  }

  private globals(referable: readonly number[]): GlobalModel[] {
    const { random, mvp } = this;
    const imported = this.times(this.contract ? 0 : random.below(3), (): GlobalModel => {
      return { type: this.valueType(true), mutable: !mvp && random.chance(0.5), init: undefined };
    });
    const own = this.times(random.below(6), (): GlobalModel => {
      const type = this.valueType(false);
      const sources = imported.flatMap((g, index) => (!g.mutable && g.type === type ? [index] : []));
      const init =
        sources.length > 0 && random.chance(0.5)
          ? indexed('global.get', `:${type}`, [0x23], random.pick(sources))
          : type === 'a' && referable.length > 0 && random.chance(0.6)
            ? indexed('ref.func', ':a', [0xd2], random.pick(referable))
            : constant(random, type);
      return { type, mutable: random.chance(0.7), init };
    });
    return [...imported, ...own];
  }

  private elements(tables: readonly TableModel[], referable: readonly number[]): ElementModel[] {
    const { random, mvp } = this;
    const elements: ElementModel[] = [];
    tables.forEach(({ element, limits }, table) => {
      const count = random.between(0, 3);
      for (let i = 0; i < count; i++) {
        const passive = !mvp && random.chance(0.3);
        const length = random.below(limits.minimum + 1);
        const outside = !passive && random.chance(0.005);
        const offset = passive ? 0 : outside ? limits.minimum : random.below(limits.minimum - length + 1);
        const item = (): number =>
          element === 'e' || referable.length === 0 || (!mvp && random.chance(0.1)) ? -1 : random.pick(referable);
        if (mvp && referable.length === 0) continue;
        elements.push({
          mode: passive ? 'passive' : 'active',
          table,
          offset,
          element,
          items: this.times(length, item),
        });
      }
    });
    if (!mvp && referable.length > 0)
      elements.push({ mode: 'declarative', table: 0, offset: 0, element: 'a', items: referable });
    return elements;
  }

  private data(pages: number): DataModel[] {
    const { random, mvp } = this;
    return this.times(random.below(4), () => {
      const mode = !mvp && random.chance(0.4) ? 'passive' : 'active';
      const length = random.below(random.chance(0.1) ? 400 : 40);
      const offset = random.chance(0.005)
        ? pages * page
        : random.below(random.chance(0.8) ? 1000 : pages * page - length);
      return { mode, offset, bytes: this.times(length, () => random.below(256)) };
    });
  }

  /** Functions as f0, …, tables as t0, …, globals as g0, …; MVP has no exported mutable globals, so they get functions. */
  private addExports(module: ModuleModel, fuel: number, referable: readonly number[]): void {
    const { random, mvp } = this;
    const { imports, functions, globals, tables, memory, exports } = module;
    const add = (kind: (typeof exports)[number]['kind'], name: string, index: number) =>
      exports.push({ kind, name, index });
    const addFunction = (name: string, fn: FunctionModel): void => {
      add('function', name, imports.length + functions.push(fn) - 1);
    };
    const count = imports.length + functions.length;
    for (let index = 0; index < count; index++) {
      if (index === module.start) continue;
      const wanted = index < imports.length ? random.chance(0.1) : random.chance(0.7);
      if (wanted || (!mvp && referable.includes(index))) add('function', `f${index}`, index);
    }
    if (memory && !memory.imported) add('memory', 'memory', 0);
    for (const index of tables.keys()) add('table', `t${index}`, index);
    for (const [index, { type, mutable }] of globals.entries()) {
      if (index === fuel) continue;
      if (!mvp || !mutable) {
        add('global', `g${index}`, index);
        continue;
      }
      const get = indexed('global.get', `:${type}`, [0x23], index);
      addFunction(`get${index}`, { type: { params: [], results: [type] }, locals: [], body: [get] });
    }
    const set = indexed('global.set', 'i:', [0x24], fuel);
    const body = [i32(fuelPerCall), set].map((node) => ({ ...node, pinned: true }));
    addFunction('refuel', { type: { params: [], results: [] }, locals: [], body });
  }
}

/** The calls to make, with arguments. */
export function plan(random: Random, module: Surface): Call[] {
  const callable = module.exports.filter(({ kind, name }) => kind === 'function' && /^f\d/.test(name));
  if (callable.length === 0) return [];
  const referable = openExports(module);
  return Array.from({ length: random.between(4, 10) }, () => {
    const { name, index } = random.pick(callable);
    const { params, results } = functionType(module, index);
    return { name, parameters: params, results, args: params.map((type) => argument(random, type, referable)) };
  });
}

/** The exported functions that a host may pass as references: one may end in a table, so its type must be open. */
export function openExports(module: Surface): string[] {
  const isOpen = ({ params, results }: FunctionType): boolean => [...params, ...results].every((t) => open(t) === t);
  return module.exports.flatMap(({ kind, name, index }) =>
    kind === 'function' && /^f\d/.test(name) && isOpen(functionType(module, index)) ? [name] : [],
  );
}
