// The lowering environment of one module: how emitted code names the things around a function. Names are made of
// indices only. It also remembers which helpers, types and constants were used, for the module's head.

import type { CallGraph } from '../analyse/callgraph.ts';
import type { Clones } from '../analyse/clones.ts';
import { type IndexSpaces, typeOf } from '../analyse/spaces.ts';
import type { StackUse } from '../analyse/stack.ts';
import type { ConstantTables, Contents } from '../analyse/tables.ts';
import type { FunctionType, Module } from '../ast.ts';
import type { GlobalAccess, LoweringEnvironment } from '../lower/environment.ts';
import { longs, rounding, words } from '../lower/words.ts';
import type { Optimisations } from '../optimisations.ts';
import * as js from './estree.ts';

/** What analysis has found out about a module. */
export interface ModuleFacts {
  readonly module: Module;
  readonly spaces: IndexSpaces;
  readonly graph: CallGraph;
  readonly stack: StackUse;
  /** In words, of the functions that are not imported. */
  readonly frameSizes: readonly number[];
  readonly optimisations: Optimisations;
  /** The functions that have one. */
  readonly bigintBodies: ReadonlySet<number>;
  readonly clones: Clones;
  readonly tables: ConstantTables;
  /** Whether calls that may pause want a generator, which not all functions of a type are. */
  readonly delegates: boolean;
}

export class Environment implements LoweringEnvironment {
  readonly facts: ModuleFacts;
  readonly context = js.name('C');
  readonly optimisations: Optimisations;
  readonly helpers = new Set<string>();
  /** Declarations of NaN constants. */
  readonly constants: string[] = [];
  /** Type indices that `call_indirect` checks, in order of first use. */
  readonly checkedTypes = new Set<number>();
  /** The typed arrays that anything goes through besides that of bytes: of the memory, or to round a double. */
  readonly arrays = new Set<js.Identifier>();
  /** How many slots BigInt bodies have: the first one is there for all of them. */
  slotCount = 1;

  private readonly sharedGlobals: ReadonlySet<number>;
  private readonly codes: js.Expression[] = [];
  private readonly globals: GlobalAccess[] = [];
  private readonly nans = new Map<string, js.Expression>();

  constructor(facts: ModuleFacts) {
    this.facts = facts;
    this.optimisations = facts.optimisations;
    this.sharedGlobals = sharedGlobals(facts.module, facts.spaces);
  }

  functionType(index: number): FunctionType {
    return typeOf(this.facts.module, this.facts.spaces, index);
  }
  type(index: number): FunctionType {
    return this.facts.module.types[index] as FunctionType;
  }
  functionMayPause(index: number): boolean {
    return this.facts.graph.reasons[index] !== undefined;
  }
  typeMayPause(typeIndex: number): boolean {
    return this.facts.graph.typeMayPause(typeIndex);
  }
  isCounted(index: number): boolean {
    return this.facts.stack.isCounted(index);
  }
  isTypeCounted(typeIndex: number): boolean {
    return this.facts.stack.isTypeCounted(typeIndex);
  }
  frameSize(index: number): number {
    return this.facts.frameSizes[index - this.facts.spaces.imported.function] as number;
  }

  code(index: number): js.Expression {
    const known = this.codes[index] ?? js.name(`f${index}`);
    this.codes[index] = known;
    return known;
  }

  clone(index: number, zeros: readonly number[]): js.Expression | undefined {
    const name = this.facts.clones.find(index, zeros);
    return name === undefined ? undefined : js.name(name);
  }

  hasBigIntBody(index: number): boolean {
    return this.facts.bigintBodies.has(index);
  }
  bigintCode(index: number): js.Expression {
    return this.hasBigIntBody(index) ? js.name(`f${index}h`) : this.code(index);
  }
  takeSlots(count: number): number {
    const first = this.slotCount;
    this.slotCount += count;
    return first;
  }

  isShared(index: number): boolean {
    return this.sharedGlobals.has(index);
  }
  global(index: number): GlobalAccess {
    const known = this.globals[index] ?? this.access(index);
    this.globals[index] = known;
    return known;
  }
  private access(index: number): GlobalAccess {
    const { type, mutable } = this.facts.spaces.globals[index] as { type: GlobalAccess['type']; mutable: boolean };
    const shared = this.isShared(index);
    const low = shared ? js.member(js.name(`G${index}`), 'value') : js.name(`g${index}`);
    const high = shared ? js.member(js.name(`G${index}`), 'high') : js.name(`g${index}h`);
    return { type, mutable, low, high: type === 'i64' ? high : undefined };
  }

  table(index: number): js.Expression {
    return js.name(`T${index}`);
  }
  tableType(index: number): 'funcref' | 'externref' {
    return this.facts.spaces.tables[index]?.element ?? 'funcref';
  }
  tableCode(table: number, typeIndex: number, index: js.Expression): js.Expression {
    this.checkedTypes.add(typeIndex);
    const found = js.element(js.name(`T${table}s`), index);
    const fits = js.binary('===', found, js.name(`K${typeIndex}`));
    return js.conditional(fits, js.element(js.name(`T${table}c`), index), this.tableTrap(table, index));
  }
  tableTrap(table: number, index: js.Expression): js.Expression {
    return js.call(js.member(this.table(table), 'trapCall'), [index]);
  }
  reachable(table: number, typeIndex: number): Contents | undefined {
    const contents = this.facts.tables[table];
    if (contents === undefined || (this.facts.delegates && this.typeMayPause(typeIndex))) return undefined;
    const signature = this.facts.graph.callers.signatures[typeIndex] as string;
    return contents.has(signature) ? contents.get(signature) : new Map();
  }

  aligned(shift: 2 | 3): js.Identifier {
    const array = shift === 2 ? words : longs;
    this.arrays.add(array);
    return array;
  }
  rounding(): typeof rounding {
    this.arrays.add(rounding.double);
    return rounding;
  }
  helper(name: string): js.Identifier {
    this.helpers.add(name);
    return js.name(name);
  }
  nan(type: 'f32' | 'f64', bits: { readonly low: number; readonly high: number }): js.Expression {
    const words = type === 'f32' ? [bits.low] : [bits.low, bits.high];
    const key = `${type}_from_bits(${words.join(', ')})`;
    let node = this.nans.get(key);
    if (node === undefined) {
      this.helper(`${type}_from_bits`);
      const name = `N${this.constants.length}`;
      this.constants.push(`var ${name} = ${key};`);
      node = js.name(name);
      this.nans.set(key, node);
    }
    return node;
  }
}

/** Mutable globals that something outside sees: they live in a cell; all others are variables of the closure. */
function sharedGlobals(module: Module, spaces: IndexSpaces): Set<number> {
  const shared = new Set<number>();
  const isMutable = (index: number) => spaces.globals[index]?.mutable === true;
  for (let index = 0; index < spaces.imported.global; index++) if (isMutable(index)) shared.add(index);
  for (const { kind, index } of module.exports) if (kind === 'global' && isMutable(index)) shared.add(index);
  return shared;
}
